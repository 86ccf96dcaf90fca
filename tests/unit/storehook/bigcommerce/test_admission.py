"""Admission of runs: at once or through the quota queue, and the number of writes."""

from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from tests.support.memory import MemoryQuotaQueues, MemoryRateWindows

from storehook.bigcommerce.admission import ADMITTED, LEARNING, Admission
from storehook.bigcommerce.quota_queue import AdmittedRun, CallStatistics, QuotaQueue
from storehook.bigcommerce.rate_limiter import WindowRateLimiter
from storehook.bigcommerce.rate_windows import RateWindow
from storehook.saves import Conflict, Saved

NOW = 1_786_447_831.0
TEN_CALLS = 10 * 30 / 145
"""Seconds in which the quota grants them."""

STORED = QuotaQueue(
    store_hash="abc", version=7, calls={"sync": CallStatistics(10.0, 50), "report": CallStatistics(0.0, 50)}
)
BUSY = RateWindow(
    store_hash="abc", version=7, serial=7, opened_at=NOW - 9, ends_at=NOW + 21, known=True, granted=80, most=145
)
FREE = replace(BUSY, granted=10)


class OverrunQuotaQueues(MemoryQuotaQueues):
    """QuotaQueues of which others always write the next version first."""

    def save(self, queue: QuotaQueue) -> Saved | Conflict[QuotaQueue]:
        return Conflict(replace(STORED, version=queue.version + 5))


@dataclass
class Stage:
    """The processes of one deployment, and the tables that they share."""

    now: float = NOW
    queues: MemoryQuotaQueues = field(default_factory=MemoryQuotaQueues)
    windows: MemoryRateWindows = field(default_factory=MemoryRateWindows)
    limiters: list[WindowRateLimiter] = field(default_factory=list[WindowRateLimiter])
    tokens: "count[int]" = field(default_factory=count)

    def process(self) -> Admission:
        limiter = WindowRateLimiter(
            self.windows, clock=lambda: self.now, sleep=self._pass, random=lambda: 0.5, token=self._token
        )
        self.limiters.append(limiter)
        return Admission(
            self.queues, limiter, attempt=58.0, clock=lambda: self.now, random=lambda: 0.5, token=self._token
        )

    @property
    def writes(self) -> int:
        return self.queues.writes + self.windows.writes

    def _pass(self, seconds: float) -> None:
        self.now += seconds

    def _token(self) -> str:
        return str(next(self.tokens))


def stage(queue: QuotaQueue | None = STORED, window: RateWindow = BUSY) -> Stage:
    found = Stage()
    found.windows.rows["abc"] = window
    if queue:
        found.queues.rows["abc"] = queue
    return found


def knowing(found: Stage) -> Admission:
    """A process that has let one in, and so knows the line and the window."""
    process = found.process()
    process.admit("abc", "sync", NOW)
    process.ended("abc", "sync", 10)
    found.queues.writes = found.windows.writes = 0
    return process


def test_runs_of_a_busy_store_come_one_by_one() -> None:
    process = knowing(stage())

    turns = [process.admit("abc", "sync") for _ in range(3)]

    assert [turn.admitted for turn in turns] == [True, False, False]
    assert [turn.at for turn in turns[1:]] == pytest.approx([NOW + TEN_CALLS, NOW + 2 * TEN_CALLS])


def test_runs_of_a_store_with_three_times_the_quota_come_three_times_as_fast() -> None:
    process = knowing(stage(window=replace(BUSY, quota=450)))

    turns = [process.admit("abc", "sync") for _ in range(4)]

    assert turns[3].at - turns[2].at == pytest.approx(10 * 30 / 435)


def test_the_first_to_come_to_an_empty_line_waits_for_nothing_of_the_past() -> None:
    found = stage(replace(STORED, next_at=NOW - 600, lag=500.0))

    assert found.process().admit("abc", "sync").admitted
    assert found.queues.rows["abc"].lag == 0.0


def test_who_remembers_a_full_line_looks_at_the_table_before_it_puts_one_out() -> None:
    full = {str(number): AdmittedRun(NOW + 500, 0.1) for number in range(20)}
    found = stage(replace(STORED, inside=full, lag=500.0))
    process = found.process()
    assert not process.admit("abc", "sync", NOW).admitted
    found.queues.rows["abc"] = replace(STORED, version=99)

    assert process.admit("abc", "sync", NOW).admitted


def test_positions_are_shared_by_all_processes() -> None:
    found = stage()
    turns = [knowing(found).admit("abc", "sync") for _ in range(3)]

    assert len({turn.position for turn in turns}) == 3


def test_one_that_comes_when_it_was_told_to_goes_in() -> None:
    found = stage()
    process = knowing(found)
    process.admit("abc", "sync")
    later = process.admit("abc", "sync")
    found.now = later.at

    assert found.process().admit("abc", "sync", later.position).admitted


@pytest.mark.parametrize("seconds", [-1.5, 0.0], ids=["early", "in time, with nobody let out"])
def test_one_that_is_put_out_keeps_its_position(seconds: float) -> None:
    found = stage()
    full = {str(number): AdmittedRun(NOW + 500, 2.0) for number in range(20)}
    found.queues.rows["abc"] = replace(STORED, inside=full, next_at=NOW + 100)
    position = NOW - seconds

    turn = found.process().admit("abc", "sync", position)

    assert (turn.admitted, turn.position) == (False, position)
    assert found.queues.rows["abc"].next_at == NOW + 100


def test_a_position_is_kept_when_the_table_is_too_busy_to_answer() -> None:
    found = stage()
    found.queues = OverrunQuotaQueues()

    turn = found.process().admit("abc", "sync", NOW - 5)

    assert (turn.admitted, turn.position) == (False, NOW - 5)
    assert turn.at > found.now


def test_an_action_that_needs_no_calls_stands_in_no_line() -> None:
    process = knowing(found := stage())

    assert process.admit("abc", "report") == ADMITTED
    assert found.writes == 0


def test_an_action_of_which_nothing_is_known_goes_in_until_others_find_out() -> None:
    found = stage(queue=None)
    turns = [found.process().admit("abc", "sync") for _ in range(20)]

    inside = [turn for turn in turns if turn.admitted]
    assert 1 <= len(inside) <= 14
    assert all(NOW < turn.at <= NOW + LEARNING + 3 for turn in turns if not turn.admitted)
    assert {turn.position for turn in turns} == {None}


def test_what_one_process_finds_out_is_known_to_all() -> None:
    found = stage(queue=None)
    first = found.process()
    first.admit("abc", "sync")
    first.ended("abc", "sync", 4)

    assert found.queues.rows["abc"].calls == {"sync": CallStatistics(4.0, 1, 16.0)}
    assert found.process().admit("abc", "sync").position is not None


# --- Without the line -----------------------------------------------------------------------------------------------


def test_a_store_with_half_of_its_quota_left_costs_no_write_of_the_line() -> None:
    found = stage(window=FREE)

    assert found.process().admit("abc", "sync") == ADMITTED
    assert (found.queues.writes, found.queues.rows["abc"].next_at) == (0, 0.0)


def test_the_write_that_lets_one_in_grants_its_calls_too() -> None:
    found = stage(window=FREE)
    process = found.process()
    process.admit("abc", "sync")

    assert found.windows.rows["abc"].granted == FREE.granted + 10


def test_nobody_passes_a_line_even_while_half_of_the_quota_is_left() -> None:
    found = stage(window=replace(FREE, queued_until=NOW + 60))
    found.queues.rows["abc"] = replace(STORED, next_at=NOW + 60)

    turn = found.process().admit("abc", "sync")

    assert not turn.admitted


def test_other_processes_hear_of_a_line_with_the_next_write_of_the_window() -> None:
    found = stage()
    process = knowing(found)
    process.admit("abc", "sync")
    process.admit("abc", "sync")
    process.ended("abc", "sync", 10)
    found.limiters[0].enter("abc", 0.0)

    assert found.windows.rows["abc"].queued_until > NOW


def test_a_closed_store_lets_nobody_in_before_it_opens() -> None:
    found = stage()
    throttled = found.process()
    throttled.admit("abc", "sync", NOW)
    found.limiters[0].block("abc", 300.0)
    throttled.ended("abc", "sync", 1)

    turn = found.process().admit("abc", "sync", NOW - 5)

    assert not turn.admitted
    assert turn.at >= NOW + 300


def test_one_that_finds_the_store_closed_tells_the_line_wherever_it_came_in() -> None:
    found = stage(window=FREE)
    throttled = found.process()
    throttled.admit("abc", "sync")
    found.limiters[0].block("abc", 300.0)

    throttled.ended("abc", "sync", 1)

    assert found.queues.rows["abc"].closed_until == NOW + 300


# --- Leaving --------------------------------------------------------------------------------------------------------


def test_one_that_ended_makes_room() -> None:
    found = stage()
    process = found.process()
    process.admit("abc", "sync", NOW)
    assert len(found.queues.rows["abc"].inside) == 1

    process.ended("abc", "sync", 10)

    assert not found.queues.rows["abc"].inside


def test_one_that_went_in_without_the_line_ends_without_a_write() -> None:
    found = stage(window=FREE)
    process = found.process()
    process.admit("abc", "sync")
    before = found.writes

    process.ended("abc", "sync", 10)

    assert found.writes == before
