"""Contract of every table of steps."""

import secrets
from dataclasses import replace
from typing import Any

import pytest
from tests.support.moto_stack import Cloud  # noqa: TC002

from storehook.aws.steps import DynamoStepTable
from storehook.runs.steps import SPARE, Step, StepTable
from storehook.testing.memory import MemoryStepTable

NOW = 1_786_447_831.25
RETENTION = 86_400.0
CHARGE = Step(name="charge", result='{"id":"ch_1","cents":1990}', stored_at=NOW)
SLEEP = Step(name="before the reminder", until=NOW + 3600.5, stored_at=NOW)


@pytest.fixture(params=["memory", "stack", "moto"])
def table(request: pytest.FixtureRequest) -> StepTable:
    if request.param == "memory":
        return MemoryStepTable()
    stack: Cloud = request.getfixturevalue(request.param)
    return DynamoStepTable(stack.emulator.client("dynamodb"), stack.outputs()["Runs"], RETENTION)


@pytest.fixture
def run() -> str:
    """Return the key of a run that no other test uses."""
    return f"contractstore/{secrets.token_hex(20)}/settle"


def test_a_run_has_the_steps_that_were_stored(table: StepTable, run: str) -> None:
    assert table.of_run(run) == {}

    assert [table.put(run, step) for step in (CHARGE, SLEEP)] == [CHARGE, SLEEP]
    assert table.of_run(run) == {"charge": CHARGE, "before the reminder": SLEEP}


def test_the_first_result_stays_and_whoever_comes_second_gets_it(table: StepTable, run: str) -> None:
    table.put(run, CHARGE)

    assert table.put(run, replace(CHARGE, result='"another"', stored_at=NOW + 60)) == CHARGE
    assert table.of_run(run) == {"charge": CHARGE}


def test_a_started_step_gets_its_first_result(table: StepTable, run: str) -> None:
    start = Step(name="charge", owner="worker-1", stored_at=NOW)
    assert table.put(run, start) == start
    assert table.put(run, replace(start, owner="worker-2")) == start

    assert table.finish(run, CHARGE) == CHARGE
    assert table.finish(run, replace(CHARGE, result='"another"')) == CHARGE
    assert table.of_run(run) == {"charge": CHARGE}


def test_a_result_is_stored_without_a_start(table: StepTable, run: str) -> None:
    assert table.finish(run, CHARGE) == CHARGE
    assert table.of_run(run) == {"charge": CHARGE}


def test_a_forgotten_step_can_be_started_again(table: StepTable, run: str) -> None:
    start = Step(name="charge", owner="worker-1", stored_at=NOW)
    table.put(run, start)

    assert table.forget(run, start)
    assert (table.of_run(run), table.forget(run, start)) == ({}, False)
    again = replace(start, owner="worker-2")
    assert table.put(run, again) == again
    assert table.of_run(run) == {"charge": again}


@pytest.mark.parametrize("stored", [CHARGE, SLEEP], ids=["result", "sleep"])
def test_a_stored_result_or_end_is_forgotten_and_another_is_stored(table: StepTable, run: str, stored: Step) -> None:
    table.put(run, stored)

    assert table.forget(run, stored)
    assert (table.of_run(run), table.forget(run, stored)) == ({}, False)
    again = replace(CHARGE, name=stored.name, result='"again"')
    assert table.finish(run, again) == again
    assert table.of_run(run) == {stored.name: again}


def test_a_step_that_has_changed_is_not_forgotten(table: StepTable, run: str) -> None:
    start = Step(name="charge", owner="worker-1", stored_at=NOW)
    table.put(run, start)
    assert not table.forget(run, replace(start, owner="worker-2"))

    table.finish(run, CHARGE)

    assert not table.forget(run, start)
    assert table.of_run(run) == {"charge": CHARGE}
    assert table.forget(run, CHARGE)


@pytest.mark.parametrize(
    "other",
    ["store/{}/settle_all", "store/{}/settle~1", "store/{}0/settle", "store2/{}/settle", "store/{}/settle/charge"],
)
def test_runs_with_similar_keys_have_their_own_steps(table: StepTable, other: str) -> None:
    event = secrets.token_hex(8)
    table.put(f"store/{event}/settle", CHARGE)

    assert table.of_run(other.format(event)) == {}


@pytest.mark.parametrize("name", ["réserver", "line 1/2", "a~b#c", "x" * 200])
def test_a_name_may_have_any_characters(table: StepTable, run: str, name: str) -> None:
    step = replace(CHARGE, name=name)
    table.put(run, step)

    assert table.of_run(run) == {name: step}


def test_a_run_may_have_more_steps_than_a_page_of_the_table(table: StepTable, run: str) -> None:
    steps = {name: replace(CHARGE, name=name, result=f'"{"x" * 60_000}"') for name in map(str, range(20))}
    for step in steps.values():
        table.put(run, step)

    assert table.of_run(run) == steps


def test_a_step_is_kept_for_longer_than_its_run_and_for_longer_still_over_a_long_sleep(
    request: pytest.FixtureRequest, run: str
) -> None:
    moto: Cloud = request.getfixturevalue("moto")
    client: Any = moto.emulator.client("dynamodb")
    name = moto.outputs()["Runs"]
    table = DynamoStepTable(client, name, RETENTION)
    table.put(run, CHARGE)
    pages = client.get_paginator("scan").paginate(TableName=name)
    (row,) = [item for page in pages for item in page["Items"] if run in item["sk"]["S"]]
    key = {"pk": row["pk"], "sk": row["sk"]}

    def expires_at() -> float:
        return float(client.get_item(TableName=name, Key=key)["Item"]["expires_at"]["N"])

    assert expires_at() == int(NOW + RETENTION + SPARE)
    table.keep(run, table.of_run(run), NOW + SPARE / 2)
    assert expires_at() == int(NOW + RETENTION + SPARE)
    table.keep(run, table.of_run(run), NOW + 200 * 86_400)
    assert expires_at() == int(NOW + 200 * 86_400 + RETENTION + SPARE)
