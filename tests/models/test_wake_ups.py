"""Something wakes each run that has not ended, even if messages and processes are lost, and it completes once."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tests.models import wake_ups
from tests.models.releasing import holder_forgotten_before_the_index_shows_its_run
from tests.models.search import Search, search
from tests.models.wake_ups import State, delivered, enqueued, is_end, steps, violation

from storehook.queues.lanes import MAX_DELAY
from storehook.runs import run as runs
from storehook.runs.run import Run
from storehook.timer import timer

NOT_WOKEN = "no step leads to a good end"


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    wake_ups.forget()
    yield
    wake_ups.forget()


def searched(start: State) -> Search:
    return search(start, steps, violation, is_end)


@pytest.mark.parametrize(
    ("start", "states"),
    [
        (delivered(failures=1), 2_897),
        (delivered(failures=1, after=1_500.0, deaths=1), 6_368),
        (delivered(failures=1, ticks=2), 10_717),
        (delivered(workers=2, deaths=1), 504),
        (delivered(workers=2, failures=1), 16_211),
        (delivered(paused=True), 8_813),
        (enqueued(0.0), 2_380),
        (enqueued(300.0, deaths=1), 3_121),
        (enqueued(1_500.0, failures=1), 2_423),
        (enqueued(1_500.0, paused=True), 5_550),
        (enqueued(300.0, paused=True), 10_159),
    ],
)
def test_in_every_order_the_run_completes_once(start: State, states: int) -> None:
    assert searched(start) == Search(states)


def check_without_a_time(patch: pytest.MonkeyPatch) -> None:
    """A run whose wake-up SQS can delay is not checked by the timer."""
    real = runs.waiting_until

    def trusting(run: Run, at: float, now: float) -> Run:
        waiting = real(run, at, now)
        return replace(waiting, due_at=0.0) if at - now <= MAX_DELAY else waiting

    patch.setattr(runs, "waiting_until", trusting)


def check_cleared(patch: pytest.MonkeyPatch) -> None:
    """The timer does not check again a run that it has woken."""
    patch.setattr(timer, "next_check", lambda *_: 0.0)


def every_write_is_accepted(patch: pytest.MonkeyPatch) -> None:
    """The table stores a version without comparing it with its own."""
    patch.setattr(wake_ups, "follows", lambda *_: True)


@pytest.mark.parametrize(
    ("bug", "start", "broken"),
    [
        (check_without_a_time, enqueued(1_500.0, failures=1), NOT_WOKEN),
        (check_cleared, enqueued(300.0), NOT_WOKEN),
        (holder_forgotten_before_the_index_shows_its_run, delivered(paused=True), NOT_WOKEN),
        (every_write_is_accepted, delivered(workers=2), "two attempts overlap within their leases"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_seeded_bug_is_found(
    monkeypatch: pytest.MonkeyPatch, bug: Callable[[pytest.MonkeyPatch], None], start: State, broken: str
) -> None:
    bug(monkeypatch)

    assert searched(start).counterexample.splitlines()[0] == broken
