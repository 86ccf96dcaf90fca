"""The v3 customers and channels over HTTP."""

import json
from typing import Any

import pytest

CUSTOMERS = "/stores/abc123/v3/customers"
CHANNELS = "/stores/abc123/v3/channels"
NEW = {"email": "ada@example.com", "first_name": "Ada", "last_name": "Byron"}
PAST, NOW = "2026-08-10T10:30:28+00:00", "2026-08-11T11:30:28+00:00"


def ids(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [customer["id"] for customer in answer.json()["data"]]


def sent(receiver: Any) -> list[tuple[str, Any]]:
    bodies = [json.loads(request.content) for request in receiver.requests]
    return [(body["scope"], body["data"]) for body in bodies]


def test_a_new_store_has_two_customers(api: Any) -> None:
    answer = api.get(CUSTOMERS)
    assert ids(answer) == [11, 12]
    assert answer.json()["meta"]["pagination"]["total"] == 2


def test_one_is_read_by_a_list_of_its_id(api: Any) -> None:
    assert [each["email"] for each in api.get(f"{CUSTOMERS}?id:in=12").json()["data"]] == ["jonas.weber@example.com"]
    assert api.get(f"{CUSTOMERS}/12").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"date_modified:min": PAST}, [12]),
        ({"date_modified:max": PAST}, [11, 12]),
        ({"date_modified:max": "2026-08-10"}, [11]),
        ({"date_modified:min": "2026-08-01", "date_modified:max": "2026-08-10"}, [11]),
        ({"date_modified:min": NOW}, []),
        ({"sort": "date_modified:desc"}, [12, 11]),
        ({"sort": "date_modified:asc"}, [11, 12]),
        ({"sort": "last_name:desc"}, [12, 11]),
        ({"limit": "1", "page": "2"}, [12]),
    ],
)
def test_a_list_is_filtered_sorted_and_paged(api: Any, query: dict[str, str], found: list[int]) -> None:
    assert ids(api.get(CUSTOMERS, params=query)) == found


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "colour"},
        {"sort": "id:asc"},
        {"sort": "date_modified"},
        {"sort": "date_modified:up"},
        {"date_modified:max": "soon"},
        {"sort": "date_modified:desc", "after": "aWQ6MTE"},
    ],
)
def test_a_query_that_cannot_be_read_is_422(api: Any, query: dict[str, str]) -> None:
    assert api.get(CUSTOMERS, params=query).status_code == 422


def test_a_list_that_is_not_sorted_by_id_offers_no_cursor(api: Any) -> None:
    assert api.get(f"{CUSTOMERS}?sort=date_modified:asc").json()["meta"].keys() == {"pagination"}


def test_customers_are_created_by_the_array(api: Any) -> None:
    answer = api.post(CUSTOMERS, json=[NEW, NEW | {"email": "eva@example.com", "company": "Looms"}])
    made = answer.json()["data"]
    assert ids(answer) == [13, 14]
    assert (made[1]["company"], made[1]["date_modified"]) == ("Looms", NOW)
    assert api.get(f"{CUSTOMERS}?id:in=13,14").json()["data"] == made


def test_a_created_customer_is_sent(api: Any, receiver: Any) -> None:
    api.add_hook("store/customer/created")
    api.post(CUSTOMERS, json=[NEW, NEW | {"email": "grace@example.com"}])
    api.settle()
    assert sent(receiver) == [
        ("store/customer/created", {"type": "customer", "id": 13}),
        ("store/customer/created", {"type": "customer", "id": 14}),
    ]


def test_an_updated_customer_is_sent(api: Any, receiver: Any) -> None:
    api.add_hook("store/customer/*")
    api.put(CUSTOMERS, json=[{"id": 11, "notes": "x"}])
    api.settle()
    assert sent(receiver) == [("store/customer/updated", {"type": "customer", "id": 11})]


def test_an_update_keeps_what_it_does_not_name(api: Any) -> None:
    before = api.get(f"{CUSTOMERS}?id:in=11").json()["data"][0]
    after = api.put(CUSTOMERS, json=[{"id": 11, "notes": "x"}]).json()["data"]
    assert after == [before | {"notes": "x", "date_modified": NOW}]
    assert api.get(f"{CUSTOMERS}?id:in=11").json()["data"] == after


@pytest.mark.parametrize(
    ("method", "body", "field"),
    [
        ("POST", {}, "data"),
        ("POST", [], "data"),
        ("POST", [NEW, {}], "email"),
        ("POST", [NEW, NEW | {"colour": "red"}], "colour"),
        ("POST", [NEW, NEW | {"id": 5}], "id"),
        ("POST", [NEW, NEW | {"email": 5}], "email"),
        ("PUT", [{"id": 11, "notes": "x"}, {"id": 99, "notes": "x"}], "id"),
        ("PUT", [{"id": 11, "notes": "x"}, {"notes": "x"}], "id"),
        ("PUT", [{"id": 11, "notes": "x"}, {"id": 12}], "data"),
    ],
)
def test_customers_are_taken_all_or_none(api: Any, method: str, body: Any, field: str) -> None:
    before = api.get(CUSTOMERS).json()
    answer = api.call(method, CUSTOMERS, json=body)
    assert (answer.status_code, field in answer.json()["errors"]) == (422, True)
    assert api.get(CUSTOMERS).json() == before


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_more_than_ten_at_once_are_413(api: Any, method: str) -> None:
    assert api.call(method, CUSTOMERS, json=[NEW] * 11).status_code == 413


def test_a_store_can_be_filled_with_customers(api: Any) -> None:
    api.post("/_sandbox/stores/abc123/fill", json={"customers": 500})
    assert api.get(CUSTOMERS).json()["meta"]["pagination"]["total"] == 502


def test_stores_do_not_share_their_customers(api: Any) -> None:
    second = {"store_hash": "second", "access_token": "t", "client_id": "c", "client_secret": "s"}
    api.post("/_sandbox/stores", json=second)
    api.put(CUSTOMERS, json=[{"id": 11, "notes": "x"}])
    api.post(CUSTOMERS, json=[NEW])
    others = api.get("/stores/second/v3/customers", token="t").json()["data"]
    assert [(each["id"], each["notes"]) for each in others] == [(11, ""), (12, "")]


def test_a_store_has_one_channel(api: Any) -> None:
    answer = api.get(CHANNELS).json()
    assert [channel["id"] for channel in answer["data"]] == [1]
    assert answer["meta"]["pagination"]["total"] == 1
    assert api.get(f"{CHANNELS}/1").json()["data"] == answer["data"][0]


def test_an_unknown_channel_is_404(api: Any) -> None:
    assert api.get(f"{CHANNELS}/2").status_code == 404


def test_two_customers_do_not_have_the_same_email(api: Any) -> None:
    answer = api.post(CUSTOMERS, json=[NEW | {"email": "Maya.Okafor@Example.com"}])
    assert (answer.status_code, [*answer.json()["errors"]]) == (422, ["email"])


def test_a_customer_does_not_take_the_email_of_another(api: Any) -> None:
    assert api.put(CUSTOMERS, json=[{"id": 12, "email": "maya.okafor@example.com"}]).status_code == 422


def test_a_customer_keeps_an_email_in_another_case(api: Any) -> None:
    answer = api.put(CUSTOMERS, json=[{"id": 11, "email": "Maya.Okafor@example.com"}])
    assert [each["email"] for each in answer.json()["data"]] == ["Maya.Okafor@example.com"]
