"""In every order of an event's webhook, a catch-up and their retries, one run tells the action of the event."""

from collections.abc import Callable

import pytest
from tests.models import covering, covering_processes
from tests.models.covering import World, steps, violation
from tests.models.covering_processes import AT, TIMES, Case
from tests.models.search import Search, search
from tests.models.ticks import Script

from storehook.runs.late_runs import LateRun, LateRuns

type Bug = Callable[[pytest.MonkeyPatch], None]

CREATED = Case("created", ("store/order/created",))
UPDATED = Case("updated", ("store/order/updated",))
BOTH = Case("created", ("store/order/created", "store/order/updated"))


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """Forget what processes did in the test before."""
    covering_processes.forget()


@pytest.mark.parametrize(
    ("world", "states"),
    [
        (World(CREATED, deliveries=2), 3_054),
        (World(CREATED, deaths=1), 7_557),
        (World(CREATED, failures=1), 2_941),
        (World(CREATED, refusals=1, redrives=1), 7_898),
        (World(CREATED, refusals=1, reopenings=1), 13_479),
        (World(UPDATED, deliveries=2), 3_054),
        (World(UPDATED, refusals=1, deaths=1), 21_635),
        (World(BOTH, deliveries=2), 3_378),
        (World(BOTH, deaths=1), 8_412),
        (World(BOTH, failures=1), 3_563),
    ],
)
def test_in_every_order_one_run_tells_the_action(world: World, states: int) -> None:
    assert search(world, steps, violation) == Search(states)


def late_runs_not_compared(patch: pytest.MonkeyPatch) -> None:
    """A late webhook does not look for the catch-up's run, nor the other way round."""
    patch.setattr(LateRuns, "covering", lambda *_: ())


def no_grace(patch: pytest.MonkeyPatch) -> None:
    """A catch-up starts as soon as its gap has ended, before the index shows the runs of events on time."""
    patch.setattr(covering, "TIMES", (*TIMES[:2], AT + 131.0, TIMES[3]))
    patch.setattr("storehook.catch_up.progress.GRACE", 0.0)


def sent_after_the_gap_is_closed(patch: pytest.MonkeyPatch) -> None:
    """A catch-up closes its gap before it sends what it has found."""
    real = covering_processes.catch_up

    def hasty(script: Script, case: Case) -> None:
        script.ask("close the gap")
        real(script, case)

    patch.setattr(covering_processes, "catch_up", hasty)


def notes_not_renewed(patch: pytest.MonkeyPatch) -> None:
    """A run that starts again relies on the note of its first attempt."""
    real = LateRuns.with_run

    def with_run(self: LateRuns, run: LateRun) -> LateRuns:
        return self if run in self.runs else real(self, run)

    patch.setattr(LateRuns, "with_run", with_run)


@pytest.mark.parametrize(
    ("bug", "world", "broken"),
    [
        (late_runs_not_compared, World(CREATED), "two runs have told the action of one event"),
        (no_grace, World(CREATED), "two runs have told the action of one event"),
        (notes_not_renewed, World(CREATED, refusals=1, redrives=1), "two runs have told the action of one event"),
        (sent_after_the_gap_is_closed, World(CREATED, deaths=1), "nobody has told the action of the event"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_seeded_bug_is_found(monkeypatch: pytest.MonkeyPatch, bug: Bug, world: World, broken: str) -> None:
    bug(monkeypatch)

    assert search(world, steps, violation).counterexample.splitlines()[0] == broken
