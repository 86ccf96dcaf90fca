"""The console's routes that retry and cancel runs."""

from typing import TYPE_CHECKING, Any

import pytest
from tests.support.clocks import NOW
from tests.support.console_function import ConsoleStack, failed, whole
from tests.support.runs import HOUR, run

from storehook.history.searching import BUDGET

if TYPE_CHECKING:
    from storehook.runs.run import State


def test_a_failed_run_is_retried(operated: ConsoleStack) -> None:
    name = failed(operated)

    answer = operated.post("api/retry", {"runs": [name]})

    assert answer.json() == {"retried": 1, "skipped": 0, "next": None}
    assert operated.deployment.drain()[-1] == "failed"
    assert whole(operated, name)["redrives"] == 1


def test_a_dry_run_counts_what_a_retry_then_does_and_sends_nothing(operated: ConsoleStack) -> None:
    operated.add(*(run(n, state="failed", created_at=NOW - n) for n in range(30)), run(99), run(98, state="running"))

    dry = operated.post("api/retry", {"filter": {"store": "store1"}, "dry_run": True}).json()
    sent_by_then = list(operated.deployment.queues["default"].messages)
    done = operated.post("api/retry", {"filter": {"store": "store1"}}).json()

    assert (dry["count"], dry["capped"], len(dry["sample"])) == (30, False, 10)
    assert sent_by_then == []
    assert done == {"retried": 30, "skipped": 0, "next": None}
    assert len(operated.deployment.queues["default"].messages) == 30


def test_a_run_that_is_named_twice_counts_once(operated: ConsoleStack) -> None:
    operated.add(run(1, state="failed"), run(2, state="retrying"))
    names = [{"store_hash": "store1", "event_id": f"event-{n}", "action": "sync_order"} for n in (1, 1, 2, 2)]

    assert operated.post("api/retry", {"runs": names}).json() == {"retried": 2, "skipped": 0, "next": None}
    assert operated.post("api/cancel", {"runs": names}).json() == {"cancelled": 2, "skipped": 0}


def test_more_failures_than_can_be_counted_are_said_to_be_more(operated: ConsoleStack) -> None:
    operated.add(*(run(n, state="failed", created_at=NOW - n) for n in range(6_100)))

    told = operated.post("api/retry", {"filter": {"state": "failed"}, "dry_run": True}).json()
    failures = operated.get("api/failures").json()

    assert (told["capped"], failures["capped"]) == (True, True)
    # Sixteen partitions are read side by side; what is behind the first of them that is not read on does not count.
    assert sum(group["count"] for group in failures["groups"]) == told["count"] >= BUDGET // 2


def test_a_large_retry_goes_on_from_request_to_request_and_sends_each_run_once(operated: ConsoleStack) -> None:
    operated.add(*(run(n, state="failed", created_at=NOW - n) for n in range(55)))
    body: dict[str, Any] = {"filter": {"state": "failed"}, "max": 20}
    retried = 0

    while True:
        done = operated.post("api/retry", body).json()
        retried += done["retried"]
        body["next"] = done["next"]
        if done["next"] is None:
            break

    assert retried == 55
    assert len({message.text for message in operated.deployment.queues["default"].messages}) == 55


@pytest.mark.parametrize(("again", "events"), [(False, {"event-0"}), (True, {"event-0", "event-4"})])
def test_a_filter_without_a_state_brings_nothing_forward_and_nothing_back_that_was_cancelled(
    operated: ConsoleStack, again: bool, events: set[str]
) -> None:
    states: list[State] = ["failed", "scheduled", "retrying", "cancelled", "completed"]
    operated.add(*(run(n, state=state, created_at=NOW - n) for n, state in enumerate(states)))
    body = {"filter": {"store": "store1"}, "again": again}

    told = operated.post("api/retry", body | {"dry_run": True}).json()
    done = operated.post("api/retry", body).json()

    assert ({row["event_id"] for row in told["sample"]}, told["count"]) == (events, len(events))
    assert done["retried"] == len(events)


def test_failed_runs_are_retried_however_old_they_are(operated: ConsoleStack) -> None:
    old = run(1, state="failed", created_at=NOW - 20 * 24 * HOUR)
    operated.add(old)

    assert operated.post("api/retry", {"filter": {"action": old.key.action}}).json()["retried"] == 1


def test_completed_runs_are_run_again_only_on_an_explicit_word(operated: ConsoleStack) -> None:
    operated.add(run(1))

    plain = operated.post("api/retry", {"filter": {}, "dry_run": True}).json()
    again = operated.post("api/retry", {"filter": {}, "dry_run": True, "again": True}).json()

    assert (plain["count"], again["count"]) == (0, 1)


def test_what_waits_is_cancelled(operated: ConsoleStack) -> None:
    operated.add(run(1, state="retrying"), run(2))
    names = [{"store_hash": "store1", "event_id": f"event-{n}", "action": "sync_order"} for n in (1, 2)]

    assert operated.post("api/cancel", {"runs": names}).json() == {"cancelled": 1, "skipped": 1}
