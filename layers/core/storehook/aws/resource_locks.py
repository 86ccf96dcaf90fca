"""Resource locks in DynamoDB, in the table of runs."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.runs.resource_locks import LockWaiter, ResourceLock

if TYPE_CHECKING:
    from storehook.aws.client_types import DynamoDBOperations

RETENTION = 366 * 24 * 3600
"""Seconds after its last change for which an unreleased lock is kept."""


@dataclass(frozen=True, slots=True)
class DynamoLockTable:
    """Lock table in DynamoDB: `runs.resource_locks.LockTable`.

    It needs `dynamodb:UpdateItem` and `dynamodb:DeleteItem`.
    """

    client: "DynamoDBOperations"
    table: str

    def acquire(self, lock: ResourceLock, waiter: LockWaiter, *, after: str | None = None) -> str | None:
        condition = "attribute_not_exists(holder) OR holder IN (:me, :after)"
        values = {
            ":me": waiter.name,
            ":after": after or waiter.name,
            ":waiters": {waiter.text},
            ":until": int(waiter.now) + RETENTION,
        }
        try:
            self._update(lock, "SET holder = :me, expires_at = :until DELETE waiters :waiters", condition, values)
        except self.client.exceptions.ConditionalCheckFailedException:
            return self._wait(lock, waiter)
        return waiter.name

    def release(self, lock: ResourceLock, name: str) -> LockWaiter | None:
        try:
            row = self._update(lock, "REMOVE holder", "holder = :me", {":me": name})
        except self.client.exceptions.ConditionalCheckFailedException:
            return None
        if waiters := row.get("waiters"):
            return LockWaiter.of(min(waiters))
        self._delete_unused(lock)
        return None

    def _wait(self, lock: ResourceLock, waiter: LockWaiter) -> str | None:
        values = {":waiters": {waiter.text}, ":until": int(waiter.now) + RETENTION}
        row = self._update(lock, "SET expires_at = :until ADD waiters :waiters", "attribute_exists(pk)", values)
        return row.get("holder")

    def _delete_unused(self, lock: ResourceLock) -> None:
        # The condition does not hold if another run has asked for the lock meanwhile.
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.delete_item(
                TableName=self.table,
                Key=_key(lock),
                ConditionExpression="attribute_not_exists(holder) AND attribute_not_exists(waiters)",
            )

    def _update(self, lock: ResourceLock, update: str, condition: str, values: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.update_item(
            TableName=self.table,
            Key=_key(lock),
            UpdateExpression=update,
            ConditionExpression=condition,
            ExpressionAttributeValues=serialize(values),
            ReturnValues="ALL_NEW",
        )
        return deserialize(cast("dict[str, Any]", answer).get("Attributes", {}), whole_or_float)


def _key(lock: ResourceLock) -> dict[str, Any]:
    return serialize({"pk": f"lock#{lock.store_hash}#{lock.resource}", "sk": lock.action})
