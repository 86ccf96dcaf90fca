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


def quota_queue_key(store_hash: str, lane: str) -> "dict[str, AttributeValueTypeDef]":
    """Return the key of a store's quota queue in the table of rate windows."""
    return {"store_hash": {"S": f"{store_hash}#quota-queue#{lane}"}}


@dataclass(frozen=True, slots=True)
class DynamoQuotaQueues:
    """Table of one lane's quota queues, with the key `store_hash`: `bigcommerce.admission.QuotaQueues`."""

    client: "DynamoDBOperations"
    table: str
    lane: str

    def take(self, store_hash: str, earliest: float, seconds: float) -> tuple[float, QuotaQueue]:
        # DynamoDB itself adds the numbers, so concurrent callers need no retries.
        values = serialize({":earliest": earliest, ":seconds": seconds, ":expires_at": int(earliest) + RETENTION})
        while True:
            for change, condition in (BUSY, IDLE):
                try:
                    before = self.client.update_item(
                        TableName=self.table,
                        Key=quota_queue_key(store_hash, self.lane),
                        UpdateExpression=f"{change}, expires_at = :expires_at",
                        ConditionExpression=condition,
                        ExpressionAttributeValues=values,
                        ReturnValues="ALL_OLD",
                    )
                except self.client.exceptions.ConditionalCheckFailedException:
                    continue
                return take(quota_queue_of(store_hash, before.get("Attributes", {})), earliest, seconds)

    def save(self, queue: QuotaQueue) -> Saved | Conflict[QuotaQueue]:
        row = _row(queue)
        try:
            self.client.update_item(
                TableName=self.table,
                Key=quota_queue_key(queue.store_hash, self.lane),
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
    stored = {name: row[name] for name in QuotaQueue.__slots__ if name in row}
    fields: dict[str, Any] = deserialize(stored, whole_or_float) | {"store_hash": store_hash}
    fields["inside"] = {token: AdmittedRun(*run) for token, run in fields.get("inside", {}).items()}
    fields["calls"] = {action: CallStatistics(*calls) for action, calls in fields.get("calls", {}).items()}
    return QuotaQueue(**fields)


def _row(queue: QuotaQueue) -> dict[str, Any]:
    """Return the attributes of a version. `next_at` is not among them: only `take` changes it."""
    row = {name: getattr(queue, name) for name in QuotaQueue.__slots__ if name not in ("store_hash", "next_at")}
    return row | {
        "inside": {token: astuple(run) for token, run in queue.inside.items()},
        "calls": {action: astuple(calls) for action, calls in queue.calls.items()},
        "expires_at": int(queue.written_at) + RETENTION,
    }
