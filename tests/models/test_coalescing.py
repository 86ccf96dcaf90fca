"""Every order of a resource's events, deliveries and attempts. An event that a window has always runs, and soon."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.models.coalescing import start, steps, violation
from tests.models.search import search
from tests.simulation.waiting_bugs import news_told_by_created_at, window_keeps_its_attempts

from storehook.queues.message import Message
from storehook.runs import coalesce
from storehook.runs.run import Run


@pytest.mark.parametrize(("copies", "deaths"), [(0, 0), (1, 0), (0, 1)], ids=["once", "twice", "after a death"])
@pytest.mark.parametrize("clocks", [("ahead", "right"), ("right", "behind")], ids="-".join)
def test_in_every_order_each_event_runs_soon_and_with_all_its_attempts(
    clocks: tuple[str, str], copies: int, deaths: int
) -> None:
    result = search(start(*clocks, copies=copies, deaths=deaths), steps, violation)

    assert not result.counterexample, result.counterexample
    assert result.states > 500


def window_keeps_its_back_off(patch: pytest.MonkeyPatch) -> None:
    """An event that joins a window waits for its retry."""

    def keeping(window: Run, message: Message, _seconds: float, _now: float) -> Run:
        return replace(window, message=message, attempt=0)

    patch.setattr(coalesce, "_join", keeping)


@pytest.mark.parametrize(
    ("bug", "rule"),
    [
        (news_told_by_created_at, "a window has 'right', and no run follows"),
        (window_keeps_its_attempts, "'right' has too few attempts left"),
        (window_keeps_its_back_off, "'right' waits until 4610, at 1010"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_shortest_history_that_a_bug_breaks_is_found(
    monkeypatch: pytest.MonkeyPatch, bug: Callable[[pytest.MonkeyPatch], None], rule: str
) -> None:
    bug(monkeypatch)

    broken, *history = search(start("ahead", "right"), steps, violation).counterexample.splitlines()

    assert broken == rule
    assert history[-1] == "  a window is asked to take 'right'"
