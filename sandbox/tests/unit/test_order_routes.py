"""The v2 orders over HTTP."""

from typing import Any

import pytest

ORDERS = "/stores/abc123/v2/orders"


def test_a_list_is_a_bare_array(api: Any) -> None:
    assert [order["id"] for order in api.get(ORDERS).json()] == [100, 101, 102]


def test_a_page_holds_no_more_than_its_limit(api: Any) -> None:
    assert [order["id"] for order in api.get(f"{ORDERS}?limit=2&page=2").json()] == [102]


def test_a_page_past_the_end_is_204_without_a_body(api: Any) -> None:
    answer = api.get(f"{ORDERS}?page=2")
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_page_holds_50_orders_unless_asked_otherwise(api: Any) -> None:
    for _ in range(50):
        api.post("/_sandbox/stores/abc123/orders", json={})
    assert len(api.get(ORDERS).json()) == 50


def test_filters_work_together(api: Any) -> None:
    query = {"status_id": 11, "min_date_modified": "Mon, 01 Jun 2026 00:00:00 +0000"}
    assert [order["id"] for order in api.get(ORDERS, params=query).json()] == [101]


def test_an_order_links_to_its_lists_in_this_sandbox(api: Any) -> None:
    assert api.get(f"{ORDERS}/100").json()["products"] == {
        "url": "http://sandbox.test/stores/abc123/v2/orders/100/products",
        "resource": "/orders/100/products",
    }


@pytest.mark.parametrize("order_id", ["999", "0", "-1", "abc", "9" * 5000])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_an_unknown_order_is_404_in_an_array(api: Any, method: str, order_id: str) -> None:
    answer = api.call(method, f"{ORDERS}/{order_id}", json={"staff_notes": "x"})
    assert answer.status_code == 404
    assert answer.json() == [{"status": 404, "message": "The requested resource was not found."}]


def test_an_unknown_path_is_404_in_an_array(api: Any) -> None:
    assert api.get("/stores/abc123/v2/nothing").json()[0]["status"] == 404


def test_a_method_that_is_not_there_is_405_with_those_that_are(api: Any) -> None:
    answer = api.call("PATCH", f"{ORDERS}/100")
    assert (answer.status_code, answer.json()[0]["status"]) == (405, 405)
    assert "GET" in answer.headers["Allow"]


def test_an_update_answers_with_the_whole_order(api: Any) -> None:
    order = api.put(f"{ORDERS}/100", json={"discount_amount": 10}).json()
    assert (order["discount_amount"], order["id"]) == ("10.0000", 100)


def test_an_update_stays(api: Any) -> None:
    api.put(f"{ORDERS}/100", json={"customer_message": "Grüße ☕"})
    assert api.get(f"{ORDERS}/100").json()["customer_message"] == "Grüße ☕"


def test_an_update_moves_date_modified_on(api: Any) -> None:
    api.put(f"{ORDERS}/100", json={"staff_notes": "x"})
    assert api.get(f"{ORDERS}/100").json()["date_modified"] == "Tue, 11 Aug 2026 11:30:28 +0000"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b'{"discount_amount": NaN}',
        b'{"customer_message": "\\ud800"}',
        b"[" * 100_000,
        b'{"customer_id": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_json_is_400(api: Any, body: bytes) -> None:
    answer = api.put(f"{ORDERS}/100", content=body)
    assert answer.status_code == 400
    assert answer.json() == [{"status": 400, "message": "Input is invalid."}]


def test_a_body_of_a_mebibyte_is_read(api: Any) -> None:
    body = b'{"staff_notes": "x"}'.ljust(1024 * 1024)
    assert len(body) == 1024 * 1024
    assert api.put(f"{ORDERS}/100", content=body).status_code == 200


def test_a_body_over_a_mebibyte_is_413(api: Any) -> None:
    answer = api.put(f"{ORDERS}/100", content=b" " * (1024 * 1024 + 1))
    assert (answer.status_code, answer.json()[0]["status"]) == (413, 413)
