"""The hooks API over HTTP."""

from typing import Any

import pytest

HOOKS = "/stores/abc123/v3/hooks"
NEW = {"scope": "store/order/updated", "destination": "https://r.test/", "is_active": True, "headers": {"a": "b"}}
TYPE = "/api-docs/getting-started/api-status-codes"


def test_a_new_hook_is_answered_with_200(api: Any) -> None:
    answer = api.post(HOOKS, json=NEW)
    assert answer.status_code == 200
    assert answer.json() == {
        "data": {
            "id": 1,
            "client_id": "client-1",
            "store_hash": "abc123",
            **NEW,
            "created_at": 1786447828,
            "updated_at": 1786447828,
            "events_history_enabled": False,
        },
        "meta": {},
    }


def test_a_hook_can_be_read_again(api: Any) -> None:
    made = api.post(HOOKS, json=NEW).json()
    assert api.get(f"{HOOKS}/1").json() == made


def test_a_second_hook_on_scope_and_destination_is_422(api: Any) -> None:
    api.post(HOOKS, json=NEW)
    answer = api.post(HOOKS, json=NEW)
    assert (answer.status_code, answer.json()["errors"].keys()) == (422, {"destination"})


def test_a_refused_hook_uses_up_no_id(api: Any) -> None:
    api.post(HOOKS, json=NEW)
    api.post(HOOKS, json=NEW)
    assert api.post(HOOKS, json=NEW | {"scope": "store/order/created"}).json()["data"]["id"] == 2


def test_a_hook_without_a_destination_is_422_in_the_documented_shape(api: Any) -> None:
    answer = api.post(HOOKS, json={"scope": "store/order/updated"})
    assert answer.status_code == 422
    assert answer.json() == {
        "status": 422,
        "title": "JSON data is missing or invalid",
        "type": TYPE,
        "errors": {"destination": "error.path.missing."},
    }


def test_a_body_that_is_no_json_is_400_in_an_object(api: Any) -> None:
    answer = api.post(HOOKS, content=b"{")
    assert (answer.status_code, answer.json()) == (400, {"status": 400, "title": "Input is invalid.", "type": TYPE})


def test_a_change_answers_with_the_whole_hook(api: Any, clock: Any) -> None:
    made = api.post(HOOKS, json=NEW).json()["data"]
    clock.now += 5
    changed = api.put(f"{HOOKS}/1", json={"is_active": False}).json()["data"]
    assert changed == made | {"is_active": False, "updated_at": made["updated_at"] + 5}


def test_a_change_may_bring_back_the_whole_hook(api: Any) -> None:
    made = api.post(HOOKS, json=NEW).json()["data"]

    body = made | {"is_active": False, "id": 9}
    changed = api.put(f"{HOOKS}/1", json=body, is_checked=False).json()["data"]

    assert changed == made | {"is_active": False}


@pytest.mark.parametrize("body", [{}, []])
def test_an_empty_change_is_422(api: Any, body: object) -> None:
    api.post(HOOKS, json=NEW)
    answer = api.put(f"{HOOKS}/1", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"data": "Update webhook request should not be empty"}


@pytest.mark.parametrize(("method", "path"), [("POST", HOOKS), ("PUT", f"{HOOKS}/1")])
def test_an_unknown_field_is_refused_by_its_name(api: Any, method: str, path: str) -> None:
    api.post(HOOKS, json=NEW)
    answer = api.call(method, path, json=NEW | {"unknown": 1})
    assert (answer.status_code, [*answer.json()["errors"]]) == (422, ["unknown"])


@pytest.mark.parametrize(
    ("method", "path"), [("GET", HOOKS), ("GET", f"{HOOKS}/1"), ("GET", f"{HOOKS}/admin"), ("DELETE", f"{HOOKS}/1")]
)
def test_an_unknown_parameter_is_refused_by_its_name(api: Any, method: str, path: str) -> None:
    api.post(HOOKS, json=NEW)
    answer = api.call(method, f"{path}?unknown=1")
    assert (answer.status_code, "'unknown'" in answer.json()["title"]) == (422, True)


def test_a_change_onto_another_hook_is_422(api: Any) -> None:
    api.post(HOOKS, json=NEW)
    api.post(HOOKS, json=NEW | {"scope": "store/order/created"})
    assert api.put(f"{HOOKS}/2", json={"scope": NEW["scope"]}).status_code == 422


def test_deleting_answers_with_the_deleted_hook(api: Any) -> None:
    made = api.post(HOOKS, json=NEW).json()
    answer = api.call("DELETE", f"{HOOKS}/1")
    assert (answer.status_code, answer.json()) == (200, made)


def test_a_deleted_hook_is_gone(api: Any) -> None:
    api.post(HOOKS, json=NEW)
    api.call("DELETE", f"{HOOKS}/1")
    assert api.get(f"{HOOKS}/1").status_code == 404


def test_an_id_is_not_used_again(api: Any) -> None:
    api.post(HOOKS, json=NEW)
    api.call("DELETE", f"{HOOKS}/1")
    assert api.post(HOOKS, json=NEW).json()["data"]["id"] == 2


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_unknown_hook_is_404_in_an_object(api: Any, method: str) -> None:
    answer = api.call(method, f"{HOOKS}/7", json={"is_active": True})
    assert (answer.status_code, answer.json()) == (
        404,
        {"status": 404, "title": "Webhook with id [7] not found", "type": TYPE},
    )


def test_a_list_without_hooks_is_200_and_empty(api: Any) -> None:
    answer = api.get(HOOKS)
    assert (answer.status_code, answer.json()["data"], answer.json()["meta"]["pagination"]["total"]) == (200, [], 0)


def test_a_list_is_paged(api: Any) -> None:
    for number in range(3):
        api.post(HOOKS, json=NEW | {"destination": f"https://r{number}.test/"})
    answer = api.get(f"{HOOKS}?limit=2&page=2").json()
    assert ([hook["id"] for hook in answer["data"]], answer["meta"]["pagination"]["total"]) == ([3], 3)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"is_active": "true"}, [1, 2]),
        ({"is_active": "false"}, [3]),
        ({"scope": "store/order/created"}, [2]),
        ({"destination": "https://r.test/"}, [1, 2]),
        ({"destination": "https://r.test/", "scope": "store/order/updated"}, [1]),
    ],
)
def test_a_list_is_filtered(api: Any, query: dict[str, str], found: list[int]) -> None:
    api.post(HOOKS, json=NEW)
    api.post(HOOKS, json=NEW | {"scope": "store/order/created"})
    api.post(HOOKS, json=NEW | {"destination": "https://other.test/", "is_active": False})
    assert [hook["id"] for hook in api.get(HOOKS, params=query).json()["data"]] == found


def test_is_active_that_is_neither_is_400(api: Any) -> None:
    assert api.get(f"{HOOKS}?is_active=maybe").status_code == 400


@pytest.mark.parametrize("path", ["", "/admin"])
def test_a_page_has_50_hooks_at_most(api: Any, path: str) -> None:
    for scope in ("created", "updated", "archived", "statusUpdated", "message/created", "refund/created"):
        for number in range(9):
            api.add_hook(f"store/order/{scope}", destination=f"https://shop.test/{number}")

    page = api.get(f"{HOOKS}{path}?limit=250").json()["meta"]["pagination"]

    assert (page["per_page"], page["count"], page["total"]) == (50, 50, 54)
