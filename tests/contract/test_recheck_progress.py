"""Contract of the recheck's progress: a run that it finds returns to the index that the timer reads."""

import secrets
import time
from dataclasses import dataclass, replace

import pytest
from tests.support.memory import MemoryRecheckProgress
from tests.support.moto_stack import Cloud  # noqa: TC002
from tests.support.run_tables import due_beside
from tests.support.runs import NEVER, run

from storehook.aws.due_runs import DynamoDueRuns
from storehook.aws.recheck_progress import DynamoRecheckProgress
from storehook.aws.runs import DynamoRunRepository
from storehook.runs.ports import Due, DueRuns, RunRepository
from storehook.runs.run import Run
from storehook.testing.memory import MemoryRunRepository
from storehook.testing.memory_waits import MemoryDueRuns
from storehook.timer.recheck import RecheckProgress


@dataclass
class Table:
    """A table of runs, its index, and what the sweep does to it."""

    repository: RunRepository
    due_runs: DueRuns
    progress: RecheckProgress


@pytest.fixture(params=["memory", "stack", "moto"])
def table(request: pytest.FixtureRequest) -> Table:
    if request.param == "memory":
        repository = MemoryRunRepository()
        return Table(repository, MemoryDueRuns(repository), MemoryRecheckProgress(repository))
    stack: Cloud = request.getfixturevalue(request.param)
    client, name = stack.emulator.client("dynamodb"), stack.outputs()["Runs"]
    return Table(
        DynamoRunRepository(client, name, 86_400), DynamoDueRuns(client, name), DynamoRecheckProgress(client, name)
    )


def asleep(lane: str = "long") -> Run:
    """A run that nothing would wake, of a store that no other test knows."""
    return replace(run(1, store=secrets.token_hex(5), state="running", lane=lane), version=1)


@pytest.mark.parametrize("lane", ["default", "long"])
def test_a_run_that_nothing_would_wake_is_due_in_its_lane(table: Table, lane: str) -> None:
    found = asleep(lane)
    table.repository.save(found)

    assert table.progress.make_due(found.key, lane, NEVER)

    deadline = time.monotonic() + 5
    while not (due := due_beside(table.due_runs, found, NEVER)) and time.monotonic() < deadline:
        time.sleep(0.05)  # an index may be a moment behind
    assert due == [Due(found.key, NEVER, 0.0, lane)]


def test_a_run_that_has_ended_is_let_be(table: Table) -> None:
    found = replace(asleep(), state="completed")
    table.repository.save(found)

    assert not table.progress.make_due(found.key, "long", NEVER)

    assert table.repository.get(found.key) == found


def test_a_run_that_the_timer_has_is_let_be(table: Table) -> None:
    found = replace(asleep(), state="retrying", due_at=NEVER + 5)
    table.repository.save(found)

    assert not table.progress.make_due(found.key, "long", NEVER)

    assert table.repository.get(found.key) == found


def test_a_run_that_is_gone_does_not_come_back(table: Table) -> None:
    gone = asleep()

    assert not table.progress.make_due(gone.key, "long", NEVER)

    assert table.repository.get(gone.key) is None
