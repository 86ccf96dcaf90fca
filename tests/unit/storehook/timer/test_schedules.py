"""Ticks that create the runs of schedules."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from tests.support.memory import MemoryStores

from storehook.queues.run_key import RunKey
from storehook.runs.run import APP, Run
from storehook.saves import Conflict, Saved
from storehook.schedules.schedule import Schedule
from storehook.schedules.stored import RunNow, StoredSchedule, first, paused, requested
from storehook.stores.ports import StorePage
from storehook.stores.store import Pause, Status, Store
from storehook.testing.memory import MemoryRunRepository
from storehook.testing.memory_schedules import MemoryStoredSchedules
from storehook.timer.schedules import RUNS, Schedules

THREE = 1_767_236_400.0  # 2026-01-01T03:00:00Z

NIGHTLY = Schedule(cron="0 3 * * *", spread=3600.0)


@dataclass
class Hashes:
    """Stores that are listed in pages."""

    stores: list[str]
    page: int = 1000

    def hashes(self, status: Status, after: str = "") -> StorePage:
        assert status == "active"
        start = self.stores.index(after) + 1 if after else 0
        page = tuple(self.stores[start : start + self.page])
        return StorePage(page, page[-1] if start + self.page < len(self.stores) else "")


@dataclass
class Stack:
    """Table of schedules and runs, and a clock."""

    stores: list[str]
    now: float = THREE - 120
    page: int = 1000
    rows: MemoryStoredSchedules = field(default_factory=MemoryStoredSchedules)
    repository: MemoryRunRepository = field(default_factory=MemoryRunRepository)

    def deploy(self, action: str, schedule: Schedule, lane: str = "default") -> StoredSchedule:
        stored = first(action, lane, schedule, self.now - 3600)
        assert self.rows.save(stored, None)
        return stored

    def schedules(self, **parts: Any) -> Schedules:
        given: dict[str, Any] = {
            "schedules": self.rows,
            "stores": Hashes(self.stores, self.page),
            "repository": self.repository,
            "clock": lambda: self.now,
            "token": lambda: "tick",
        }
        return Schedules(**given | parts)

    @property
    def runs(self) -> list[Run]:
        return list(self.repository.rows.values())


def stores(number: int) -> list[str]:
    return [f"store{index:05}" for index in range(number)]


def test_each_store_has_a_run_that_waits_for_its_place_in_the_spread() -> None:
    stack = Stack(stores(3))
    stack.deploy("report", NIGHTLY, lane="long")

    report = stack.schedules().tick(45)

    assert report.created == {"report": 3}
    assert [run.next_attempt_at for run in stack.runs] == [
        THREE + NIGHTLY.offset("report", store) for store in stack.stores
    ]
    assert {(run.state, run.lane, run.key.event_id) for run in stack.runs} == {
        ("scheduled", "long", "schedule:2026-01-01T03:00:00Z")
    }


def test_only_active_stores_have_a_run() -> None:
    stack = Stack([])
    stack.deploy("report", NIGHTLY)
    statuses: list[tuple[str, Status]] = [("active1", "active"), ("paused1", "paused"), ("gone1", "uninstalled")]
    table = MemoryStores()
    for store_hash, status in statuses:
        table.save(Store(store_hash, status=status))

    stack.schedules(stores=table).tick(45)

    assert [run.key.store_hash for run in stack.runs] == ["active1"]


def test_a_schedule_of_the_app_has_one_run() -> None:
    stack = Stack(stores(3))
    stack.deploy("report", replace(NIGHTLY, for_each="app", spread=0.0))

    stack.schedules().tick(45)

    assert [str(run.key) for run in stack.runs] == [f"{APP}/schedule:2026-01-01T03:00:00Z/report"]


def test_another_tick_creates_nothing_twice() -> None:
    stack = Stack(stores(3))
    stack.deploy("report", NIGHTLY)
    stack.schedules().tick(45)
    before = dict(stack.repository.rows)

    assert not stack.schedules().tick(45).created
    assert stack.repository.rows == before


def test_nothing_is_read_or_written_for_a_schedule_that_is_not_due() -> None:
    stack = Stack(stores(3), now=THREE - 600)
    stored = stack.deploy("report", NIGHTLY)

    assert not stack.schedules(stores=None, repository=None).tick(45).errors
    assert stack.rows.all() == [stored]


@dataclass
class Dying:
    """Table of runs whose process dies before a write."""

    table: MemoryRunRepository
    writes: int

    def save(self, run: Run) -> Saved | Conflict[Run]:
        self.writes -= 1
        if self.writes < 0:
            raise KeyboardInterrupt
        return self.table.save(run)


@pytest.mark.parametrize("writes", range(8))
def test_a_tick_that_dies_anywhere_is_made_up_for_by_the_next(writes: int) -> None:
    stack = Stack(stores(7), page=2)
    stack.deploy("report", NIGHTLY)
    if writes < 7:
        with pytest.raises(KeyboardInterrupt):
            stack.schedules(repository=Dying(stack.repository, writes)).tick(45)

    stack.schedules().tick(45)

    assert sorted(run.key.store_hash for run in stack.runs) == stack.stores
    assert stack.rows.all()[0].occurrence is None


def test_60_000_stores_of_one_night_are_created_in_three_ticks_before_the_night_begins() -> None:
    stack = Stack(stores(60_000), now=THREE - 180)
    stack.deploy("report", NIGHTLY)
    created: list[int] = []
    while not created or stack.rows.all()[0].occurrence:
        created.append(stack.schedules().tick(45).created.total())
        stack.now += 60

    assert created == [RUNS] * 3
    assert len(stack.repository.rows) == 60_000
    assert stack.now <= THREE


def test_a_schedule_of_many_stores_delays_no_other() -> None:
    stack = Stack(stores(60_000))
    stack.deploy("a_loud_one", NIGHTLY)
    stack.deploy("report", replace(NIGHTLY, for_each="app", spread=0.0))

    report = stack.schedules().tick(45)

    assert report.created["report"] == 1
    assert report.unfinished == 1


def test_a_tick_ends_in_time() -> None:
    stack = Stack(stores(10_000))
    stack.deploy("report", NIGHTLY)

    def slow(create: Callable[[str], None], hashes: Iterable[str]) -> list[None]:
        stack.now += 20
        return list(map(create, hashes))

    assert stack.schedules(parallel_map=slow).tick(45).created == Counter(report=3000)


def test_a_schedule_that_fails_does_not_stop_the_others() -> None:
    stack = Stack(stores(3))
    stack.deploy("broken", replace(NIGHTLY, time_zone="Atlantis/Capital"))
    stack.deploy("report", NIGHTLY)

    report = stack.schedules().tick(45)

    assert report.created == {"report": 3}
    assert [str(error) for error in report.errors] == ["'No time zone found with key Atlantis/Capital'"]


def test_an_operator_who_acts_in_between_wins_and_the_next_tick_goes_on() -> None:
    stack = Stack(stores(3))
    stored = stack.deploy("report", NIGHTLY)

    class Racing(Hashes):
        def hashes(self, status: Status, after: str = "") -> StorePage:
            if not after:
                current = stack.rows.get("report")
                assert current
                stack.rows.save(paused(current, Pause("ann", THREE)), current)
            return super().hashes(status, after)

    stack.schedules(stores=Racing(stack.stores, 2)).tick(45)
    row = stack.rows.get("report")
    assert row is not None
    assert row.pause is not None
    assert row.through > stored.through

    stack.schedules().tick(45)
    assert len(stack.runs) == 3


def test_run_now_in_one_store_creates_one_run_even_while_paused() -> None:
    stack = Stack(stores(3), now=THREE + 6 * 3600)
    stored = stack.deploy("report", NIGHTLY)
    stopped = paused(stored, Pause("ann", stack.now))
    stack.rows.save(stopped, stored)
    stack.rows.save(requested(stopped, RunNow(stack.now, "store00001")), stopped)

    stack.schedules().tick(45)

    assert list(stack.repository.rows) == [RunKey("store00001", "run-now:2026-01-01T09:00:00Z", "report")]


def test_a_tick_that_creates_runs_logs_their_number_and_raises_what_went_wrong(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stack = Stack(stores(3))
    stack.deploy("broken", replace(NIGHTLY, time_zone="Atlantis/Capital"))
    stack.deploy("report", NIGHTLY)

    with caplog.at_level("INFO"), pytest.raises(KeyError, match="Atlantis"), stack.schedules().afterwards():
        pass

    (line,) = map(vars, caplog.records)
    assert (line["scheduled"], line["unfinished"]) == ({"report": 3}, 0)


def test_a_quiet_tick_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"), Stack([]).schedules().afterwards():
        pass

    assert not caplog.records


def test_runs_are_created_in_the_time_that_the_work_before_leaves_even_if_it_fails() -> None:
    stack = Stack(stores(10_000))
    stack.deploy("report", NIGHTLY)

    def slow(create: Callable[[str], None], hashes: Iterable[str]) -> list[None]:
        stack.now += 4
        return list(map(create, hashes))

    def fail() -> None:
        stack.now += 40
        raise ConnectionError

    with pytest.raises(ConnectionError), stack.schedules(parallel_map=slow).afterwards():
        fail()

    assert len(stack.runs) == 3000
