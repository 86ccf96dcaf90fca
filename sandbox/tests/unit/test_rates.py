"""The rate headers."""

from typing import Any

from bigcommerce_sandbox.rates import RateWindow


def test_requests_left_count_down_within_a_window() -> None:
    window = RateWindow().count(1000).count(1001)
    assert window.headers(1001)["X-Rate-Limit-Requests-Left"] == "148"


def test_a_window_ends_after_30_seconds() -> None:
    window = RateWindow().count(1000).count(1030)
    assert window.headers(1030)["X-Rate-Limit-Requests-Left"] == "149"


def test_the_headers_say_how_long_the_window_still_lasts() -> None:
    headers = RateWindow().count(1000).headers(1010.5)
    assert (headers["X-Rate-Limit-Time-Window-Ms"], headers["X-Rate-Limit-Time-Reset-Ms"]) == ("30000", "19500")


def test_requests_left_stop_at_zero() -> None:
    assert RateWindow(opened_at=1000, used=200).headers(1000)["X-Rate-Limit-Requests-Left"] == "0"


def test_a_request_without_a_valid_token_uses_no_quota(api: Any) -> None:
    api.put("/_sandbox/stores/abc123/rate", json={"quota": 1})
    refused = [api.get("/stores/abc123/v2/orders", token="another").status_code for _ in range(3)]

    assert (refused, api.get("/stores/abc123/v2/orders").status_code) == ([401] * 3, 200)
