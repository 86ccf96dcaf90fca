"""Many runs at one record at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.support.records import Effects, HookedModel, Purchase, Shop

from storehook import Context
from storehook.errors import RecordContended
from storehook.records.model import Model
from storehook.records.operation import MAX_TRIES
from storehook.records.repository import Records
from storehook.records.rows import RecordRow
from storehook.records.session import pause
from storehook.testing.memory import MemoryRecordStore

RUNS, UPSERTS = 20, 10


class Counted(Model):
    """Counts, and tells each count that it has seen through."""

    count: int = 0

    def run(self, _ctx: Context) -> None:
        self.count += 1
        self.save()

    def on_success(self, _ctx: Context) -> None:
        change = self.changes("count")
        assert change is not None
        TOLD.append((change.previous, change.current))


TOLD: list[tuple[int, int]] = []


class Watched(MemoryRecordStore):
    """Notes the version of every write that is stored."""

    def __init__(self) -> None:
        super().__init__()
        self.versions: list[int] = []

    def put(self, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        stored = super().put(row, replaces=replaces)
        if stored:
            self.versions.append(row.version)
        return stored


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(RUNS) as pool:
        yield pool


def test_200_concurrent_upserts_of_20_runs_lose_nothing_and_repeat_nothing(threads: ThreadPoolExecutor) -> None:
    TOLD.clear()
    rows = Watched()
    shop = Shop(rows=rows)

    def run(number: int) -> None:
        for _ in range(UPSERTS):
            session = replace(shop.run(f"run-{number}"), pause=pause)
            Records(Counted, session).upsert(1)

    list(threads.map(run, range(RUNS)))

    total = RUNS * UPSERTS
    assert shop.records(Counted).get(1).count == total
    assert sorted(TOLD) == [(number, number + 1) for number in range(total)]
    assert sorted(rows.versions) == list(range(1, 2 * total + 1)), (
        "a save and a removed pending change each, one version each"
    )


def test_20_concurrent_deliveries_of_one_change_make_one_write_back(threads: ThreadPoolExecutor, told: Effects) -> None:
    shop = Shop()
    shop.records(HookedModel, "run-0").create(1, message="old")
    told.seen.clear()

    def run(number: int) -> None:
        session = replace(shop.run(f"delivery-{number}"), pause=pause)
        Records(HookedModel, session).upsert(1, message="new")

    list(threads.map(run, range(RUNS)))

    assert told.written_back == ["new"]
    assert len(told.seen) == RUNS


def test_20_concurrent_creates_make_one_record(threads: ThreadPoolExecutor, told: Effects) -> None:
    shop = Shop()

    def run(number: int) -> str:
        session = replace(shop.run(f"run-{number}"), pause=pause)
        return str(Records(HookedModel, session).upsert(1, message="same").operation)

    operations = list(threads.map(run, range(RUNS)))

    assert operations.count("create") == 1
    assert [seen.hook for seen in told.seen].count("created") == 1


class Busy(MemoryRecordStore):
    """A record that somebody else always writes first."""

    def put(self, row: RecordRow, *, replaces: RecordRow | None) -> bool:  # noqa: ARG002
        return False


def test_a_run_that_always_comes_second_gives_up_for_now() -> None:
    shop = Shop(rows=Busy())

    with pytest.raises(
        RecordContended, match=r"Other runs wrote Purchase 1 .* first, 16 times in a row\. The run is retried"
    ):
        shop.records(Purchase).upsert(1)
    assert shop.pauses == list(range(MAX_TRIES))


class Swallowing(Model):
    """Its author catches too much."""

    count: int = 0

    def run(self, _ctx: Context) -> None:
        self.count += 1
        try:
            self.save()
        except Exception:
            self.count = -1


def test_a_lost_race_is_run_again_even_if_the_author_catches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop()
    shop.records(Swallowing).upsert(1)
    real = MemoryRecordStore.put

    def second(self: MemoryRecordStore, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        monkeypatch.undo()
        shop.records(Swallowing, "run-2").upsert(1)
        return real(self, row, replaces=replaces)

    monkeypatch.setattr(MemoryRecordStore, "put", second)
    record = shop.records(Swallowing, "run-3").upsert(1)

    assert (record.count, shop.records(Swallowing).get(1).count) == (3, 3)


def test_a_write_for_a_former_life_of_a_record_does_not_hit_its_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop()
    shop.records(Purchase).create(1, message="first life", status=1)
    real = MemoryRecordStore.put

    def meanwhile(self: MemoryRecordStore, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        monkeypatch.undo()
        shop.records(Purchase, "run-2").delete(1)
        shop.records(Purchase, "run-3").create(1, message="second life")
        return real(self, row, replaces=replaces)

    monkeypatch.setattr(MemoryRecordStore, "put", meanwhile)
    shop.records(Purchase, "run-4").update(1, status=2)

    found = shop.records(Purchase).get(1)
    assert (found.message, found.status) == ("second life", 2)
