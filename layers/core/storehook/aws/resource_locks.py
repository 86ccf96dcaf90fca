"""Resource locks in DynamoDB, in the table of runs: a row per lock, and a row per run that waits for it."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.runs.resource_locks import MOST_READ, LockHolder, LockState, LockWaiter, ResourceLock

if TYPE_CHECKING:
    from storehook.aws.client_types import DynamoDBOperations

RETENTION = 366 * 24 * 3600
"""Seconds after its last change for which a lock that was not freed is kept, and a run that waits."""


@dataclass(frozen=True, slots=True)
class DynamoLockTable:
    """Lock table in DynamoDB: `runs.resource_locks.LockTable`.

    It needs `dynamodb:PutItem`, `dynamodb:UpdateItem`, `dynamodb:DeleteItem` and `dynamodb:Query`.
    """

    client: "DynamoDBOperations"
    table: str

    def acquire(
        self, lock: ResourceLock, holder: LockHolder, now: float, *, after: LockHolder | None = None
    ) -> LockHolder:
        ended = after or holder
        values = {":ended": ended.name, ":last": ended.version}
        try:
            self._hold(lock, holder, now, f"attribute_not_exists(holder) OR holder = :name OR {_ENDED}", values)
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            response: Any = refused.response
            return _holder_of(deserialize(response["Item"], whole_or_float))
        return holder

    def wait(self, lock: ResourceLock, waiter: LockWaiter, now: float) -> None:
        row = _waiter_key(lock, waiter) | {"version": waiter.version, "expires_at": int(now) + RETENTION}
        self.client.put_item(TableName=self.table, Item=serialize(row))

    def read(self, lock: ResourceLock) -> LockState:
        # The row of the lock comes first, then the rows of the runs that wait. No other row begins like these.
        begin, end = lock.action, f"{lock.action}#~"
        answer = self.client.query(
            TableName=self.table,
            KeyConditionExpression="pk = :lock AND sk BETWEEN :begin AND :end",
            ExpressionAttributeValues=serialize({":lock": _key(lock)["pk"], ":begin": begin, ":end": end}),
            ConsistentRead=True,
            Limit=MOST_READ + 1,
        )
        rows = [deserialize(item, whole_or_float) for item in answer["Items"]]
        holders = [_holder_of(row) for row in rows if row["sk"] == lock.action]
        waiters = [_waiter_of(row) for row in rows if row["sk"] != lock.action]
        return LockState(holders[0] if holders else None, tuple(waiters[:MOST_READ]))

    def remove(self, lock: ResourceLock, waiter: LockWaiter) -> None:
        self._delete(_waiter_key(lock, waiter), "version = :version", {":version": waiter.version})

    def pass_on(self, lock: ResourceLock, holder: LockHolder, waiter: LockWaiter, now: float) -> bool:
        values = {":ended": holder.name, ":last": holder.version}
        try:
            self._hold(lock, LockHolder(waiter.name, waiter.version, started=False), now, _ENDED, values)
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def free(self, lock: ResourceLock, holder: LockHolder) -> None:
        self._delete(_key(lock), _ENDED, {":ended": holder.name, ":last": holder.version})

    def _hold(self, lock: ResourceLock, holder: LockHolder, now: float, condition: str, values: dict[str, Any]) -> None:
        held = {":name": holder.name, ":version": holder.version, ":started": holder.started}
        self.client.update_item(
            TableName=self.table,
            Key=serialize(_key(lock)),
            UpdateExpression="SET holder = :name, version = :version, started = :started, expires_at = :until",
            ConditionExpression=condition,
            ExpressionAttributeValues=serialize(held | values | {":until": int(now) + RETENTION}),
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )

    def _delete(self, key: dict[str, Any], condition: str, values: dict[str, Any]) -> None:
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.delete_item(
                TableName=self.table,
                Key=serialize(key),
                ConditionExpression=condition,
                ExpressionAttributeValues=serialize(values),
            )


_ENDED = "(holder = :ended AND version <= :last)"
"""Condition that a run holds the lock, and has not got it again since it ended."""


def _key(lock: ResourceLock) -> dict[str, Any]:
    return {"pk": f"lock#{lock.store_hash}#{lock.resource}", "sk": lock.action}


def _waiter_key(lock: ResourceLock, waiter: LockWaiter) -> dict[str, Any]:
    return _key(lock) | {"sk": f"{lock.action}#{waiter.text}"}


def _holder_of(row: dict[str, Any]) -> LockHolder:
    return LockHolder(row["holder"], row["version"], row["started"])


def _waiter_of(row: dict[str, Any]) -> LockWaiter:
    _, _, text = row["sk"].partition("#")
    return LockWaiter.of(text, row["version"])
