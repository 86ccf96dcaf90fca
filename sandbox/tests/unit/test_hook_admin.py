"""The status of hooks, the addresses to write to, and hooks that others tamper with."""

from typing import Any

import pytest

HOOKS = "/stores/abc123/v3/hooks"
ADMIN = "/stores/abc123/v3/hooks/admin"
CONTROL = "/_sandbox/stores/abc123/hooks"
ORDER = "/stores/abc123/v2/orders/100"
OTHER = {"client_id": "client-2", "client_secret": "secret-2", "access_token": "token-2"}


def statuses(api: Any, **query: str) -> dict[int, str]:
    shown = api.get(ADMIN, params=query).json()["data"]["hooks_list"]
    return {hook["id"]: hook["status"] for hook in shown}


def tamper(api: Any, how: str, **given: Any) -> dict[str, Any]:
    answer = api.post(f"{CONTROL}/{how}", json=given, token=None)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def switch_off(api: Any, hook_id: int) -> None:
    """As its client does, in the middle of a delivery."""
    api.sandbox.store("abc123").subscriptions.update("client-1", hook_id, {"is_active": False}, 0)


def deactivate(api: Any, receiver: Any) -> dict[str, Any]:
    """A hook whose receiver never took what it was sent."""
    receiver.answers = [500] * 12
    hook = api.add_hook("store/order/updated")
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    return hook


def test_the_admin_view_has_the_documented_shape(api: Any) -> None:
    hook = api.add_hook("store/order/*")
    assert api.get(ADMIN).json() == {
        "data": {"emails": [], "hooks_list": [hook | {"status": "active"}], "blocked_domains": []},
        "meta": {
            "pagination": {
                "total": 1,
                "count": 1,
                "per_page": 50,
                "current_page": 1,
                "total_pages": 1,
                "links": {"current": "?page=1&limit=50"},
            }
        },
    }


def test_the_platform_deactivates_and_a_client_makes_inactive(api: Any, receiver: Any) -> None:
    deactivate(api, receiver)
    api.add_hook("store/order/created", is_active=False)
    api.add_hook("store/order/created", destination="https://second.test/")
    assert statuses(api) == {1: "deactivated", 2: "inactive", 3: "active"}
    assert statuses(api, is_active="false") == {1: "deactivated", 2: "inactive"}


def test_what_a_client_has_made_inactive_the_platform_does_not_deactivate(api: Any, receiver: Any) -> None:
    receiver.answers = [500] * 12
    hook = api.add_hook("store/order/updated")
    receiver.meanwhile = lambda _request: switch_off(api, hook["id"])
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()

    assert statuses(api) == {hook["id"]: "inactive"}


def test_a_hook_itself_does_not_tell_its_status(api: Any, receiver: Any) -> None:
    hook = deactivate(api, receiver)
    assert api.get(f"{HOOKS}/1").json()["data"] == hook | {"is_active": False}


@pytest.mark.parametrize(("is_active", "status"), [(True, "active"), (False, "inactive")])
def test_a_put_ends_a_deactivation(api: Any, receiver: Any, is_active: bool, status: str) -> None:
    deactivate(api, receiver)
    api.put(f"{HOOKS}/1", json={"is_active": is_active})
    assert statuses(api) == {1: status}


def test_a_put_of_something_else_does_not(api: Any, receiver: Any) -> None:
    deactivate(api, receiver)
    api.put(f"{HOOKS}/1", json={"headers": {"a": "b"}})
    assert statuses(api) == {1: "deactivated"}


def test_a_reactivated_hook_is_sent_events_again(api: Any, receiver: Any) -> None:
    deactivate(api, receiver)
    api.put(f"{HOOKS}/1", json={"is_active": True})
    api.put(ORDER, json={"staff_notes": "y"})
    api.settle()
    assert api.sandbox.deliveries("abc123")[-1].state == "delivered"


def test_addresses_replace_those_of_before(api: Any) -> None:
    for emails in (["a@example.com", "b@example.com"], ["c@example.com"]):
        answer = api.put(ADMIN, json={"emails": emails})
        assert (answer.status_code, answer.content) == (204, b"")
    assert api.get(ADMIN).json()["data"]["emails"] == ["c@example.com"]


def test_a_client_does_not_see_what_is_another_clients(api: Any) -> None:
    api.post("/_sandbox/stores/abc123/accounts", json=OTHER)
    api.add_hook("store/order/*")
    api.put(ADMIN, json={"emails": ["a@example.com"]})
    answer = api.get(ADMIN, token="token-2").json()
    assert answer["data"] == {"emails": [], "hooks_list": [], "blocked_domains": []}


@pytest.mark.parametrize("body", [{}, {"emails": "a@example.com"}, {"emails": [5]}, {"emails": ["nobody"]}])
def test_what_is_no_address_is_422(api: Any, body: Any) -> None:
    answer = api.put(ADMIN, json=body)
    assert (answer.status_code, answer.json()["errors"].keys()) == (422, {"emails"})


def test_somebody_else_may_delete_a_hook(api: Any) -> None:
    api.add_hook("store/order/*")
    tamper(api, "delete", hook_id=1)
    assert api.get(f"{HOOKS}/1").status_code == 404


@pytest.mark.parametrize(("by_platform", "status"), [(False, "inactive"), (True, "deactivated")])
def test_somebody_else_may_end_a_hook(api: Any, by_platform: bool, status: str) -> None:
    api.add_hook("store/order/*")
    assert tamper(api, "deactivate", hook_id=1, by_platform=by_platform)["status"] == status
    assert statuses(api) == {1: status}


def test_somebody_else_may_repoint_a_hook_onto_another(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/updated")
    api.add_hook("store/order/updated", destination="https://second.test/")
    tamper(api, "repoint", hook_id=1, destination="https://second.test/")
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    assert [request.url.host for request in receiver.requests] == ["second.test", "second.test"]


def test_a_hook_from_before_the_rule_may_be_there_twice(api: Any) -> None:
    hook = api.add_hook("store/order/*", headers={"a": "b"})
    tamper(api, "duplicate", hook_id=1)
    assert api.get(HOOKS).json()["data"] == [hook, hook | {"id": 2}]


def test_a_foreign_hook_of_the_same_client_is_seen(api: Any) -> None:
    inserted = tamper(api, "insert", scope="store/order/*", destination="https://foreign.test/")
    seen = api.get(HOOKS).json()["data"]
    assert [(hook["id"], hook["destination"]) for hook in seen] == [(inserted["id"], "https://foreign.test/")]


def test_a_hook_of_a_client_nobody_knows_is_not_seen_but_served(api: Any, receiver: Any) -> None:
    tamper(api, "insert", client_id="stranger", scope="store/order/updated", destination="https://foreign.test/")
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    assert api.get(HOOKS).json()["data"] == []
    assert [request.url.host for request in receiver.requests] == ["foreign.test"]


def test_every_hook_is_shown_to_a_developer(api: Any) -> None:
    api.add_hook("store/order/*")
    tamper(api, "insert", client_id="stranger", scope="store/order/*", destination="https://foreign.test/")
    shown = api.get(CONTROL, token=None).json()["data"]
    assert [(hook["client_id"], hook["status"]) for hook in shown] == [("client-1", "active"), ("stranger", "active")]


def test_ids_go_on_after_tampering(api: Any) -> None:
    api.add_hook("store/order/*")
    tamper(api, "duplicate", hook_id=1)
    tamper(api, "delete", hook_id=1)
    assert tamper(api, "duplicate", hook_id=2)["id"] == 3
    tamper(api, "delete", hook_id=3)
    assert api.add_hook("store/order/created")["id"] == 4


@pytest.mark.parametrize(
    ("how", "given", "status"),
    [
        ("delete", {"hook_id": 7}, 404),
        ("delete", {}, 404),
        ("delete", {"hook_id": [1]}, 404),
        ("paint", {"hook_id": 1}, 404),
        ("repoint", {"hook_id": 1}, 422),
        ("repoint", {"hook_id": 1, "destination": "https://[::1/"}, 422),
        ("insert", {"scope": "store/order/*"}, 422),
        ("insert", {"scope": "store/order/*", "destination": "https://r.test/", "client_id": 5}, 422),
    ],
)
def test_tampering_that_cannot_be_is_refused(api: Any, how: str, given: dict[str, Any], status: int) -> None:
    api.add_hook("store/order/*")
    assert api.post(f"{CONTROL}/{how}", json=given).status_code == status


def test_a_deleted_accounts_addresses_go_with_it(api: Any) -> None:
    api.post("/_sandbox/stores/abc123/accounts", json=OTHER, token=None)
    assert api.call("PUT", ADMIN, token="token-2", json={"emails": ["ops@shop.test"]}).status_code == 204

    api.call("DELETE", "/_sandbox/stores/abc123/accounts/client-2", token=None)
    api.post("/_sandbox/stores/abc123/accounts", json=OTHER, token=None)

    assert api.call("GET", ADMIN, token="token-2").json()["data"]["emails"] == []
