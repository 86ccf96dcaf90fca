"""Runs as the console reads them: partitions in some threads and rows in others, as in the same all would wait."""

from concurrent.futures import ThreadPoolExecutor
from threading import current_thread
from typing import Any

from tests.support.runs import NOW, run

from storehook.aws.items import serialize
from storehook.aws.runs import item
from storehook.history.rows import Filter
from storehook.runs.open import PARTS, open_place
from storehook.settings import ConsoleSettings
from storehook.wiring.operator import Clients, run_history

STORED = [serialize(item(run(number, state="failed", created_at=NOW - number), 60.0)) for number in range(64)]


class Table:
    """DynamoDB with the index `open`, and the table. The first run is gone from it, and the second has failed again."""

    def __init__(self) -> None:
        self.partitions, self.rows = set[str](), set[str]()

    def query(self, **call: Any) -> Any:
        self.partitions.add(current_thread().name)
        partition = call["ExpressionAttributeValues"][":partition"]
        found = [row for row in STORED if row["open"] == partition]
        found.sort(key=lambda row: row["open_at"]["S"], reverse=True)
        return {
            "Items": [{name: row[name] for name in ("pk", "sk", "open", "open_at")} for row in found],
            "ScannedCount": len(found),
        }

    def batch_get_item(self, RequestItems: Any) -> Any:  # noqa: N803 -- boto3's name
        self.rows.add(current_thread().name)
        (asked,) = RequestItems.values()
        names = {*asked["ExpressionAttributeNames"].values(), "errors"}  # of which only the first is asked for
        again = STORED[1] | {"open_at": {"S": open_place(STORED[1]["open"]["S"], NOW + 60, "")}}
        there = [row for row in (again, *STORED[2:]) if {"pk": row["pk"], "sk": row["sk"]} in asked["Keys"]]
        return {"Responses": {"runs": [{name: row[name] for name in row.keys() & names} for row in there]}}


def found(table: Table) -> list[str]:
    """The events of the failed runs, as the console finds them."""
    # As many threads as partitions: no two wait for one another here, and so none hangs if they are the same.
    pools = ThreadPoolExecutor(2 * PARTS), ThreadPoolExecutor(2 * PARTS)
    clients = Clients(table, None, None, None, *pools)  # type: ignore[arg-type]
    settings = ConsoleSettings({}, {}, "", "", "runs", "", "", "", "", "", 60.0, "", is_local=False)
    rows = run_history(clients, settings).page(Filter(state="failed"), limit=100).rows
    return [row.key.event_id for row in rows]


def test_partitions_and_rows_are_read_in_different_threads() -> None:
    table = Table()

    found(table)

    assert table.partitions
    assert table.rows
    assert table.partitions & table.rows == set()


def test_an_entry_of_a_run_that_is_gone_is_left_out() -> None:
    assert "event-0" not in found(Table())


def test_an_entry_of_a_run_that_has_moved_in_the_index_is_left_out() -> None:
    assert "event-1" not in found(Table())


def test_failed_runs_of_all_partitions_come_newest_first() -> None:
    assert found(Table())[-62:] == [f"event-{number}" for number in range(2, 64)]
