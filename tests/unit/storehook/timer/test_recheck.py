"""The sweep finds what nothing would wake."""

from dataclasses import replace

import pytest
from tests.support.clocks import Clock
from tests.support.memory import MemoryRecheckProgress, MemoryRunIndexes
from tests.support.runs import DAY, HOUR, NOW, repository, run

from storehook.runs.run import FINISHED, Run, State
from storehook.timer.recheck import AFTER, Recheck


def asleep(number: int, age: float = AFTER) -> Run:
    """A run whose process died, and whose message somebody has purged."""
    return run(number, state="running", created_at=NOW - age)


def recheck(*every: Run) -> Recheck:
    table = repository(every)
    return Recheck(indexes=MemoryRunIndexes(table), progress=MemoryRecheckProgress(table), clock=Clock(NOW))


def due(of: Recheck) -> dict[str, float]:
    """The runs that the timer will look at."""
    assert isinstance(of.progress, MemoryRecheckProgress)
    return {key.event_id: found.due_at for key, found in of.progress.repository.rows.items() if found.due_at}


@pytest.mark.parametrize("age", [AFTER, AFTER + 59, 20 * HOUR])
def test_an_unfinished_run_that_no_time_wakes_is_due_at_once(age: float) -> None:
    found = recheck(asleep(1, age))

    assert found.tick() == 1
    assert due(found) == {"event-1": NOW}


def test_a_run_that_may_still_be_at_work_is_let_be() -> None:
    assert recheck(asleep(1, AFTER - 1)).tick() == 0


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_a_run_that_has_ended_is_let_be(state: State) -> None:
    assert recheck(run(1, state=state, created_at=NOW - AFTER)).tick() == 0


def test_a_run_that_the_timer_knows_is_let_be() -> None:
    waiting = replace(asleep(1), state="retrying", due_at=NOW + DAY)
    found = recheck(waiting)

    assert found.tick() == 0
    assert due(found) == {"event-1": NOW + DAY}


def test_each_run_is_looked_at_once_and_none_is_left_out() -> None:
    found = recheck(*(asleep(number, AFTER - number * 30) for number in range(100)))
    counts: list[int] = []
    clock = found.clock
    assert isinstance(clock, Clock)

    for _ in range(60):
        counts.append(found.tick())
        clock.now += 60

    assert counts == [1, *[2] * 49, 1, *[0] * 9]
    assert len(due(found)) == 100


def test_a_sweep_that_dies_before_it_notes_how_far_it_came_finds_the_same_again() -> None:
    found = recheck(asleep(1))

    class Dying(MemoryRecheckProgress):
        """Dies before its note."""

        def note(self, until: float) -> None:  # noqa: ARG002 - the port's
            raise ConnectionError

    assert isinstance(found.progress, MemoryRecheckProgress)
    with pytest.raises(ConnectionError):
        replace(found, progress=Dying(found.progress.repository)).tick()

    assert due(found) == {"event-1": NOW}
    assert found.tick() == 0
