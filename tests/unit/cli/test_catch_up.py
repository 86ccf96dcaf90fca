"""`storehook catch-up`: what a store has not delivered is asked for, watched and previewed."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.catch_up.progress import CatchUpProgress, CatchUpState, ResourceProgress
from storehook.queues.task import Task
from storehook_cli.commands import catch_up

SINCE = 1_700_000_000
WORDS = ("catch-up", "--store", "abc123", "--since", "2023-11-14T22:13:20Z")


def state(
    version: int, name: CatchUpState, *, until: int = SINCE + 3_600, since: int = SINCE - 5, detail: str = ""
) -> CatchUpProgress:
    orders = ResourceProgress("orders", None, found=300, sent=version, covered=10, detail="")
    return CatchUpProgress("abc123", version, since, until, (orders,), since, state=name, detail=detail)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, memory_stack: MemoryStack) -> None:
    monkeypatch.setattr(catch_up, "PAUSE", 0.001)
    memory_stack.add()


def test_it_goes_to_the_reconcile_queue(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = storehook(*WORDS, "--no-wait")

    assert (done.exit_code, memory_stack.sent.sent) == (0, [Task("catch-up", "abc123", since=SINCE)])


def test_a_time_whose_runs_have_expired_is_refused_with_the_consequence(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    memory_stack.catch_up_clock = SINCE + 29 * 86_400.0 + 1

    refused = storehook(*WORDS, "--no-wait")

    assert (refused.exit_code, memory_stack.sent.sent) == (1, [])
    assert "would run actions again" in " ".join(refused.output.split())
    assert "2023-11-14T22:13:21Z or later" in " ".join(refused.output.split())
    assert storehook(*WORDS, "--no-wait", "--beyond-retention").exit_code == 0
    assert memory_stack.sent.sent == [Task("catch-up", "abc123", since=SINCE)]


def test_it_is_watched_to_its_end(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.catching_up.looks = [None, None, state(1, "running"), state(2, "running"), state(3, "done")]

    done = storehook(*WORDS)

    assert done.exit_code == 0
    assert ["orders", "300", "3", "10"] in [line.split() for line in done.output.splitlines()]
    assert "Caught up from 2023-11-14T22:13:15Z to 2023-11-14T23:13:20Z" in done.output


def test_an_earlier_one_that_has_ended_is_not_taken_for_it(storehook: Storehook, memory_stack: MemoryStack) -> None:
    earlier = state(7, "failed")
    memory_stack.catching_up.looks = [earlier, earlier, earlier, state(9, "done", until=SINCE + 7_200)]

    assert storehook(*WORDS).exit_code == 0


def test_an_earlier_one_that_ends_meanwhile_is_not_taken_for_it(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    looks = [state(7, "running"), state(8, "failed"), state(9, "running", until=SINCE + 7_200)]
    memory_stack.catching_up.looks = [*looks, state(10, "done", until=SINCE + 7_200)]

    assert storehook(*WORDS).exit_code == 0


def test_one_that_begins_later_than_ours_is_not_taken_for_it(storehook: Storehook, memory_stack: MemoryStack) -> None:
    shorter = state(7, "done", since=SINCE + 60)
    memory_stack.catching_up.looks = [None, shorter, shorter, state(8, "failed", detail="of ours")]

    assert "of ours" in storehook(*WORDS).output


def test_what_was_left_out_is_an_error_with_the_reason(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.catching_up.looks = [None, state(2, "failed", detail="orders: Grant the app its scope")]

    done = storehook(*WORDS)

    assert (done.exit_code, "Grant the app its scope" in done.output) == (1, True)


def test_a_reconciler_that_does_not_begin_is_not_waited_for_for_ever(
    storehook: Storehook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catch_up, "START_TIMEOUT", 0.01)

    done = storehook(*WORDS)

    assert (done.exit_code, "did not start" in done.output) == (1, True)


def test_a_preview_shows_counts_and_sends_nothing(storehook: Storehook, memory_stack: MemoryStack) -> None:
    orders: dict[str, Any] = {"resource": "orders", "found": 300, "covered": 10, "detail": ""}
    memory_stack.answers = lambda _: {"resources": [orders | {"actions": {"sync_order": 290, "audit": 2}}]}

    done = storehook(*WORDS, "--dry-run")

    event = {"kind": "catch-up", "store_hash": "abc123", "since": SINCE, "dry_run": True}
    assert (done.exit_code, memory_stack.asked, memory_stack.sent.sent) == (0, [event], [])
    assert [line.split() for line in done.output.splitlines()][1] == [
        "orders",
        "300",
        "audit",
        "2,",
        "sync_order",
        "290",
        "10",
    ]


def test_a_preview_that_cannot_be_read_is_an_error(storehook: Storehook) -> None:
    assert storehook(*WORDS, "--dry-run").exit_code == 1


@pytest.mark.parametrize(("text", "seconds"), [("90m", 5_400), ("6h", 21_600), ("2d", 172_800)])
def test_a_time_can_be_so_long_ago(storehook: Storehook, memory_stack: MemoryStack, text: str, seconds: int) -> None:
    storehook("catch-up", "--store", "abc123", "--since", text, "--no-wait")

    (task,) = memory_stack.sent.sent
    assert time.time() - task.since == pytest.approx(seconds, abs=10)


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own time is not UTC."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("text", ["2023-11-14T22:13:20", "2023-11-14 22:13:20Z", "2023-11-15T00:13:20+02:00"])
def test_a_time_is_in_utc_unless_it_says_otherwise(
    storehook: Storehook, memory_stack: MemoryStack, new_york: None, text: str
) -> None:
    storehook("catch-up", "--store", "abc123", "--since", text, "--no-wait")

    assert memory_stack.sent.sent[0].since == SINCE


@pytest.mark.parametrize("text", ["yesterday", "6", "-6h", "6w", "", datetime(2999, 1, 1, tzinfo=UTC).isoformat()])
def test_what_is_no_past_time_is_wrong_usage(storehook: Storehook, memory_stack: MemoryStack, text: str) -> None:
    done = storehook("catch-up", "--store", "abc123", "--since", text, "--no-wait")

    assert (done.exit_code, memory_stack.sent.sent) == (2, [])


@pytest.mark.parametrize(("ended", "code"), [("done", 0), ("failed", 1)])
def test_how_it_ended_can_be_read_by_a_program(
    storehook: Storehook, memory_stack: MemoryStack, ended: CatchUpState, code: int
) -> None:
    memory_stack.catching_up.looks = [None, None, state(3, ended)]

    done = storehook(*WORDS, "--json")

    assert (done.exit_code, json.loads(done.stdout)["state"]) == (code, ended)


def test_who_stops_waiting_learns_that_it_goes_on(storehook: Storehook, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", stopped)

    done = storehook(*WORDS, "--json")

    assert (done.exit_code, done.stderr) == (130, "Stopped. The catch-up of abc123 continues.\n")
