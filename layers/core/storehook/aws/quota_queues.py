"""The lines of all stores, in DynamoDB: in the table of rate windows, each beside its store's window."""

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any, cast

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.bigcommerce.quota_queue import AdmittedRun, CallStatistics, QuotaQueue, take
from storehook.saves import SAVED, Conflict, Saved

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef

RETENTION = 7 * 24 * 3600
"""Seconds that a queue is kept after it was last stood in."""

BUSY = ("SET next_at = next_at + :seconds", "next_at >= :earliest")

IDLE = ("SET next_at = :earliest + :seconds", "attribute_not_exists(next_at) OR next_at < :earliest")


def quota_queue_key(store_hash: str) -> "dict[str, AttributeValueTypeDef]":
    """The key of a store's line in the table of rate windows."""
    return {"store_hash": {"S": f"{store_hash}#quota-queue"}}


@dataclass(frozen=True, slots=True)
class DynamoQuotaQueues:
    """The table of queues: `bigcommerce.admission.QuotaQueues`.

    Args:
        client: DynamoDB.
        table: the table's name; its key is `store_hash`.
    """

    client: "DynamoDBClient"
    table: str

    def take(self, store_hash: str, earliest: float, seconds: float) -> tuple[float, QuotaQueue]:
        """As `bigcommerce.admission.QuotaQueues.take`.

        The table itself adds the numbers: none of those who take at once has to try again.
        """
        values = serialize({":earliest": earliest, ":seconds": seconds, ":expires_at": int(earliest) + RETENTION})
        while True:
            for change, condition in (BUSY, IDLE):
                try:
                    before = self.client.update_item(
                        TableName=self.table,
                        Key=quota_queue_key(store_hash),
                        UpdateExpression=f"{change}, expires_at = :expires_at",
                        ConditionExpression=condition,
                        ExpressionAttributeValues=values,
                        ReturnValues="ALL_OLD",
                    )
                except self.client.exceptions.ConditionalCheckFailedException:
                    continue
                return take(quota_queue_of(store_hash, before.get("Attributes", {})), earliest, seconds)

    def save(self, queue: QuotaQueue) -> Saved | Conflict[QuotaQueue]:
        """As `bigcommerce.admission.QuotaQueues.save`."""
        row = _row(queue)
        try:
            self.client.update_item(
                TableName=self.table,
                Key=quota_queue_key(queue.store_hash),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in row),
                ConditionExpression="attribute_not_exists(version) OR version = :before",
                ExpressionAttributeNames={f"#{name}": name for name in row},
                ExpressionAttributeValues=serialize(
                    {f":{name}": value for name, value in row.items()} | {":before": queue.version - 1}
                ),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            stored = quota_queue_of(queue.store_hash, cast("dict[str, Any]", refused.response)["Item"])
            # An SDK retry of a write whose answer was lost meets its own row.
            return SAVED if stored.is_same_write(queue) else Conflict(stored)
        return SAVED


def quota_queue_of(store_hash: str, row: dict[str, Any]) -> QuotaQueue:
    """A row as a queue. One of which only positions were taken has nothing else."""
    found = deserialize(row, whole_or_float)
    return QuotaQueue(
        store_hash=store_hash,
        version=found.get("version", 0),
        owner=found.get("owner", ""),
        next_at=found.get("next_at", 0.0),
        written_at=found.get("written_at", 0.0),
        lag=found.get("lag", 0.0),
        held_until=found.get("held_until", 0.0),
        closed_until=found.get("closed_until", 0.0),
        inside={token: AdmittedRun(*place) for token, place in found.get("inside", {}).items()},
        calls={action: CallStatistics(*calls) for action, calls in found.get("calls", {}).items()},
    )


def _row(queue: QuotaQueue) -> dict[str, Any]:
    """What a version says. The time of the next position is not in it: `take` alone moves that."""
    return {
        "version": queue.version,
        "owner": queue.owner,
        "lag": queue.lag,
        "held_until": queue.held_until,
        "closed_until": queue.closed_until,
        "inside": {token: astuple(place) for token, place in queue.inside.items()},
        "calls": {action: astuple(calls) for action, calls in queue.calls.items()},
        "written_at": queue.written_at,
        "expires_at": int(queue.written_at) + RETENTION,
    }
