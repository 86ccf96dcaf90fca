"""Contract of every history of the runs about a resource."""

import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.support.memory import MemoryHistory

from storehook.aws.run_indexes import DynamoHistory
from storehook.aws.run_rows import RunRows
from storehook.aws.runs import DynamoRunRepository
from storehook.catch_up.coverage import History
from storehook.errors import StoreUnavailable
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.ports import RunRepository
from storehook.runs.run import Lease, RunSummary
from storehook.testing.memory import MemoryRunRepository

if TYPE_CHECKING:
    from tests.support.moto_stack import Cloud

LEASE = Lease("one", 1_786_447_831.5, 1_786_447_891.5)
STORE = "historystore"


@dataclass
class Table:
    """A table of runs, and what it remembers."""

    repository: RunRepository
    history: History

    def add(
        self,
        resource: str | None,
        happened_at: float,
        *,
        store_hash: str = STORE,
        complete: bool = False,
        error: Exception | None = None,
        covered_by: str | None = None,
    ) -> None:
        """A run about a resource."""
        key = RunKey(store_hash, secrets.token_hex(20), "sync_order")
        message = Message(store_hash, key.event_id, b"{}", 0, LEASE.now, action="sync_order")
        run = runs.first(
            key,
            message,
            scope="store/order/updated",
            lane="default",
            lease=LEASE,
            resource=resource,
            happened_at=happened_at,
        )
        self.repository.save(run)
        if complete:
            self.repository.save(runs.complete(run, LEASE.now + 1))
        if error:
            self.repository.save(runs.fail(run, error, LEASE.now + 1))
        if covered_by:
            self.repository.save(runs.cover(run, covered_by, LEASE.now + 1))

    def times(self, resource: str, since: float, wanted: list[float]) -> list[float]:
        """Return the times of the events of a resource's runs, once they are the wanted ones, or after a while."""
        deadline = time.monotonic() + 5
        while True:
            found = sorted(each.happened_at for each in self.history.of_resource(STORE, resource, since))
            if found == wanted or time.monotonic() > deadline:
                return found


@pytest.fixture(params=["memory", "stack", "moto"])
def table(request: pytest.FixtureRequest) -> Table:
    if request.param == "memory":
        repository = MemoryRunRepository()
        return Table(repository, MemoryHistory(repository))
    stack: Cloud = request.getfixturevalue(request.param)
    client, name = stack.emulator.client("dynamodb"), stack.outputs()["Runs"]
    return Table(DynamoRunRepository(client, name, retention=86_400), DynamoHistory(RunRows(client, name)))


@pytest.fixture
def resource() -> str:
    """An order that no other test knows."""
    return f"order/{secrets.randbelow(10**12)}"


def test_a_resource_without_runs_has_no_history(table: Table, resource: str) -> None:
    assert list(table.history.of_resource(STORE, resource, 0.0)) == []


def test_the_runs_from_a_time_on_are_remembered_and_the_time_itself_counts(table: Table, resource: str) -> None:
    for happened_at in (99.0, 100.0, 101.0):
        table.add(resource, happened_at)

    assert table.times(resource, 100.0, [100.0, 101.0]) == [100.0, 101.0]


def test_another_resource_and_another_stores_are_left_out(table: Table, resource: str) -> None:
    table.add(resource, 1.0)
    table.add(f"{resource}0", 2.0)
    table.add(resource, 3.0, store_hash="anotherstore")
    table.add(None, 4.0)

    assert table.times(resource, 0.0, [1.0]) == [1.0]


def test_a_run_is_remembered_as_it_is_now(table: Table, resource: str) -> None:
    table.add(resource, 1_786_447_828.0, complete=True)

    assert table.times(resource, 0.0, [1_786_447_828.0]) == [1_786_447_828.0]
    assert list(table.history.of_resource(STORE, resource, 0.0)) == [
        RunSummary("sync_order", "completed", "store/order/updated", 1_786_447_828.0, started_at=LEASE.now)
    ]


def test_why_a_run_has_failed_is_remembered(table: Table, resource: str) -> None:
    table.add(resource, 1_786_447_828.0, error=StoreUnavailable(STORE, "is paused"))

    assert table.times(resource, 0.0, [1_786_447_828.0]) == [1_786_447_828.0]
    assert [run.error_type for run in table.history.of_resource(STORE, resource, 0.0)] == ["StoreUnavailable"]


def test_the_run_that_covers_a_run_is_remembered(table: Table, resource: str) -> None:
    table.add(resource, 1_786_447_828.0, covered_by="event-1/sync_order")

    assert table.times(resource, 0.0, [1_786_447_828.0]) == [1_786_447_828.0]
    (run,) = table.history.of_resource(STORE, resource, 0.0)
    assert (run.state, run.covered_by) == ("coalesced", "event-1/sync_order")
