"""The timer wakes what is due, to the second, and never strikes a run off."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.clocks import NOW, Clock
from tests.support.runs import repository, run

from storehook.queues.message import Message, decode_any
from storehook.queues.run_key import RunKey
from storehook.runs.ports import Due
from storehook.runs.run import LATE, Run
from storehook.testing.memory import MemoryLanes, MemoryQueue
from storehook.testing.memory_waits import MemoryDueRuns, MemoryWakeProgress
from storehook.timer.timer import AHEAD, LONGEST_CHECK, Timer, next_check

MINUTE = 60.0


@dataclass
class World:
    """Runs that wait, empty queues, and the timer between them."""

    runs: Sequence[Run]
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.queues = {lane: MemoryQueue(self.clock) for lane in ("default", "long")}
        self.table = repository(self.runs)
        self.timer = Timer(
            due_runs=MemoryDueRuns(self.table),
            lanes=MemoryLanes("default", self.queues, self.queues),
            progress=MemoryWakeProgress(),
            clock=self.clock,
        )

    def woken(self, lane: str = "default") -> list[str]:
        found = [decode_any(message.text) for message in self.queues[lane].messages if message.text != "{}"]
        return [each.event_id for each in found if isinstance(each, RunKey)]


def waits(number: int, seconds: float, lane: str = "default") -> Run:
    """A run that goes on in some seconds."""
    return replace(run(number, state="retrying", lane=lane), next_attempt_at=NOW + seconds, due_at=NOW + seconds)


@pytest.mark.parametrize("seconds", [-86_400.0, 0.0, 59.0, AHEAD])
def test_what_is_overdue_or_due_soon_is_woken_at_its_second(seconds: float) -> None:
    world = World([waits(1, seconds)])

    world.timer.tick()

    (message,) = world.queues["default"].messages
    assert decode_any(message.text) == run(1).key
    assert message.visible_at == NOW + max(0.0, seconds)


def test_what_is_due_later_is_let_be() -> None:
    world = World([waits(1, AHEAD + MINUTE)])

    assert world.timer.tick().woken.total() == 0
    assert world.woken() == []


def test_each_is_woken_in_its_own_lane() -> None:
    world = World([waits(1, 0.0), waits(2, 0.0, lane="long")])

    world.timer.tick()

    assert (world.woken("default"), world.woken("long")) == (["event-1"], ["event-2"])


def test_the_earliest_come_first() -> None:
    world = World([waits(number, -float(number)) for number in range(50)])

    world.timer.tick()

    assert world.woken() == [f"event-{number}" for number in reversed(range(50))]


def test_a_run_that_was_woken_stays_due_at_a_later_time() -> None:
    world = World([waits(1, 0.0)])

    world.timer.tick()
    (left,) = world.table.rows.values()

    assert left == replace(waits(1, 0.0), due_at=NOW + LATE)


def test_a_run_whose_wake_ups_come_to_nothing_is_woken_ever_more_rarely_and_never_given_up() -> None:
    world = World([waits(1, 0.0)])
    at: list[float] = []

    for _ in range(3 * 24 * 60):
        if world.timer.tick().woken:
            at.append(world.clock.now - NOW)
            world.queues["default"].messages.clear()
        world.clock.now += MINUTE

    apart = [later - earlier for earlier, later in pairwise(at)]
    assert apart == sorted(apart)
    assert apart[-1] == pytest.approx(LONGEST_CHECK, abs=2 * MINUTE)
    assert 12 < len(at) < 25


def test_a_run_that_goes_on_meanwhile_is_not_put_off() -> None:
    world = World([waits(1, 0.0)])
    later = waits(1, 7200.0)

    class Consumed(MemoryLanes):
        """Queues whose messages are worked on at once."""

        def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:  # noqa: ARG002
            world.table.rows[later.key] = later

    replace(world.timer, lanes=Consumed("default", world.queues, world.queues)).tick()

    assert list(world.table.rows.values()) == [later]


def test_a_turn_that_dies_before_it_notes_what_it_has_woken_wakes_it_again() -> None:
    world = World([waits(1, 0.0)])

    class Dying(MemoryDueRuns):
        """A table that is away for writes."""

        def move_check(self, due: Due, until: float) -> None:  # noqa: ARG002
            raise ConnectionError

    report = replace(world.timer, due_runs=Dying(world.table)).tick()
    world.timer.tick()

    assert [type(error) for error in report.errors] == [ConnectionError]
    assert world.woken() == ["event-1", "event-1"]


def test_a_turn_that_dies_before_it_wakes_leaves_the_run_due() -> None:
    world = World([waits(1, 0.0)])

    class Away(MemoryLanes):
        """Queues that are away."""

        def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:  # noqa: ARG002
            raise ConnectionError

    report = replace(world.timer, lanes=Away("default", world.queues, world.queues)).tick()

    assert [type(error) for error in report.errors] == [ConnectionError]
    assert list(world.table.rows.values()) == [waits(1, 0.0)]


def test_however_many_messages_are_visible_what_is_due_is_woken() -> None:
    world = World([waits(number, -3600.0 + number) for number in range(5)])
    for _ in range(2_000):
        world.queues["default"].put("{}")

    assert world.timer.tick().woken == Counter(default=5)


def test_the_oldest_due_run_says_how_late_the_timer_is() -> None:
    world = World([waits(number, -3600.0 + number) for number in range(5)])

    assert world.timer.tick().late == 3600.0
    assert World([]).timer.tick().late == 0.0


def test_what_the_index_still_shows_is_woken_once_a_turn() -> None:
    world = World([waits(number, -1.0) for number in range(300)])

    class Lagging(MemoryDueRuns):
        """An index that shows what was there when the turn began."""

        def read(self, partition: str, after: Due | str, until: str, limit: int) -> Sequence[Due]:
            return MemoryDueRuns(repository(world.runs)).read(partition, after, until, limit)

    assert replace(world.timer, due_runs=Lagging(world.table)).tick().woken["default"] == 300
    assert len(set(world.woken())) == 300


@given(due_at=st.floats(0, 4e9), waited=st.floats(0, 1e6), late=st.floats(-AHEAD, 1e6))
def test_the_next_look_is_five_minutes_to_six_hours_after_the_wake_up(
    due_at: float, waited: float, late: float
) -> None:
    due = Due(run(1).key, due_at, max(0.0, due_at - waited), "default")
    now = due_at + late

    assert LATE - 1 <= next_check(due, now) - max(now, due_at) <= LONGEST_CHECK + 1


def test_a_run_that_never_waited_and_has_failed_without_a_dead_letter_is_looked_at_every_five_minutes() -> None:
    failed = Due(run(1).key, 1_800_000_300.0, 0.0, "long")

    assert next_check(failed, 1_800_000_300.0) == 1_800_000_300.0 + LATE
