"""In every order of ticks, deaths and lags of the index, each run is reached, and no progress steps over one."""

from collections.abc import Callable, Iterator

import pytest
from tests.models import rechecking, releasing, waking
from tests.models.rechecking import Created, Rechecking
from tests.models.releasing import Held, Releasing, holder_forgotten_before_the_index_shows_its_run
from tests.models.search import Search, search
from tests.models.ticks import State, Ticks, World
from tests.models.waking import NOW, Waiting, Waking
from tests.simulation.waiting_bugs import wake_up_noted_before_it_is_sent

from storehook.runs.open import FIRST
from storehook.timer import rounds, timer
from storehook.timer.recheck import AFTER, Recheck
from storehook.timer.rounds import Rounds, Walk

type Bug = Callable[[pytest.MonkeyPatch], None]

MINUTE = 60.0

WAKING = Waking((Waiting("loud 1", NOW - MINUTE), Waiting("loud 2", NOW), Waiting("quiet 1", NOW)))
TWO_WAKING = Waking((Waiting("loud 1", NOW, shown=NOW), Waiting("quiet 1", NOW, shown=NOW)))

RELEASING = Releasing((Held("loud 1"), Held("quiet 1")))
RESUMED = Releasing((Held("loud 1"), Held("loud 2")), paused=frozenset(["loud"]))
TWO_RELEASING = Releasing((Held("loud 1"),), paused=frozenset(["loud"]))

START = rechecking.START
RECHECKING = Rechecking((Created("one", START - 60), Created("two", START - 30, "waiting"), Created("three", START)))
TWO_RECHECKING = Rechecking((Created("one", START - 60), Created("two", START)), now=START + AFTER + 60)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for model in (waking, releasing, rechecking):
        model.small(monkeypatch)


def searched(world: World, at_once: int = 1, bound: int = 2) -> Search:
    ticks = Ticks(at_once, bound)
    return search(State(world), ticks.steps, ticks.violation)


@pytest.mark.parametrize(
    ("world", "at_once", "bound", "states"),
    [
        (WAKING, 1, 2, 7_756),
        (TWO_WAKING, 2, 3, 15_354),
        (RELEASING, 1, 2, 9_748),
        (RESUMED, 1, 2, 5_439),
        (TWO_RELEASING, 2, 2, 6_876),
        (RECHECKING, 1, 2, 1_120),
        (TWO_RECHECKING, 2, 2, 6_570),
    ],
)
def test_in_every_order_each_run_is_reached_within_a_bounded_number_of_ticks(
    monkeypatch: pytest.MonkeyPatch, world: World, at_once: int, bound: int, states: int
) -> None:
    if at_once > 1:
        monkeypatch.setattr(timer, "SHARES", (1,))  # two ticks with a second round have too many orders
    assert searched(world, at_once, bound) == Search(states)


def last_pages_dropped(patch: pytest.MonkeyPatch) -> None:
    """A tick drops the pages with which it has used up its reads."""
    real = Rounds._is_full
    patch.setattr(Rounds, "_is_full", lambda self: self.reads >= self._most_reads or real(self))


def rest_of_the_minute_skipped(patch: pytest.MonkeyPatch) -> None:
    """A tick skips all stores of a minute once one of them has its share."""
    patch.setattr(rounds, "after_store", lambda place: f"{place.partition('#')[0]}#~")


def only_from_the_place(patch: pytest.MonkeyPatch) -> None:
    """A tick reads only from the place that the last one came to, and stores the place even at the end."""

    def walks(noted: dict[str, str], until: str) -> list[Walk]:
        return [Walk("due#default#00", until, noted.get("due#default#00", FIRST))]

    def run(self: Rounds, walks: list[Walk]) -> list[Walk]:
        self._round(walks, self.budget.shares[0], None)
        return walks

    patch.setattr(timer, "_walks", walks)
    patch.setattr(Rounds, "run", run)


def progress_at_the_end_of_the_range(patch: pytest.MonkeyPatch) -> None:
    """With its first page, the recheck stores that it has read the whole range."""
    real = Recheck._pages

    def hasty(self: Recheck, shard: int, start: float, end: float) -> Iterator[object]:
        for page, _ in real(self, shard, start, end):
            yield page, end

    patch.setattr(Recheck, "_pages", hasty)


@pytest.mark.parametrize(
    ("bug", "world", "broken"),
    [
        (last_pages_dropped, WAKING, "3 ticks have not reached quiet 1"),
        (rest_of_the_minute_skipped, WAKING, "3 ticks have not reached quiet 1"),
        (only_from_the_place, WAKING, "3 ticks have not reached loud 2"),
        (wake_up_noted_before_it_is_sent, WAKING, "the check of loud 1 is moved, and it was not woken"),
        (holder_forgotten_before_the_index_shows_its_run, TWO_RELEASING, "loud 1 is held, and no name leads to it"),
        (progress_at_the_end_of_the_range, RECHECKING, "three is asleep, and the progress is after it"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_seeded_bug_is_found(monkeypatch: pytest.MonkeyPatch, bug: Bug, world: World, broken: str) -> None:
    bug(monkeypatch)

    assert searched(world).counterexample.splitlines()[0] == broken


def test_a_counterexample_reads_as_a_history(monkeypatch: pytest.MonkeyPatch) -> None:
    holder_forgotten_before_the_index_shows_its_run(monkeypatch)

    assert searched(TWO_RELEASING).counterexample.splitlines() == [
        "loud 1 is held, and no name leads to it",
        "  the holder of loud 1 is noted",
        "  loud 1 is held",
        "  loud is resumed",
        "  time: 1500",
        "  a tick starts",
        "  tick 1: ask for the names -> [[store/loud, 60000.0]]",
        "  tick 1: ask for the status of loud -> active",
        "  tick 1: read held#store/loud#00 0 ~ 1 -> []",
        "  tick 1: forget store/loud 60000.0",
    ]
