"""The recheck finds what nothing would wake."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from tests.support.clocks import Clock
from tests.support.memory import MemoryRecheckProgress, MemoryRunIndexes
from tests.support.runs import DAY, HOUR, NOW, repository, run
from tests.support.timer_ticks import MINUTE, CreatedRuns

from storehook.history.errors import RunsThrottled
from storehook.history.indexes import Slice
from storehook.history.key_ranges import KeyRange
from storehook.history.partitions import SHARDS, partition
from storehook.queues.run_key import RunKey
from storehook.runs.run import FINISHED, Run, State
from storehook.timer import recheck as rechecks
from storehook.timer.recheck import AFTER, PAGES, SECONDS, Recheck


def asleep(number: int, age: float = AFTER) -> Run:
    """A run whose process died, and whose message somebody has purged."""
    return run(number, state="running", created_at=NOW - age)


def recheck(*every: Run) -> Recheck:
    table = repository(every)
    return Recheck(indexes=MemoryRunIndexes(table), progress=MemoryRecheckProgress(table), clock=Clock(NOW))


def clock_of(of: Recheck) -> Clock:
    assert isinstance(of.clock, Clock)
    return of.clock


def due(of: Recheck) -> dict[str, float]:
    """The runs that the timer will look at."""
    assert isinstance(of.progress, MemoryRecheckProgress)
    return {key.event_id: found.due_at for key, found in of.progress.repository.rows.items() if found.due_at}


@pytest.mark.parametrize("age", [AFTER, AFTER + 59, 20 * HOUR])
def test_an_unfinished_run_that_no_time_wakes_is_due_at_once(age: float) -> None:
    found = recheck(asleep(1, age))

    assert found.tick().repaired == 1
    assert due(found) == {"event-1": NOW}


def test_a_run_that_may_still_be_at_work_is_let_be() -> None:
    assert recheck(asleep(1, AFTER - 1)).tick().repaired == 0


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_a_run_that_has_ended_is_let_be(state: State) -> None:
    assert recheck(run(1, state=state, created_at=NOW - AFTER)).tick().repaired == 0


def test_a_run_that_the_timer_knows_is_let_be() -> None:
    waiting = replace(asleep(1), state="retrying", due_at=NOW + DAY)
    found = recheck(waiting)

    assert found.tick().repaired == 0
    assert due(found) == {"event-1": NOW + DAY}


def test_a_run_that_the_timer_knows_costs_no_write() -> None:
    """The write is conditional, but a refused write costs as much as any other."""
    written = list[RunKey]()

    class Writes(MemoryRecheckProgress):
        """Notes the runs that are written."""

        def make_due(self, key: RunKey, lane: str, at: float) -> bool:
            written.append(key)
            return super().make_due(key, lane, at)

    waiting, missing = replace(asleep(1), state="retrying", due_at=NOW + DAY), asleep(2)
    found = recheck(waiting, missing)
    assert isinstance(found.progress, MemoryRecheckProgress)

    replace(found, progress=Writes(found.progress.repository)).tick()

    assert written == [missing.key]


def test_each_run_is_looked_at_once_and_none_is_left_out() -> None:
    found = recheck(*(asleep(number, AFTER - number * 30) for number in range(100)))
    counts: list[int] = []

    for _ in range(60):
        counts.append(found.tick().repaired)
        clock_of(found).now += 60

    assert counts == [1, *[2] * 49, 1, *[0] * 9]
    assert len(due(found)) == 100


@pytest.mark.parametrize("days", [1.5, 3.0, 40.0])
def test_after_an_outage_of_days_none_is_left_out(days: float) -> None:
    found = recheck(*(asleep(number, days * DAY * number / 100) for number in range(100)))
    found.progress.note(dict.fromkeys(range(SHARDS), NOW - days * DAY))

    found.tick()

    assert len(due(found)) == sum(days * DAY * number / 100 >= AFTER for number in range(100))


# --- A tick that dies, or that cannot read ----------------------------------------------------------------------------


def test_a_tick_that_dies_continues_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rechecks, "PAGE", 2)
    found = recheck(*(asleep(number, DAY - number) for number in range(40)))
    whole = Reads(recheck(*(asleep(number, DAY - number) for number in range(40))).indexes)
    replace(found, indexes=whole, progress=MemoryRecheckProgress(repository([]))).tick()

    with pytest.raises(KeyboardInterrupt):
        replace(found, indexes=Reads(found.indexes, dies_at=12)).tick()
    rest = Reads(found.indexes)
    replace(found, indexes=rest).tick()

    assert len(due(found)) == 40
    assert rest.count <= whole.count - 12 + 2 * SHARDS  # it reads again what was not noted


@dataclass
class Reads:
    """Indexes that count their reads, and die at one of them, or raise for one shard."""

    inner: Any
    dies_at: int = 0
    away: int | None = None
    count: int = 0
    read_ranges: list[KeyRange] = field(default_factory=list)

    def read(self, key_range: KeyRange, *rest: Any, **options: Any) -> Slice:
        self.count += 1
        self.read_ranges.append(key_range)
        if self.count == self.dies_at:
            raise KeyboardInterrupt
        if key_range.partition.endswith(f"#{self.away}"):
            raise RunsThrottled
        return self.inner.read(key_range, *rest, **options)


def test_a_shard_that_cannot_be_read_is_reported_and_stops_no_other() -> None:
    every = [asleep(number, DAY - number) for number in range(40)]
    found = recheck(*every)
    shard = int(partition(every[0].created_at, every[0].key.event_id)[-1])

    report = replace(found, indexes=Reads(found.indexes, away=shard)).tick()

    assert [type(error) for error in report.errors] == [RunsThrottled]
    assert 0 < len(due(found)) < 40
    assert found.tick().errors == []
    assert len(due(found)) == 40


def test_rows_that_cannot_be_read_are_reported_and_passed() -> None:
    found = recheck(asleep(1))

    class Spoiled(Reads):
        """Indexes with a row that somebody has changed by hand."""

        def read(self, key_range: KeyRange, *rest: Any, **options: Any) -> Slice:
            part = super().read(key_range, *rest, **options)
            return replace(part, unreadable=("store1#event-2/act",)) if part.rows else part

    report = replace(found, indexes=Spoiled(found.indexes)).tick()

    assert (report.repaired, report.unreadable) == (1, ["store1#event-2/act"])


def test_unreadable_rows_of_all_pages_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rechecks, "PAGE", 1)
    every = [asleep(number, DAY - number) for number in range(20)]
    found = recheck(*every)

    class Spoiled(Reads):
        """Indexes with an unreadable row beside each run."""

        def read(self, key_range: KeyRange, *rest: Any, **options: Any) -> Slice:
            part = super().read(key_range, *rest, **options)
            return replace(part, unreadable=tuple(f"{row.key.event_id}/beside" for row in part.rows))

    report = replace(found, indexes=Spoiled(found.indexes)).tick()

    assert sorted(report.unreadable) == sorted(f"{run.key.event_id}/beside" for run in every)


# --- An outage under load ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rate", "away"), [(386, 10 * MINUTE), (20, 4 * HOUR), (5, 12 * HOUR), (5, 5 * DAY)])
def test_after_any_outage_the_recheck_catches_up_in_a_quarter_of_its_length(rate: float, away: float) -> None:
    clock = Clock(NOW)
    indexes = CreatedRuns(rate, clock)
    progress = MemoryRecheckProgress(repository([]))
    progress.note(dict.fromkeys(range(SHARDS), NOW - AFTER))
    found = Recheck(indexes=indexes, progress=progress, clock=clock)  # type: ignore[arg-type]
    clock.now += away
    ticks, behind = 0, away

    while behind > MINUTE:
        started_at, indexes.ends_at, indexes.queries = clock.now, clock.now + 60, 0
        behind = clock.now - AFTER - found.tick().until
        assert indexes.queries <= SHARDS * PAGES
        clock.now = max(clock.now, started_at + MINUTE)
        ticks += 1
        assert ticks * MINUTE <= max(away / 4, 2 * MINUTE)


def test_a_tick_reads_as_much_with_ten_times_as_many_runs() -> None:
    queries = list[int]()
    for rate in (1_000, 10_000):
        indexes = CreatedRuns(rate, Clock(NOW))
        Recheck(
            indexes=indexes,  # type: ignore[arg-type]
            progress=MemoryRecheckProgress(repository([])),
            clock=Clock(NOW),
        ).tick()
        queries.append(indexes.queries)

    assert queries == [SHARDS * PAGES] * 2


def test_a_tick_that_has_nothing_to_recheck_notes_its_progress_once() -> None:
    notes = list[Mapping[int, float]]()

    class Notes(MemoryRecheckProgress):
        """Counts the notes."""

        def note(self, until: Mapping[int, float]) -> None:
            notes.append(until)

    progress = Notes(repository([]), dict.fromkeys(range(SHARDS), NOW - AFTER - MINUTE))
    Recheck(indexes=MemoryRunIndexes(repository([])), progress=progress, clock=Clock(NOW)).tick()

    assert notes == [dict.fromkeys(range(SHARDS), NOW - AFTER)]


def test_a_tick_ends_long_before_lambda_ends_it() -> None:
    clock = Clock(NOW)
    indexes = CreatedRuns(100_000, clock, ends_at=NOW + 60)

    class Notes(MemoryRecheckProgress):
        """Notes the greatest step from one note to the next."""

        def note(self, until: Mapping[int, float]) -> None:
            assert clock.now < NOW + 60
            MemoryRecheckProgress.note(self, until)

    Recheck(indexes=indexes, progress=Notes(repository([])), clock=clock).tick()  # type: ignore[arg-type]

    assert clock.now < NOW + SECONDS + 5
