"""Contract of every index of waiting runs."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from tests.support.moto_stack import Cloud
from tests.support.run_tables import due_beside
from tests.support.runs import NEVER, run

from storehook.aws.due_runs import DynamoDueRuns
from storehook.aws.items import serialize
from storehook.aws.run_items import primary
from storehook.aws.runs import DynamoRunRepository
from storehook.runs.open import FIRST, LAST, after_store, due_in, held_by, open_partition, open_place
from storehook.runs.ports import Due, DueRuns, RunRepository
from storehook.runs.run import Run, release
from storehook.testing.memory import MemoryRunRepository
from storehook.testing.memory_waits import MemoryDueRuns

NOW = NEVER + 0.25


@dataclass
class Table:
    """A table of runs, and its index."""

    repository: RunRepository
    due_runs: DueRuns

    def due(self, of: Run, until: float) -> list[Due]:
        """Return the due runs in a run's partition, of its store only, because other tests' runs may be there too."""
        return due_beside(self.due_runs, of, until)


@pytest.fixture(params=["memory", "stack", "moto"])
def table(request: pytest.FixtureRequest) -> Table:
    if request.param == "memory":
        repository = MemoryRunRepository()
        return Table(repository, MemoryDueRuns(repository))
    stack: Cloud = request.getfixturevalue(request.param)
    client, name = stack.emulator.client("dynamodb"), stack.outputs()["Runs"]
    return Table(DynamoRunRepository(client, name, 86_400), DynamoDueRuns(client, name))


def waiting(due_at: float, number: int = 1, store: str | None = None) -> Run:
    """A run of a store that no other test knows."""
    found = run(number, store=store or secrets.token_hex(5), state="retrying", lane="long")
    return replace(found, version=1, next_attempt_at=due_at - 300.0, due_at=due_at)


def eventually(ask: Callable[[], list[Due]], wanted: list[Due]) -> None:
    """An index may be a moment behind."""
    deadline = time.monotonic() + 5
    while (found := ask()) != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found == wanted


def test_a_run_that_is_due_is_told_with_its_times_and_its_lane(table: Table) -> None:
    found = waiting(NOW)
    table.repository.save(found)

    eventually(lambda: table.due(found, NOW), [Due(found.key, NOW, NOW - 300.0, "long")])


def test_a_run_that_is_due_later_is_not_told(table: Table) -> None:
    found = waiting(NOW)
    table.repository.save(found)

    assert table.due(found, NOW - 0.001) == []


def test_the_earliest_is_told_first(table: Table) -> None:
    first = waiting(NOW)
    beside = [waiting(NOW - number, number, first.key.store_hash) for number in range(2, 20)]
    for each in (first, *beside):
        table.repository.save(each)

    wanted = [Due(each.key, each.due_at, each.next_attempt_at, "long") for each in (*reversed(beside), first)]
    eventually(lambda: table.due(first, NOW), wanted)


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_partition_is_read_page_by_page_and_runs_of_the_same_time_are_not_left_out(table: Table, limit: int) -> None:
    first = waiting(NOW)
    due_runs = [replace(first, key=replace(first.key, event_id=f"event-{number}")) for number in range(5)]
    for due in due_runs:
        table.repository.save(replace(due, message=replace(due.message, event_id=due.key.event_id)))
    eventually(
        lambda: sorted(table.due(first, NOW), key=str), [Due(due.key, NOW, NOW - 300.0, "long") for due in due_runs]
    )
    partition = open_partition(due_in("long"), first.key)
    start = open_place(partition, NOW, first.key.store_hash)

    found: list[Due] = []
    while page := table.due_runs.read(partition, found[-1] if found else start, after_store(start), limit):
        found += page

    assert sorted(found, key=str) == [Due(due.key, NOW, NOW - 300.0, "long") for due in due_runs]


ODD = {"sk": {"S": "sync#odd"}}, {"open_at": {"S": "0029774130"}}, {"open_at": {"S": "#"}}, {"lane": None}


@pytest.mark.parametrize("limit", [1, 3, 10])
def test_a_row_that_cannot_be_read_hides_none_behind_it(moto: Cloud, limit: int) -> None:
    client, name = moto.emulator.client("dynamodb"), moto.outputs()["Runs"]
    due_runs, found = DynamoDueRuns(client, name), waiting(NOW)
    DynamoRunRepository(client, name, 86_400).save(found)
    row: Any = client.get_item(TableName=name, Key=serialize(primary(found.key))).get("Item", {})
    partition = f"due#long#{found.key.store_hash}"  # in which no other test has runs
    place = open_place(partition, NOW - 1, found.key.store_hash)
    row |= {"open": {"S": partition}}
    client.put_item(TableName=name, Item=row)
    for number, odd in enumerate(ODD):
        item = row | {"pk": {"S": f"odd#{number}"}, "open_at": {"S": place}} | odd
        client.put_item(TableName=name, Item={key: value for key, value in item.items() if value})

    assert list(due_runs.read(partition, FIRST, LAST, limit)) == [Due(found.key, NOW, NOW - 300.0, "long")]


def test_the_rest_of_a_store_can_be_skipped(table: Table) -> None:
    found = waiting(NOW)
    table.repository.save(found)
    partition = open_partition(due_in("long"), found.key)
    place = open_place(partition, NOW, found.key.store_hash)
    eventually(lambda: list(table.due_runs.read(partition, place, after_store(place), 10)), table.due(found, NOW))

    assert table.due_runs.read(partition, after_store(place), after_store(place), 10) == []
    assert table.due_runs.read(partition, after_store(place), place, 10) == []


def test_a_run_that_has_ended_is_not_due(table: Table) -> None:
    found = waiting(NOW)
    table.repository.save(found)
    table.repository.save(replace(found, version=2, state="completed"))

    eventually(lambda: table.due(found, NOW), [])


def test_a_run_that_is_put_off_is_due_then_and_is_the_same_version(table: Table) -> None:
    found = waiting(NOW)
    table.repository.save(found)

    table.due_runs.move_check(Due(found.key, NOW, NOW - 300.0, "long"), NOW + 600)

    assert table.repository.get(found.key) == replace(found, due_at=NOW + 600)
    eventually(lambda: table.due(found, NOW + 600), [Due(found.key, NOW + 600, NOW - 300.0, "long")])


def test_a_run_that_has_gone_on_is_not_put_off(table: Table) -> None:
    found = waiting(NOW)
    table.repository.save(found)
    later = replace(found, version=2, due_at=NOW + 7)
    table.repository.save(later)

    table.due_runs.move_check(Due(found.key, NOW, NOW - 300.0, "long"), NOW + 600)

    assert table.repository.get(found.key) == later


def test_a_run_that_has_ended_or_is_gone_is_not_put_off(table: Table) -> None:
    ended = replace(waiting(NOW), state="completed")
    table.repository.save(ended)
    gone = waiting(NOW)

    for each in (ended, gone):
        table.due_runs.move_check(Due(each.key, NOW, NOW - 300.0, "long"), NOW + 600)

    assert (table.repository.get(ended.key), table.repository.get(gone.key)) == (ended, None)


# --- Runs that are held -----------------------------------------------------------------------------------------------


def held(by: str, number: int = 1, created_at: float = NOW) -> Run:
    found = run(number, store=secrets.token_hex(5), state="held", created_at=created_at, lane="long")
    return replace(found, held_by=by)


@pytest.fixture
def holder() -> str:
    """A name that no other test knows."""
    return f"action/{secrets.token_hex(5)}"


def test_a_run_that_is_held_is_told_under_what_holds_it_at_when_it_was_created(table: Table, holder: str) -> None:
    found = held(holder)
    table.repository.save(found)

    partition = open_partition(held_by(holder), found.key)
    eventually(lambda: list(table.due_runs.read(partition, FIRST, LAST, 10)), [Due(found.key, NOW, 0.0, "long")])
    assert table.due(found, NOW + 1e6) == []


def test_a_run_that_is_released_waits_and_is_due_now(table: Table, holder: str) -> None:
    found = held(holder)
    table.repository.save(found)

    table.due_runs.release(holder, Due(found.key, NOW, 0.0, "long"), NOW + 7)

    released = table.repository.get(found.key)
    assert released == release(found, NOW + 7)
    assert released is not None
    eventually(lambda: table.due(found, released.due_at), [Due(found.key, released.due_at, NOW + 7, "long")])
    assert list(table.due_runs.read(open_partition(held_by(holder), found.key), FIRST, LAST, 10)) == []


@pytest.mark.parametrize("changed", [{"state": "cancelled", "held_by": None}, {"held_by": "lane/long"}], ids=repr)
def test_a_run_that_was_cancelled_or_is_held_by_something_else_by_now_is_not_released(
    table: Table, holder: str, changed: dict[str, Any]
) -> None:
    found = held(holder)
    table.repository.save(found)
    meanwhile = replace(found, version=2, **changed)
    table.repository.save(meanwhile)

    table.due_runs.release(holder, Due(found.key, NOW, 0.0, "long"), NOW + 7)

    assert table.repository.get(found.key) == meanwhile


def test_a_run_that_is_released_twice_is_released_once(table: Table, holder: str) -> None:
    found = held(holder)
    table.repository.save(found)

    for now in (NOW + 7, NOW + 8):
        table.due_runs.release(holder, Due(found.key, NOW, 0.0, "long"), now)

    assert table.repository.get(found.key) == release(found, NOW + 7)


def test_a_run_that_is_gone_is_not_released(table: Table, holder: str) -> None:
    gone = held(holder)

    table.due_runs.release(holder, Due(gone.key, NOW, 0.0, "long"), NOW + 7)

    assert table.repository.get(gone.key) is None
