"""Contract of every table of late runs."""

import secrets

import pytest
from tests.support.moto_stack import Cloud  # noqa: TC002

from storehook.aws.late_runs import DynamoLateRunTable
from storehook.runs.late_runs import LateRun, LateRuns, LateRunTable
from storehook.saves import SAVED, Conflict
from storehook.testing.memory_waits import MemoryLateRunTable

NOW = 1_786_447_831.25
EVENT = LateRun("event-1/ship", "webhook", NOW - 600, created=False, updated=True)
CAUGHT_UP = LateRun("catch-up-1/ship", "catch-up", 1_786_447_000.0, created=True, updated=True)
FIRST = LateRuns().with_run(EVENT)
SECOND = FIRST.with_run(CAUGHT_UP)


@pytest.fixture(params=["memory", "stack", "moto"])
def table(request: pytest.FixtureRequest) -> LateRunTable:
    if request.param == "memory":
        return MemoryLateRunTable()
    stack: Cloud = request.getfixturevalue(request.param)
    return DynamoLateRunTable(stack.emulator.client("dynamodb"), stack.outputs()["Runs"], 86_400)


@pytest.fixture
def resource() -> str:
    """Return a resource that no other test uses."""
    return f"order/{secrets.token_hex(8)}"


def test_each_version_is_stored_after_the_one_before(table: LateRunTable, resource: str) -> None:
    assert table.save("contractstore", resource, "ship", FIRST, NOW) == SAVED
    assert table.save("contractstore", resource, "ship", SECOND, NOW) == SAVED


def test_a_version_that_is_not_the_next_is_refused_with_what_is_stored(table: LateRunTable, resource: str) -> None:
    table.save("contractstore", resource, "ship", FIRST, NOW)
    table.save("contractstore", resource, "ship", SECOND, NOW)

    assert table.save("contractstore", resource, "ship", FIRST, NOW) == Conflict(SECOND)
    assert table.save("contractstore", resource, "ship", SECOND, NOW) == Conflict(SECOND)


def test_a_later_version_of_a_row_that_has_expired_is_refused(table: LateRunTable, resource: str) -> None:
    assert table.save("contractstore", resource, "ship", SECOND, NOW) == Conflict(LateRuns())


def test_stores_resources_and_actions_have_their_own_rows(table: LateRunTable, resource: str) -> None:
    for key in (("contractstore", "ship"), ("contractstore", "invoice"), ("otherstore", "ship")):
        assert table.save(key[0], resource, key[1], FIRST, NOW) == SAVED
        assert table.save(key[0], f"{resource}0", key[1], FIRST, NOW) == SAVED
