"""Contract of the indexes of every table of runs."""

import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.support import runs
from tests.support.memory import MemoryRunIndexes, brief_row, holds
from tests.support.run_tables import Table, read
from tests.support.runs import NEVER as NOW

from storehook.aws.run_indexes import DynamoRunIndexes
from storehook.aws.run_rows import RunRows
from storehook.aws.runs import DynamoRunRepository
from storehook.errors import Fail
from storehook.history.key_ranges import KeyRange
from storehook.history.partitions import DAY, partition
from storehook.history.reading import RunHistory
from storehook.history.rows import Filter, IndexPosition, RunRow, row_of
from storehook.history.searching import END
from storehook.runs.open import Kind, due_in, held_by, open_partition, open_partitions
from storehook.runs.run import Run, complete, schedule_retry
from storehook.testing.memory import MemoryRunRepository

if TYPE_CHECKING:
    from tests.support.moto_stack import Cloud


def run(number: int = 0, *, created_at: float = NOW, **said: Any) -> Run:
    """A run of a time to which no deployed timer comes: it would wake what waits."""
    return runs.run(number, created_at=created_at, **said)


TIME = float(secrets.randbelow(10**9) // DAY * DAY)
"""The begin of a day of long ago, which no other run of these tests is in."""


@pytest.fixture(params=["memory", "stack", "moto"])
def table(request: pytest.FixtureRequest) -> Table:
    if request.param == "memory":
        repository = MemoryRunRepository()
        return Table(repository, MemoryRunIndexes(repository))
    stack: Cloud = request.getfixturevalue(request.param)
    client, name = stack.emulator.client("dynamodb"), stack.outputs()["Runs"]
    return Table(DynamoRunRepository(client, name, retention=86_400), DynamoRunIndexes(RunRows(client, name)))


@pytest.fixture
def store() -> str:
    """A store that no other test knows."""
    return f"index{secrets.token_hex(8)}"


def of_kind(table: Table, kind: Kind, store: str) -> Callable[[], list[RunRow]]:
    """Reads what is open of a kind, of one store."""

    def whole() -> list[RunRow]:
        rows = [
            row for part in open_partitions(kind) for row in read(table, KeyRange("open", part), Filter(store=store))()
        ]
        return sorted(rows, key=lambda row: row.open_at, reverse=True)

    return whole


def test_a_stores_runs_come_newest_first_with_all_that_a_row_tells(table: Table, store: str) -> None:
    older = run(1, store=store, state="failed", created_at=NOW - 5.25)
    newer = run(2, store=store, state="scheduled", resource=None, created_at=NOW)
    newer = replace(newer, due_at=NOW + 60.5)
    table.add(older, newer)

    table.eventually(read(table, KeyRange("by-store", store)), [newer, older])


def test_a_row_tells_the_newest_error_of_several_in_one_line(table: Table, store: str) -> None:
    failing = run(1, store=store, state="retrying", error=KeyError("the first"))
    failing = schedule_retry(failing, Fail("the\nsecond " + "x" * 999), failing.updated_at + 1, after=60.0)
    recovered = complete(replace(failing, key=replace(failing.key, event_id="event-2")), failing.updated_at + 2)
    recovered = replace(recovered, created_at=failing.created_at + 1)
    failing, recovered = (replace(row, version=1) for row in (failing, recovered))
    table.add(failing, recovered)

    table.eventually(read(table, KeyRange("by-store", store)), [recovered, failing])
    (row,) = table.indexes.of_event(store, "event-1")
    assert row.error == row_of(failing).error == f"the second {'x' * 189}…"
    (row,) = table.indexes.of_event(store, "event-2")
    assert row.error is None


def test_runs_of_a_resource_are_found_by_when_their_event_happened(table: Table, store: str) -> None:
    first, second = run(1, store=store, created_at=NOW), run(2, store=store, created_at=NOW - 60)
    table.add(first, second, run(3, store=store, resource="order/1130"), run(4, store=store, resource=None))

    table.eventually(read(table, KeyRange("by-resource", f"{store}#order/113")), [first, second])


def test_what_something_holds_is_counted_up_to_a_bound(
    table: Table, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("storehook.aws.run_indexes", "tests.support.memory"):
        monkeypatch.setattr(f"{module}.MOST_COUNTED", 2)
    kind = held_by(f"store/{store}")
    every = [replace(run(number, store=store, state="held"), held_by=f"store/{store}") for number in range(3)]
    every += [run(number, store=store, state="waiting") for number in range(3, 6)]
    table.add(*every)
    counts = Counter(open_partition(kind, each.key) for each in every[:3])

    wanted = [min(counts[partition], 2) for partition in open_partitions(kind)]
    deadline = time.monotonic() + 5
    while (found := list(map(table.indexes.count, open_partitions(kind)))) != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found == wanted


def test_failed_runs_are_found_by_when_they_failed(table: Table, store: str) -> None:
    first = run(1, store=store, state="failed", created_at=NOW - 60, took=100.0)
    second = run(2, store=store, state="failed", created_at=NOW, took=1.0)
    table.add(first, second, run(3, store=store), run(4, store=store, state="running"))

    table.eventually(of_kind(table, "failed", store), [first, second])


def test_runs_that_wait_are_found_by_when_they_are_due(table: Table, store: str) -> None:
    first = replace(run(1, store=store, state="retrying", created_at=NOW - 60), due_at=NOW + 60.5)
    second = replace(run(2, store=store, state="scheduled", created_at=NOW), due_at=NOW + 30.0)
    table.add(first, second, run(3, store=store), run(4, store=store, state="failed"))

    table.eventually(of_kind(table, due_in("default"), store), [first, second])


def test_a_run_that_has_ended_well_is_not_open_any_more(table: Table, store: str) -> None:
    waits = run(1, store=store, state="retrying")
    table.add(waits)
    table.eventually(of_kind(table, due_in("default"), store), [waits])

    table.add(replace(waits, version=2, state="completed"))

    table.eventually(of_kind(table, due_in("default"), store), [])


def test_what_is_told_of_a_run_is_as_it_is_now(table: Table, store: str) -> None:
    begun = run(1, store=store, state="running")
    table.add(begun)
    table.eventually(read(table, KeyRange("by-store", store)), [begun])

    failed = replace(run(1, store=store, state="failed"), version=2)
    table.add(failed)

    table.eventually(read(table, KeyRange("by-store", store)), [failed])


def test_runs_of_a_day_are_found_in_their_partition(table: Table, store: str) -> None:
    only = run(secrets.randbelow(10**9), store=store, created_at=TIME + 5)
    table.add(only)

    place = KeyRange("by-time", partition(TIME + 5, only.key.event_id))

    table.eventually(read(table, place, Filter(store=store)), [only])
    another_day = replace(place, partition=partition(TIME + 5 + DAY, only.key.event_id))
    assert read(table, another_day, Filter(store=store))() == []


def test_a_stretch_begins_and_ends_with_its_times(table: Table, store: str) -> None:
    every = [run(age, store=store, created_at=NOW - age) for age in range(5)]
    table.add(*every)

    table.eventually(read(table, KeyRange("by-store", store, NOW - 3, NOW - 1)), every[1:4])


def test_a_read_goes_on_behind_the_last_place(table: Table, store: str) -> None:
    every = [run(age, store=store, created_at=NOW - age) for age in range(7)]
    table.add(*every)
    key_range = KeyRange("by-store", store)
    table.eventually(read(table, key_range), every)
    found: list[str] = []
    after: IndexPosition | None = None

    while after != END:
        part = table.indexes.read(key_range, Filter(), after, 3)
        assert part.rows_read <= 3
        found += [row.key.event_id for row in part.rows]
        after = part.last or END

    assert found == [each.key.event_id for each in every]


def test_a_read_goes_on_behind_any_run(table: Table, store: str) -> None:
    every = [run(age, store=store, created_at=NOW - age) for age in range(5)]
    table.add(*every)
    key_range = KeyRange("by-store", store)
    table.eventually(read(table, key_range), every)

    rest = table.indexes.read(key_range, Filter(), key_range.position(row_of(every[1])), 100).rows

    assert [row.key for row in rest] == [each.key for each in every[2:]]


def test_rows_that_do_not_match_are_looked_at_and_left_out(table: Table, store: str) -> None:
    every = [run(age, store=store, created_at=NOW - age, state="running" if age % 2 else "waiting") for age in range(6)]
    table.add(*every)
    table.eventually(read(table, KeyRange("by-store", store)), every)

    part = table.indexes.read(KeyRange("by-store", store), Filter(state="running"), None, 4)

    assert [row.key for row in part.rows] == [every[1].key, every[3].key]
    assert part.rows_read == 4
    assert part.last == KeyRange("by-store", store).position(row_of(every[3]))


@pytest.mark.parametrize(
    "where",
    [
        Filter(state="failed"),
        Filter(states=("failed", "running")),
        Filter(scope="store/cart/created"),
        Filter(action="mail"),
        Filter(lane="long"),
        Filter(resource="order/9"),
        Filter(fingerprint=row_of(run(1, state="failed")).fingerprint),
        Filter(kind="action"),
        Filter(since=NOW - 20, until=NOW - 20),
        Filter(state="failed", action="sync_order", since=NOW - 60, until=NOW, lane="default", kind="webhook"),
    ],
)
@pytest.mark.parametrize("index", ["by-store", "by-time", "open", "by-resource"])
def test_every_index_can_be_narrowed_down_by_every_part(table: Table, store: str, where: Filter, index: str) -> None:
    every = [
        run(1, store=store, state="failed", created_at=NOW - 10),
        run(2, store=store, scope="store/cart/created", created_at=NOW - 11),
        run(3, store=store, action="mail", created_at=NOW - 12),
        run(4, store=store, lane="long", created_at=NOW - 13),
        run(5, store=store, resource="order/9", created_at=NOW - 14),
        run(6, store=store, kind="action", created_at=NOW - 15),
        run(7, store=store, created_at=NOW - 20),
    ]
    table.add(*every)
    where = replace(where, store=store)
    key_range = {
        "by-store": KeyRange("by-store", store),
        "by-time": KeyRange("by-time", partition(NOW, "event-1")),
        "open": KeyRange("open", open_partition("failed", every[0].key)),
        "by-resource": KeyRange("by-resource", f"{store}#order/113"),
    }[index]
    wanted = [run for run in every if holds(key_range, row_of(run)) and where.matches(row_of(run))]

    table.eventually(read(table, key_range, where), wanted)


def test_a_resource_can_be_looked_for_without_its_store(table: Table, store: str) -> None:
    wanted = run(1, store=store, resource="order/77", created_at=NOW)
    table.add(
        wanted, run(2, store=store, resource="order/770", created_at=NOW), run(3, store=store, resource="order/7")
    )

    table.eventually(read(table, KeyRange("by-store", store), Filter(resource="order/77")), [wanted])


def test_the_oldest_come_first_if_asked_so(table: Table, store: str) -> None:
    every = [run(age, store=store, created_at=NOW - age) for age in range(4)]
    table.add(*every)
    key_range = KeyRange("by-store", store)

    table.eventually(
        lambda: list(table.indexes.read(key_range, Filter(), None, 2, oldest_first=True).rows), [every[3], every[2]]
    )


def test_rows_in_brief_tell_names_states_and_times(table: Table, store: str) -> None:
    every = [run(1, store=store, state="failed"), run(2, store=store, created_at=NOW - 1)]
    table.add(*every)
    table.eventually(read(table, KeyRange("by-store", store)), every)

    found = table.indexes.read(KeyRange("by-store", store), Filter(state="failed"), None, 10, brief=True)

    assert found.rows == (brief_row(row_of(every[0])),)


def test_a_row_that_somebody_has_changed_by_hand_is_named_and_the_others_are_read(moto: "Cloud", store: str) -> None:
    client, name = moto.emulator.client("dynamodb"), moto.outputs()["Runs"]
    every = [run(number, store=store, created_at=NOW - number) for number in range(3)]
    table = Table(DynamoRunRepository(client, name, retention=86_400), DynamoRunIndexes(RunRows(client, name)))
    table.add(*every)
    key = {"pk": {"S": f"{store}#event-1"}, "sk": {"S": "sync_order"}}
    client.update_item(
        TableName=name, Key=key, UpdateExpression="REMOVE #state", ExpressionAttributeNames={"#state": "state"}
    )

    found = table.indexes.read(KeyRange("by-store", store), Filter(), None, 10)

    assert [row.key.event_id for row in found.rows] == ["event-0", "event-2"]
    assert (found.unreadable, found.rows_read) == ((f"{store}#event-1/sync_order",), 3)


def test_the_runs_of_an_event_come_by_action(table: Table, store: str) -> None:
    two = [run(1, store=store, action=action) for action in ("mail", "sync_order")]
    table.add(*reversed(two), run(2, store=store), run(1, store=f"{store}x"))

    assert [row.key for row in table.indexes.of_event(store, "event-1")] == [each.key for each in two]
    assert list(table.indexes.of_event(store, "event-")) == []


def test_a_page_that_nothing_is_on_has_looked_at_so_many_rows_and_the_next_ones_look_at_the_rest(
    table: Table, store: str
) -> None:
    every = [run(n, store=store, created_at=TIME + 3 * DAY + 50 - n) for n in range(50)]
    table.add(*every)
    history = RunHistory(indexes=table.indexes, clock=lambda: TIME + 3 * DAY + 50)
    asked = Filter(resource="order/9")
    table.eventually(lambda: list(history.page(Filter(), limit=100).rows), every)
    pages = [history.page(asked, budget=20)]

    while cursor := pages[-1].next:
        pages.append(history.page(asked, cursor, budget=20))

    assert [page.rows for page in pages] == [()] * len(pages)
    assert pages[0].rows_read == 20
    assert sum(page.rows_read for page in pages) == len(every)
    assert [page.searched_until for page in pages] == sorted((page.searched_until for page in pages), reverse=True)


def test_all_pages_together_hold_every_run_once(table: Table, store: str) -> None:
    old = [run(n, store=store, created_at=TIME + DAY - n * 3000, state="waiting") for n in range(60)]
    # Otherwise, a deployed timer would wake them.
    waiting = [replace(old_run, next_attempt_at=NOW, due_at=NOW) for old_run in old]
    table.add(*waiting)
    history = RunHistory(indexes=table.indexes, clock=lambda: TIME + DAY)
    asked = Filter(scope="store/order/updated", since=TIME - 2 * DAY)
    table.eventually(lambda: list(history.page(replace(asked, store=store), limit=100).rows), waiting)
    found: list[str] = []
    page = history.page(asked, limit=7)

    while page.next:
        found += [row.key.event_id for row in page.rows if row.key.store_hash == store]
        page = history.page(asked, page.next, limit=7)
    found += [row.key.event_id for row in page.rows if row.key.store_hash == store]

    assert found == [old_run.key.event_id for old_run in waiting]
