"""Partitions are read in some threads, and their rows in others: in the same, all would wait for one another."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.support.runs import NOW, run

from storehook.aws.items import serialize
from storehook.aws.runs import item
from storehook.history.rows import Filter
from storehook.settings import ConsoleSettings
from storehook.wiring.console import Clients, run_history

STORED = [serialize(item(run(number, state="failed", created_at=NOW - number), 60.0)) for number in range(64)]


class Table:
    """DynamoDB with the index `open`, and the table; one of the entries is of a run that is gone."""

    def query(self, **call: Any) -> Any:
        partition = call["ExpressionAttributeValues"][":partition"]
        found = [row for row in STORED if row["open"] == partition]
        found.sort(key=lambda row: float(row["open_at"]["N"]), reverse=True)
        return {
            "Items": [{name: row[name] for name in ("pk", "sk", "open", "open_at")} for row in found],
            "ScannedCount": len(found),
        }

    def batch_get_item(self, RequestItems: Any) -> Any:  # noqa: N803 -- boto3's name
        (asked,) = RequestItems.values()
        names = set(asked["ExpressionAttributeNames"].values())
        there = [row for row in STORED[1:] if {"pk": row["pk"], "sk": row["sk"]} in asked["Keys"]]
        return {"Responses": {"runs": [{name: row[name] for name in row.keys() & names} for row in there]}}


@pytest.mark.timeout(20)
def test_sixteen_partitions_are_read_by_one_thread_and_their_rows_by_another() -> None:
    clients = Clients(Table(), None, None, None, ThreadPoolExecutor(1), ThreadPoolExecutor(1))  # type: ignore[arg-type]
    settings = ConsoleSettings({}, {}, "", "", "runs", "", "", "", 60.0)

    found = run_history(clients, settings).page(Filter(state="failed"), limit=100)

    assert [row.key.event_id for row in found.rows] == [f"event-{number}" for number in range(1, 64)]
