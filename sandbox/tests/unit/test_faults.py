"""Faults on demand, and the rate limit."""

import time
from typing import Any

import pytest

FAULTS = "/_sandbox/stores/abc123/faults"
RATE = "/_sandbox/stores/abc123/rate"
ORDER = "/stores/abc123/v2/orders/100"
HOOKS = "/stores/abc123/v3/hooks"
PRODUCT = "/stores/abc123/v3/catalog/products/77"
DOWN = "The store is down for maintenance"


def test_the_next_answers_are_spoilt_as_often_as_asked(api: Any) -> None:
    api.post(FAULTS, json={"kind": "500", "times": 2})

    assert [api.get(ORDER).status_code for _ in range(3)] == [500, 500, 200]


def test_faults_come_one_after_the_other(api: Any) -> None:
    for kind in ("503", "500"):
        api.post(FAULTS, json={"kind": kind})

    assert [fault["kind"] for fault in api.get(FAULTS).json()["data"]] == ["503", "500"]
    assert [api.get(ORDER).status_code for _ in range(3)] == [503, 500, 200]


def test_faults_can_be_taken_back(api: Any) -> None:
    api.post(FAULTS, json={"kind": "500", "times": 9})

    assert api.call("DELETE", FAULTS).json() == {"data": []}
    assert api.get(ORDER).status_code == 200


def test_a_503_has_the_shape_of_its_version(api: Any) -> None:
    api.post(FAULTS, json={"kind": "503", "times": 2})

    assert api.get(ORDER).json() == [{"status": 503, "message": DOWN}]
    assert api.get(PRODUCT).json()["title"] == DOWN


def test_a_degraded_service_has_a_shape_of_its_own(api: Any) -> None:
    api.post(FAULTS, json={"kind": "503-degraded"})
    answer = api.get(PRODUCT)

    assert (answer.status_code, answer.json()["error"]["retry_after_seconds"]) == (503, 30)


def test_broken_json_is_half_of_it(api: Any) -> None:
    api.post(FAULTS, json={"kind": "broken-json"})
    answer = api.get(PRODUCT)

    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Expecting"):
        answer.json()


def test_a_busy_platforms_429_tells_of_no_rate(api: Any) -> None:
    api.post(FAULTS, json={"kind": "429"})
    answer = api.get(ORDER)

    assert answer.status_code == 429
    assert not [name for name in answer.headers if name.startswith("x-rate-limit")]


def test_a_hanging_answer_comes_late(api: Any) -> None:
    api.post(FAULTS, json={"kind": "hang", "seconds": 0.05})
    began = time.monotonic()

    assert api.get(ORDER).status_code == 504
    assert time.monotonic() - began >= 0.05


def test_who_has_no_token_uses_up_no_fault(api: Any) -> None:
    api.post(FAULTS, json={"kind": "500"})

    assert api.get(ORDER, token="wrong").status_code == 401
    assert api.get(ORDER).status_code == 500


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({}, "kind"),
        ({"kind": "fire"}, "kind"),
        ({"kind": "500", "times": 0}, "times"),
        ({"kind": "500", "times": True}, "times"),
        ({"kind": "hang", "seconds": 61}, "seconds"),
        ({"kind": "500", "after": -1}, "after"),
        ({"kind": "500", "after": "1"}, "after"),
        ({"kind": "500", "method": "post"}, "method"),
        ({"kind": "500", "method": ["POST"]}, "method"),
        ({"kind": "500", "path": "v3/hooks"}, "path"),
        ({"kind": "500", "path": 5}, "path"),
        ({"kind": ["500"]}, "kind"),
    ],
)
def test_a_fault_that_cannot_be_is_422(api: Any, fault: dict[str, Any], field: str) -> None:
    answer = api.post(FAULTS, json=fault)
    assert (answer.status_code, answer.json()["errors"].keys()) == (422, {field})


def test_a_fault_may_begin_after_answers_that_go_well(api: Any) -> None:
    api.post(FAULTS, json={"kind": "500", "after": 2, "times": 2})

    assert [api.get(ORDER).status_code for _ in range(5)] == [200, 200, 500, 500, 200]


def test_a_fault_may_be_for_one_method_and_path(api: Any) -> None:
    api.post(FAULTS, json={"kind": "500", "method": "POST", "path": "/v3/hooks"})
    spoilt = [("GET", HOOKS), ("PUT", ORDER), ("POST", HOOKS), ("POST", HOOKS)]
    answers = [api.call(method, path, json={}).status_code for method, path in spoilt]

    assert answers == [200, 400, 500, 422]


def test_a_fault_in_the_middle_counts_only_what_it_is_for(api: Any) -> None:
    api.post(FAULTS, json={"kind": "503", "after": 1, "method": "POST", "path": "/v3/hooks"})
    made: list[int] = []
    for number in range(3):
        api.get(HOOKS)
        hook = {"scope": "store/order/*", "destination": f"https://r{number}.test/"}
        made.append(api.post(HOOKS, json=hook).status_code)

    assert made == [200, 503, 200]


def test_a_fault_for_something_else_does_not_hold_up_the_next(api: Any) -> None:
    api.post(FAULTS, json={"kind": "503", "path": "/v3/hooks"})
    api.post(FAULTS, json={"kind": "500"})

    assert [api.get(path).status_code for path in (ORDER, HOOKS, HOOKS)] == [500, 503, 200]


def test_above_its_quota_a_store_answers_429(api: Any) -> None:
    api.call("PUT", RATE, json={"quota": 2})
    answers = [api.get(ORDER) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json() == [{"status": 429, "message": "Too many requests"}]
    assert answers[2].headers["x-rate-limit-time-reset-ms"] == "30000"


def test_a_new_window_lets_requests_through_again(api: Any, clock: Any) -> None:
    api.call("PUT", RATE, json={"quota": 1, "window_seconds": 5})
    assert [api.get(ORDER).status_code for _ in range(2)] == [200, 429]
    clock.now += 5

    assert api.get(ORDER).status_code == 200


def test_a_refusal_may_tell_of_no_rate(api: Any) -> None:
    api.call("PUT", RATE, json={"quota": 1, "headers_on_429": False})
    api.get(ORDER)

    assert "x-rate-limit-time-reset-ms" not in api.get(ORDER).headers


def test_what_came_of_the_limit_is_shown(api: Any) -> None:
    api.call("PUT", RATE, json={"quota": 2})
    for _ in range(5):
        api.get(ORDER)

    assert api.get(RATE).json()["data"] == {
        "quota": 2,
        "window_seconds": 30,
        "headers_on_429": True,
        "used": 2,
        "busiest": 2,
        "refused": 3,
    }


@pytest.mark.parametrize(
    "limit", [{"quota": 0}, {"quota": "2"}, {"quota": True}, {"window_seconds": -1}, {"colour": 1}, []]
)
def test_a_limit_that_cannot_be_is_422(api: Any, limit: Any) -> None:
    assert api.call("PUT", RATE, json=limit).status_code == 422
