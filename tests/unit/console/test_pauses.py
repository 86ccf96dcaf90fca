"""The console's routes that pause and resume."""

from dataclasses import replace

import pytest
from tests.support.clocks import NOW
from tests.support.console_function import OPERATOR, ConsoleStack
from tests.support.runs import run
from tests.support.signed_deliveries import STORE

from storehook.runs.run import Run
from storehook.stores.store import Pause

EACH = pytest.mark.parametrize(
    ("path", "holder"), [("api/actions/sync_order", "action/sync_order"), ("api/lanes/long", "lane/long")]
)


def held(by: str, number: int = 1) -> Run:
    return replace(run(number, state="held"), held_by=by)


@EACH
def test_an_action_or_a_lane_is_paused_by_whoever_has_signed_the_request(
    operated: ConsoleStack, path: str, holder: str
) -> None:
    answer = operated.post(f"{path}/pause", {"reason": "why"})

    assert answer.status == 200
    assert operated.deployment.pauses.rows == {holder: Pause(OPERATOR, NOW, "why")}


@EACH
def test_what_is_paused_is_told_with_how_many_runs_it_holds(operated: ConsoleStack, path: str, holder: str) -> None:
    operated.add(held(holder, 1), held(holder, 2), held("action/another", 3), run(4))
    operated.post(f"{path}/pause", {"reason": "why"})
    kind, _, name = holder.partition("/")

    assert operated.get("api/pauses").json() == {
        "pauses": [
            {
                "kind": kind,
                "name": name,
                "by": OPERATOR,
                "at": NOW,
                "reason": "why",
                "held": {"count": 2, "capped": False},
            }
        ]
    }


@EACH
def test_what_is_resumed_is_paused_no_more(operated: ConsoleStack, path: str, holder: str) -> None:
    operated.post(f"{path}/pause", {})

    assert operated.post(f"{path}/resume", {}).json() == {"pauses": []}
    assert operated.deployment.pauses.rows == {}


@pytest.mark.parametrize("path", ["api/lanes/none", "api/actions/a%20b", "api/actions/" + "a" * 257])
@pytest.mark.parametrize("deed", ["pause", "resume"])
def test_what_can_be_no_action_or_lane_is_refused(operated: ConsoleStack, path: str, deed: str) -> None:
    assert operated.post(f"{path}/{deed}", {}).status in (404, 422)
    assert operated.deployment.pauses.rows == {}


def test_more_runs_than_are_counted_are_told_as_such(operated: ConsoleStack, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("storehook.history.reading", "tests.support.memory"):
        monkeypatch.setattr(f"{module}.MOST_COUNTED", 1)
    operated.add(held("lane/long"))
    operated.post("api/lanes/long/pause", {})

    (pause,) = operated.get("api/pauses").json()["pauses"]
    assert pause["held"] == {"count": 1, "capped": True}


def test_a_paused_store_tells_by_whom_since_when_and_how_many_runs_it_holds(operated: ConsoleStack) -> None:
    operated.install()
    operated.add(held(f"store/{STORE}", 1), held("store/another", 2))

    found = operated.post(f"api/stores/{STORE}/pause", {"reason": "moves"}).json()

    assert (found["status"], found["reason"], found["paused_by"], found["paused_at"]) == (
        "paused",
        "moves",
        OPERATOR,
        NOW,
    )
    assert found["held"] == {"count": 1, "capped": False}


def test_a_resumed_store_tells_nothing_of_its_pause(operated: ConsoleStack) -> None:
    operated.install(status="paused", reason="moves", paused_by="me", paused_at=5.0)

    found = operated.post(f"api/stores/{STORE}/resume", {}).json()

    assert (found["reason"], found["paused_by"], found["paused_at"]) == ("", "", None)


def test_a_run_that_is_held_is_listed_with_what_holds_it_and_can_be_cancelled(operated: ConsoleStack) -> None:
    operated.add(held("lane/long"))

    (row,) = operated.get("api/runs", state="held", store="store1").json()["runs"]
    assert (row["state"], row["held_by"]) == ("held", "lane/long")

    name = {"store_hash": "store1", "event_id": "event-1", "action": "sync_order"}
    assert operated.post("api/cancel", {"runs": [name]}).json() == {"cancelled": 1, "skipped": 0}
    assert operated.get("api/runs", state="held", store="store1").json()["runs"] == []


def test_a_run_that_is_held_is_not_retried(operated: ConsoleStack) -> None:
    operated.add(held("lane/long"))
    name = {"store_hash": "store1", "event_id": "event-1", "action": "sync_order"}

    assert operated.post("api/retry", {"runs": [name]}).json()["skipped"] == 1
