"""Quota queues of all stores, in DynamoDB: in the table of rate windows, beside each store's window."""

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any, cast

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.bigcommerce.quota_queue import AdmittedRun, CallStatistics, QuotaQueue, take
from storehook.saves import SAVED, Conflict, Saved

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from storehook.aws.client_types import DynamoDBOperations

RETENTION = 7 * 24 * 3600
"""Seconds for which a queue is kept after its last use."""

BUSY = ("SET next_at = next_at + :seconds", "next_at >= :earliest")

IDLE = ("SET next_at = :earliest + :seconds", "attribute_not_exists(next_at) OR next_at < :earliest")


def quota_queue_key(store_hash: str) -> "dict[str, AttributeValueTypeDef]":
    """Return the key of a store's quota queue in the table of rate windows."""
    return {"store_hash": {"S": f"{store_hash}#quota-queue"}}


@dataclass(frozen=True, slots=True)
class DynamoQuotaQueues:
    """Table of quota queues: `bigcommerce.admission.QuotaQueues`.

    Args:
        table: name of a table with the key `store_hash`.
    """

    client: "DynamoDBOperations"
    table: str

    def take(self, store_hash: str, earliest: float, seconds: float) -> tuple[float, QuotaQueue]:
        """As `bigcommerce.admission.QuotaQueues.take`.

        DynamoDB itself adds the numbers, so concurrent callers need no retries.
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
            # If the answer of a write was lost, the SDK's retry finds its own row.
            return SAVED if stored.is_same_write(queue) else Conflict(stored)
        return SAVED


def quota_queue_of(store_hash: str, row: dict[str, Any]) -> QuotaQueue:
    """Return an item as a queue. If only positions were taken from a queue, its item has no other attributes."""
    fields = deserialize(row, whole_or_float)
    return QuotaQueue(
        store_hash=store_hash,
        version=fields.get("version", 0),
        owner=fields.get("owner", ""),
        next_at=fields.get("next_at", 0.0),
        written_at=fields.get("written_at", 0.0),
        lag=fields.get("lag", 0.0),
        held_until=fields.get("held_until", 0.0),
        closed_until=fields.get("closed_until", 0.0),
        inside={token: AdmittedRun(*run) for token, run in fields.get("inside", {}).items()},
        calls={action: CallStatistics(*calls) for action, calls in fields.get("calls", {}).items()},
    )


def _row(queue: QuotaQueue) -> dict[str, Any]:
    """Return the attributes of a version. `next_at` is not among them: only `take` changes it."""
    return {
        "version": queue.version,
        "owner": queue.owner,
        "lag": queue.lag,
        "held_until": queue.held_until,
        "closed_until": queue.closed_until,
        "inside": {token: astuple(run) for token, run in queue.inside.items()},
        "calls": {action: astuple(calls) for action, calls in queue.calls.items()},
        "written_at": queue.written_at,
        "expires_at": int(queue.written_at) + RETENTION,
    }
