"""Small marks beside the runs, in the table Runs: the last event of a window, and the traces of our own writes.

They are forgotten by themselves. Having no store hash or attention of their own, they are in no index of the table.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.loops import Trace

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

KEPT = 6 * 3600.0
"""Seconds for which a mark is kept after it has served."""


@dataclass(frozen=True, slots=True)
class DynamoLastEvents:
    """Where events contend for being the last of their window: `ports.LastEvents`."""

    client: "DynamoDBClient"
    table: str

    def is_last(self, window: str, rank: str, ends_at: float) -> bool:
        """As `ports.LastEvents.is_last`."""
        try:
            self.client.put_item(
                TableName=self.table,
                Item={
                    "pk": {"S": f"window#{window}"},
                    "sk": {"S": "last"},
                    "rank": {"S": rank},
                    "expires_at": {"N": str(int(ends_at + KEPT))},
                },
                ConditionExpression="attribute_not_exists(pk) OR #rank <= :rank",
                ExpressionAttributeNames={"#rank": "rank"},
                ExpressionAttributeValues={":rank": {"S": rank}},
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True


@dataclass(frozen=True, slots=True)
class DynamoTraces:
    """What is remembered of our own writes: `ports.Traces`."""

    client: "DynamoDBClient"
    table: str

    def get(self, store_hash: str, resource: str) -> Trace | None:
        """As `ports.Traces.get`."""
        answer = self.client.get_item(TableName=self.table, Key=_key(store_hash, resource), ConsistentRead=True)
        if (row := answer.get("Item")) is None:
            return None
        numbers = {name: row[name].get("N", "0") for name in ("at", "chain", "since")}
        run_key = row["run_key"].get("S", "")
        return Trace(float(numbers["at"]), int(numbers["chain"]), run_key, float(numbers["since"]))

    def put(self, store_hash: str, resource: str, trace: Trace) -> None:
        """As `ports.Traces.put`."""
        row = {
            "at": {"N": repr(trace.at)},
            "chain": {"N": str(trace.chain)},
            "run_key": {"S": trace.run_key},
            "since": {"N": repr(trace.since)},
            "expires_at": {"N": str(int(trace.at + KEPT))},
        }
        self.client.put_item(TableName=self.table, Item={**_key(store_hash, resource), **row})


def _key(store_hash: str, resource: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": f"trace#{store_hash}#{resource}"}, "sk": {"S": "write"}}
