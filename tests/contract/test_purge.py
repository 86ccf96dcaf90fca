"""All rows of a store are found and deleted in the deployed tables, and no other store's."""

import secrets
from typing import Any

import pytest
from tests.support.moto_stack import Cloud
from tests.support.runs import run

from storehook.aws import purge
from storehook.aws.items import deserialize, serialize
from storehook.aws.purge import DynamoPurge
from storehook.aws.quota_queues import DynamoQuotaQueues
from storehook.aws.runs import item
from storehook.aws.steps import DynamoStepTable
from storehook.aws.waits import DynamoWaitTable
from storehook.queues.lanes import LANES
from storehook.runs.steps import Step
from storehook.runs.waits import AwaitedEvent

RUNS, RECORDS = 60, 30
TAKEN_AT = 1_800_000_000.25


@pytest.fixture
def tables(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> DynamoPurge:
    monkeypatch.setattr(purge, "PAGE", 40)
    outputs = cloud.outputs()
    tables = outputs["Runs"], outputs["Records"], outputs["RateWindows"]
    return DynamoPurge(cloud.emulator.client("dynamodb"), *tables)


@pytest.fixture
def stores(tables: DynamoPurge) -> list[str]:
    """Two stores that have runs, records of two models, a rate window and a quota queue in each lane."""
    name = secrets.token_hex(5)
    found = [name, f"{name}x"]
    steps = DynamoStepTable(tables.client, tables.runs, 3600.0)
    waits = DynamoWaitTable(tables.client, tables.runs, 3600.0)
    for store in found:
        for number in range(RUNS):
            _put(tables, tables.runs, item(run(number, store=store), 3600.0))
            steps.put(run(number, store=store).run_key, Step(name="charge", result="1", stored_at=TAKEN_AT))
            waits.put_event(store, f"store/shipment/created orderId={number}", AwaitedEvent("1", TAKEN_AT, {}))
        for number in range(RECORDS):
            for model in ("Order", "Gone"):
                _put(tables, tables.records, {"pk": f"{store}#{model}", "sk": str(number)})
        _put(tables, tables.rate_windows, {"store_hash": store})
        for lane in LANES:
            DynamoQuotaQueues(tables.client, tables.rate_windows, lane).take(store, TAKEN_AT, 1.0)
    return found


def _put(tables: DynamoPurge, table: str, row: dict[str, Any]) -> None:
    tables.client.put_item(TableName=table, Item=serialize(row))


def rows(tables: DynamoPurge, store: str) -> dict[str, int]:
    """Count a store's rows in each table."""
    found: dict[str, int] = {}
    for name in ("runs", "records", "rate_windows"):
        pages = tables.client.get_paginator("scan").paginate(TableName=getattr(tables, name))
        every = [deserialize(row, int) for page in pages for row in page["Items"]]
        keys: list[str] = [row["pk" if "pk" in row else "store_hash"] for row in every]
        found[name] = sum(store in key.split("#")[:2] for key in keys)
    return found


def test_nothing_of_the_store_stays_and_everything_of_another(tables: DynamoPurge, stores: list[str]) -> None:
    store, other = stores

    models = {model for page in tables.models(store) for model in page}
    runs = sum(tables.delete_runs(store))
    records = sum(count for model in models for count in tables.delete_records(store, model))
    tables.delete_quota(store)

    assert (models, runs, records) == ({"Order", "Gone"}, RUNS, 2 * RECORDS)
    assert set(rows(tables, store).values()) == {0}
    assert rows(tables, other) == {"runs": 3 * RUNS, "records": 2 * RECORDS, "rate_windows": 1 + len(LANES)}


def test_a_run_is_found_and_a_record_of_a_model_that_is_named(tables: DynamoPurge) -> None:
    runs, records = (secrets.token_hex(5) for _ in range(2))
    _put(tables, tables.runs, item(run(1, store=runs), 3600.0))
    _put(tables, tables.records, {"pk": f"{records}#Order", "sk": "1"})

    assert (tables.has_rows(runs, []), tables.has_rows(records, ["Gone", "Order"])) == (True, True)
    assert not tables.has_rows(records, ["Gone"])


def test_it_can_be_repeated(tables: DynamoPurge) -> None:
    tables.delete_quota("never-there")

    assert (sum(tables.delete_runs("never-there")), sum(tables.delete_records("never-there", "Order"))) == (0, 0)
