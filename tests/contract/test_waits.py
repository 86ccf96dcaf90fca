"""Contract of every table of waits."""

import secrets
from dataclasses import replace

import pytest
from tests.support.moto_stack import Cloud  # noqa: TC002

from storehook.aws.waits import DynamoWaitTable
from storehook.runs.waits import AwaitedEvent, Waiter, WaitTable
from storehook.testing.memory_waits import MemoryWaitTable

NOW = 1_786_447_831.0
STORE = "contractstore"
DATA = {"type": "shipment", "id": 9, "orderId": 250, "rate": 1.5}
SHIPMENT = AwaitedEvent("a-shipment", NOW, DATA)
SETTLE = Waiter("event-1/settle", 3, NOW - 60, NOW + 3600.25)


@pytest.fixture(params=["memory", "stack", "moto"])
def table(request: pytest.FixtureRequest) -> WaitTable:
    if request.param == "memory":
        return MemoryWaitTable()
    stack: Cloud = request.getfixturevalue(request.param)
    return DynamoWaitTable(stack.emulator.client("dynamodb"), stack.outputs()["Runs"], 86_400.0)


@pytest.fixture
def name() -> str:
    """Return the name of a wait that no other test uses."""
    return f"store/shipment/created orderId={secrets.token_hex(20)}"


def test_events_are_found_from_a_time_on_oldest_first(table: WaitTable, name: str) -> None:
    later, latest = replace(SHIPMENT, id="later", happened_at=NOW + 0.25), AwaitedEvent("latest", NOW + 9, [1])
    for event in (latest, later, SHIPMENT, SHIPMENT):
        table.put_event(STORE, name, event)

    assert table.events(STORE, name, 0.0, 10) == [SHIPMENT, later, latest]
    assert table.events(STORE, name, NOW, 2) == [SHIPMENT, later]
    assert table.events(STORE, name, NOW + 0.1, 10) == [later, latest]
    assert table.events(STORE, name, NOW + 10, 10) == []


def test_an_event_that_is_stored_with_two_times_has_both(table: WaitTable, name: str) -> None:
    for at in (NOW + 9, NOW):
        table.put_event(STORE, name, replace(SHIPMENT, happened_at=at))

    assert table.events(STORE, name, NOW + 1, 10) == [replace(SHIPMENT, happened_at=NOW + 9)]


def test_events_of_another_wait_or_store_are_not_found(table: WaitTable, name: str) -> None:
    table.put_event(STORE, name, SHIPMENT)

    assert table.events(STORE, f"{name}0", 0.0, 10) == table.events("another", name, 0.0, 10) == []


def test_a_run_that_waits_is_found_by_its_name_and_by_its_wait(table: WaitTable, name: str) -> None:
    assert table.waiter(STORE, name, SETTLE.path) is None

    table.put_waiter(STORE, name, SETTLE)

    assert table.waiter(STORE, name, SETTLE.path) == SETTLE
    assert table.waiters(STORE, name, "", 10) == [SETTLE]
    assert table.waiters(STORE, f"{name}0", "", 10) == table.events(STORE, name, 0.0, 10) == []


def test_runs_that_wait_are_read_in_pages(table: WaitTable, name: str) -> None:
    paths = sorted(["event-1/settle", "event-1/settle~1", "event-1/settle~2", "event-2/settle", "key:ö/settle"])
    for path in paths:
        table.put_waiter(STORE, name, replace(SETTLE, path=path))

    pages, after = list[list[str]](), ""
    while page := [waiter.path for waiter in table.waiters(STORE, name, after, 2)]:
        pages.append(page)
        after = page[-1]

    assert pages == [paths[:2], paths[2:4], paths[4:]]


def test_a_run_that_waits_again_is_not_removed_by_its_earlier_version(table: WaitTable, name: str) -> None:
    again = replace(SETTLE, version=5)
    table.put_waiter(STORE, name, SETTLE)
    table.put_waiter(STORE, name, again)

    table.remove(STORE, name, SETTLE)
    assert table.waiters(STORE, name, "", 10) == [again]

    for _ in range(2):
        table.remove(STORE, name, again)
    assert table.waiters(STORE, name, "", 10) == []
