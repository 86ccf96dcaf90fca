"""Waiting runs in DynamoDB: the index `open`."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize
from storehook.aws.run_items import primary
from storehook.aws.run_rows import key_of
from storehook.observability import logger
from storehook.runs.open import due_in, entry_at, held_by, open_partition, open_place, time_of
from storehook.runs.ports import Due
from storehook.runs.run import LATE

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class DynamoDueRuns:
    """Waiting runs: `runs.ports.DueRuns`. It needs `dynamodb:Query` on `open`, and `dynamodb:UpdateItem`."""

    client: "DynamoDBClient"
    table: str

    def read(self, partition: str, after: Due | str, until: str, limit: int) -> list[Due]:
        begin: dict[str, Any] = {}
        if isinstance(after, Due):
            place = _place(partition, after)
            key = primary(after.key) | {"open": partition, "open_at": place}
            begin, after = {"ExclusiveStartKey": serialize(key)}, place
        runs: list[Due] = []
        while after <= until and len(runs) < limit:  # DynamoDB refuses another range
            answer = self.client.query(
                TableName=self.table,
                IndexName="open",
                Limit=limit - len(runs),
                KeyConditionExpression="#open = :partition AND open_at BETWEEN :after AND :until",
                ExpressionAttributeNames={"#open": "open"},
                ExpressionAttributeValues=serialize({":partition": partition, ":after": after, ":until": until}),
                **begin,
            )
            runs += [due for item in answer["Items"] if (due := _readable(deserialize(item, float)))]
            if "LastEvaluatedKey" not in answer:
                break
            begin = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
        return runs

    def move_check(self, due: Due, until: float) -> None:
        # The version stays, so that a worker with the lease is not disturbed.
        partition, place = entry_at(due_in(due.lane), due.key, until)
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.update_item(
                TableName=self.table,
                Key=serialize(primary(due.key)),
                UpdateExpression="SET due_at = :until, open_at = :place",
                ConditionExpression="#open = :partition AND open_at = :read",
                ExpressionAttributeNames={"#open": "open"},
                ExpressionAttributeValues=serialize(
                    {
                        ":partition": partition,
                        ":read": _place(partition, due),
                        ":place": place,
                        ":until": until,
                    }
                ),
            )

    def release(self, holder: str, due: Due, now: float) -> None:
        partition, place = entry_at(due_in(due.lane), due.key, now + LATE)
        partitions = {":held": open_partition(held_by(holder), due.key), ":open": partition}
        times = {":now": now, ":due": now + LATE, ":place": place}
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.update_item(
                TableName=self.table,
                Key=serialize(primary(due.key)),
                UpdateExpression=_RELEASE,
                ConditionExpression="#open = :held",
                ExpressionAttributeNames={"#open": "open", "#state": "state"},
                ExpressionAttributeValues=serialize(partitions | times | {":waiting": "waiting", ":one": 1}),
            )


_RELEASE = """
    SET #state = :waiting, version = version + :one, next_attempt_at = :now, due_at = :due, updated_at = :now,
    #open = :open, open_at = :place
    REMOVE held_by
"""
"""Same change as `runs.run.release`."""


def _readable(row: dict[str, Any]) -> Due | None:
    """Return a row as a run. None if it is not as storehook writes it, so that it does not hide the runs behind it."""
    try:
        return Due(key_of(row), time_of(row["open_at"]), row.get("next_attempt_at", 0.0), row["lane"])
    except (KeyError, ValueError):
        logger().error("unreadable", extra={"rows": [f"{row['pk']}/{row['sk']}"]})
        return None


def _place(partition: str, due: Due) -> str:
    return open_place(partition, due.due_at, due.key.store_hash)
