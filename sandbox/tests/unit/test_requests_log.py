"""The requests that a store has answered."""

from typing import Any

REQUESTS = "/_sandbox/stores/abc123/requests"


def test_a_request_is_recorded_with_its_answer_and_its_client_and_without_its_token(api: Any) -> None:
    api.get("/stores/abc123/v2/orders/100?include=consignments")
    api.get("/stores/abc123/v2/orders", token="another")

    answer = api.get(REQUESTS)
    recorded = [tuple(each.values())[1:] for each in answer.json()["data"]]

    assert recorded == [
        ("GET", "/v2/orders/100", "include=consignments", 200, "client-1"),
        ("GET", "/v2/orders", "", 401, ""),
    ]
    assert "canary" not in answer.text


def test_recorded_requests_can_be_forgotten(api: Any) -> None:
    api.get("/stores/abc123/v2/orders")
    api.call("DELETE", REQUESTS)

    assert api.get(REQUESTS).json()["data"] == []


def test_only_the_newest_thousand_are_kept(api: Any) -> None:
    api.sandbox.store("abc123").requests.extend([None] * 1000)
    api.get("/stores/abc123/v2/orders")

    assert len(api.sandbox.store("abc123").requests) == 1000
