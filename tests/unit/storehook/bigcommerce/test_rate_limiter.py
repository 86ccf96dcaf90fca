"""The limiter: what one process holds, and what it tells the others."""

from dataclasses import dataclass, field

import pytest
from tests.support.clocks import Clock
from tests.support.memory import MemoryRateWindows

from storehook.bigcommerce.rate_headers import Budget
from storehook.bigcommerce.rate_limiter import FRESH, MAX_WRITES, OLD, WindowRateLimiter
from storehook.bigcommerce.rate_windows import RateWindow
from storehook.errors import Throttled
from storehook.saves import Conflict, Saved


def budget(left: int, reset: float = 20.0) -> Budget:
    return Budget(left, 150, reset, 30.0)


@dataclass
class Process:
    """One process's limiter; its sleep moves the clock on."""

    table: MemoryRateWindows
    clock: Clock
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.limiter = WindowRateLimiter(
            self.table,
            clock=self.clock,
            sleep=self.sleep,
            random=lambda: 0.0,
            token=lambda: f"{id(self)}-{self.clock()}",
        )

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.now += seconds

    def call(self, left: int | None = 100, store_hash: str = "abc", timeouts: float = 0.0, reset: float = 20.0) -> None:
        """One request and its answer."""
        self.limiter.enter(store_hash, timeouts)
        self.limiter.leave(store_hash, None if left is None else budget(left, reset))


@pytest.fixture
def table() -> MemoryRateWindows:
    return MemoryRateWindows()


@pytest.fixture
def process(table: MemoryRateWindows, clock: Clock) -> Process:
    return Process(table, clock)


@pytest.fixture
def other(table: MemoryRateWindows, clock: Clock) -> Process:
    return Process(table, clock)


def test_a_run_that_fetches_and_writes_costs_one_write_of_the_table(process: Process, table: MemoryRateWindows) -> None:
    process.call()
    process.call()

    assert table.writes == 1


def test_twenty_calls_cost_four_writes_of_the_table(process: Process, table: MemoryRateWindows) -> None:
    for left in range(149, 129, -1):
        process.call(left)

    assert table.writes == 4


def test_a_429_seen_by_one_holds_back_the_others(process: Process, other: Process) -> None:
    process.call()
    process.limiter.block("abc", 12.0)

    with pytest.raises(Throttled) as throttled:
        other.call()
    assert throttled.value.after == 12.0


def test_a_429_holds_back_no_other_store(process: Process, other: Process) -> None:
    process.limiter.block("abc", 12.0)
    other.call(store_hash="other")

    assert other.slept == []


def test_a_429_empties_the_hands_of_who_saw_it(process: Process) -> None:
    process.call()
    process.limiter.block("abc", 12.0)

    with pytest.raises(Throttled):
        process.call()


def test_a_block_ends(process: Process, clock: Clock) -> None:
    process.limiter.block("abc", 12.0)
    clock.now += 12

    process.call()


def test_who_has_patience_waits_for_the_block_to_end(process: Process, other: Process) -> None:
    process.limiter.block("abc", 12.0)
    other.call(timeouts=13.0)

    assert other.slept == [12.0]


def test_who_has_not_enough_patience_does_not_wait_at_all(process: Process, other: Process) -> None:
    process.limiter.block("abc", 12.0)

    with pytest.raises(Throttled):
        other.call(timeouts=11.9)
    assert other.slept == []


def test_what_one_learns_of_other_apps_holds_for_all(process: Process, other: Process) -> None:
    process.call(left=5)
    process.call(left=5)

    for each in (process, other):
        with pytest.raises(Throttled):
            each.call()


def test_an_answer_that_says_nothing_is_left_takes_what_is_held(process: Process, table: MemoryRateWindows) -> None:
    process.call(left=0)

    with pytest.raises(Throttled) as throttled:
        process.call()
    assert throttled.value.after == pytest.approx(20.5)


def test_what_is_held_for_too_long_is_given_back(process: Process, table: MemoryRateWindows, clock: Clock) -> None:
    process.call()
    process.call()
    process.call()
    clock.now += FRESH
    before = table.rows["abc"].granted
    process.call()

    assert table.rows["abc"].granted == before - 5 + 10


def test_answers_that_keep_coming_keep_what_is_held(process: Process, table: MemoryRateWindows, clock: Clock) -> None:
    for _ in range(3):
        process.call()
    writes = table.writes
    for _ in range(3):
        clock.now += FRESH - 0.1
        process.call()

    assert table.writes == writes


def test_even_then_the_table_is_looked_at_in_the_end(process: Process, other: Process, clock: Clock) -> None:
    for _ in range(3):
        process.call()
    other.limiter.block("abc", 60.0)
    for _ in range(3):
        clock.now += FRESH - 0.1
        process.call()
    clock.now += OLD - 3 * (FRESH - 0.1)

    with pytest.raises(Throttled):
        process.call()


def test_an_answer_under_way_does_not_revive_what_a_block_has_taken(
    process: Process, other: Process, clock: Clock
) -> None:
    for _ in range(3):
        process.call()
    process.limiter.enter("abc", 0.0)
    other.limiter.block("abc", 60.0)
    clock.now += FRESH
    with pytest.raises(Throttled):
        process.limiter.enter("abc", 0.0)
    process.limiter.leave("abc", budget(100))

    with pytest.raises(Throttled):
        process.limiter.enter("abc", 0.0)


def test_a_request_without_an_answer_teaches_nothing(process: Process, table: MemoryRateWindows) -> None:
    process.call(left=None)
    process.call(left=None)
    process.call(left=None)

    assert table.rows["abc"].known is False


def test_who_takes_the_last_of_an_unknown_window_tells_of_it_at_once(table: MemoryRateWindows, clock: Clock) -> None:
    processes = [Process(table, clock) for _ in range(7)]
    for process in processes:
        process.limiter.enter("abc", 0.0)
    assert table.rows["abc"].known is False
    processes[-1].limiter.leave("abc", budget(140))

    assert table.rows["abc"].known is True


@dataclass
class Contended(MemoryRateWindows):
    """A table in which somebody else is always first."""

    def save(self, window: RateWindow) -> Saved | Conflict[RateWindow]:
        self.writes += 1
        return Conflict(RateWindow(store_hash=window.store_hash, version=window.version + 1))


def test_a_table_that_is_always_changed_by_others_is_waited_for(clock: Clock) -> None:
    table = Contended()

    with pytest.raises(Throttled):
        Process(table, clock).call()
    assert table.writes == MAX_WRITES


@dataclass
class Failing(MemoryRateWindows):
    """A table that fails when it is told to."""

    down: bool = False

    def save(self, window: RateWindow) -> Saved | Conflict[RateWindow]:
        if self.down:
            raise ConnectionError("the table is away")
        return MemoryRateWindows.save(self, window)


def test_a_table_that_is_away_lets_nobody_in(clock: Clock) -> None:
    with pytest.raises(ConnectionError):
        Process(Failing(down=True), clock).call()


def test_a_table_that_is_away_spoils_no_answer(clock: Clock) -> None:
    table = Failing()
    processes = [Process(table, clock) for _ in range(7)]
    for process in processes:
        process.limiter.enter("abc", 0.0)
    table.down = True

    processes[-1].limiter.leave("abc", budget(140))


# --- Runs that say what they need -----------------------------------------------------------------------------------


def test_all_calls_of_a_run_are_reserved_or_none(process: Process, other: Process, table: MemoryRateWindows) -> None:
    assert process.limiter.reserve("abc", 10)
    assert not other.limiter.reserve("abc", 10)

    assert table.rows["abc"].granted == 10


def test_what_was_reserved_needs_no_further_write(process: Process, table: MemoryRateWindows) -> None:
    process.limiter.reserve("abc", 10)
    for _ in range(10):
        process.limiter.enter("abc", 0.0)

    assert table.writes == 1


def test_a_run_takes_as_many_requests_as_it_needs(process: Process, table: MemoryRateWindows) -> None:
    process.limiter.expect("abc", 7)
    process.limiter.enter("abc", 0.0)

    assert table.rows["abc"].granted == 7


def test_what_a_run_did_not_need_is_given_back_when_it_ends(process: Process, table: MemoryRateWindows) -> None:
    process.limiter.expect("abc", 7)
    process.limiter.enter("abc", 0.0)

    process.limiter.release("abc", 6)

    assert table.rows["abc"].granted == 1


def test_what_another_run_of_the_process_needs_is_kept(process: Process, table: MemoryRateWindows) -> None:
    process.limiter.expect("abc", 3)
    process.limiter.expect("abc", 4)
    process.limiter.enter("abc", 0.0)

    process.limiter.release("abc", 0)

    assert table.rows["abc"].granted == 7
