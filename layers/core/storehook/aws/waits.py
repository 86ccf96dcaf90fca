"""Waits in DynamoDB, in the table of runs: a row per event and a row per run that waits, in 16 partitions per store."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.aws.store_partitions import StorePartitions, prefix
from storehook.queues.message import SCHEMA
from storehook.runs.steps import SPARE
from storehook.runs.waits import AwaitedEvent, Waiter

if TYPE_CHECKING:
    from storehook.aws.client_types import DynamoDBOperations

PARTITIONS = StorePartitions("waits")


@dataclass(frozen=True, slots=True)
class DynamoWaitTable:
    """Table of waits: `runs.waits.WaitTable`.

    It needs `dynamodb:PutItem`, `dynamodb:GetItem`, `dynamodb:Query` and `dynamodb:DeleteItem`.

    Args:
        retention: seconds for which a run is kept after it has ended. Events and waits are kept for 60 days longer.
    """

    client: "DynamoDBOperations"
    table: str
    retention: float

    def put_event(self, store_hash: str, name: str, event: AwaitedEvent) -> None:
        key = _key(store_hash, name, f"e#{_time(event.happened_at)}#{event.id}")
        row = {"id": event.id, "happened_at": event.happened_at, "data": json.dumps(event.data)}
        self._put(key | row, event.happened_at)

    def events(self, store_hash: str, name: str, since: float, limit: int) -> Sequence[AwaitedEvent]:
        rows = self._between(store_hash, name, f"e#{_time(since)}", "e#~", limit)
        return [AwaitedEvent(row["id"], row["happened_at"], json.loads(row["data"])) for row in rows]

    def put_waiter(self, store_hash: str, name: str, waiter: Waiter) -> None:
        row = {"path": waiter.path, "version": waiter.version, "since": waiter.since, "until": waiter.until}
        self._put(_key(store_hash, name, f"w#{waiter.path}") | row, waiter.until)

    def waiter(self, store_hash: str, name: str, path: str) -> Waiter | None:
        key = serialize(_key(store_hash, name, f"w#{path}"))
        answer = self.client.get_item(TableName=self.table, Key=key, ConsistentRead=True)
        return _waiter_of(deserialize(answer["Item"], whole_or_float)) if "Item" in answer else None

    def waiters(self, store_hash: str, name: str, after: str, limit: int) -> Sequence[Waiter]:
        # The end of one run's path may begin another's, so "after" is the next text that can be.
        begin = f"w#{after}\x00" if after else "w#"
        return [_waiter_of(row) for row in self._between(store_hash, name, begin, "w#\U0010ffff", limit)]

    def remove(self, store_hash: str, name: str, waiter: Waiter) -> None:
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.delete_item(
                TableName=self.table,
                Key=serialize(_key(store_hash, name, f"w#{waiter.path}")),
                ConditionExpression="version = :version",
                ExpressionAttributeValues=serialize({":version": waiter.version}),
            )

    def _put(self, row: dict[str, Any], needed_until: float) -> None:
        row |= {"schema": SCHEMA, "expires_at": int(needed_until + self.retention + SPARE)}
        self.client.put_item(TableName=self.table, Item=serialize(row))

    def _between(self, store_hash: str, name: str, begin: str, end: str, limit: int) -> list[dict[str, Any]]:
        first, last = _key(store_hash, name, begin), _key(store_hash, name, end)
        answer = self.client.query(
            TableName=self.table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :begin AND :end",
            ExpressionAttributeValues=serialize({":pk": first["pk"], ":begin": first["sk"], ":end": last["sk"]}),
            ConsistentRead=True,
            Limit=limit,
        )
        return [deserialize(item, whole_or_float) for item in answer["Items"]]


def _key(store_hash: str, name: str, place: str) -> dict[str, str]:
    return {"pk": PARTITIONS.of(store_hash, name), "sk": f"{prefix(name)}{place}"}


def _time(at: float) -> str:
    return f"{max(0.0, at):017.6f}"


def _waiter_of(row: dict[str, Any]) -> Waiter:
    return Waiter(row["path"], row["version"], row["since"], row["until"])
