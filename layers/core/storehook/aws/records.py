"""Table of records in DynamoDB."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from storehook.aws.items import deserialize, serialize
from storehook.records.rows import RecordKey, RecordPage, RecordRow, item, partition, row_of
from storehook.records.table import Expiry
from storehook.records.values import MAX_DIGITS

if TYPE_CHECKING:
    from storehook.aws.client_types import DynamoDBOperations

TIMES = ("created_at", "updated_at")
"""Attributes in unix seconds: floats in Python, decimals in DynamoDB. A field of a record is never a float."""


@dataclass(frozen=True, slots=True)
class DynamoRecordStore:
    """Table of records: `records.store.RecordStore`.

    Args:
        expiry: expiry of rows. By default, they never expire.
    """

    client: "DynamoDBOperations"
    table: str
    expiry: Expiry = field(default_factory=Expiry)

    def get(self, key: RecordKey) -> RecordRow | None:
        answer = self.client.get_item(TableName=self.table, Key=_primary(key), ConsistentRead=True)
        return self._live(answer.get("Item"))

    def put(self, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        try:
            self.client.put_item(
                TableName=self.table,
                Item=serialize(item(row, self.expiry.of(row))),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **(_is(replaces) if replaces else _is_free(self.expiry.clock())),
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            # If the answer of a write was lost, the SDK's retry finds its own row.
            stored = refused.response.get("Item")
            return row.is_same_write(row_of(_values(stored)) if stored else None)
        return True

    def delete(self, row: RecordRow) -> bool:
        try:
            self.client.delete_item(
                TableName=self.table,
                Key=_primary(row.key),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **_is(row),
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            return self._live(refused.response.get("Item")) is None
        return True

    def page(self, store_hash: str, model: str, *, after: str | None, limit: int) -> RecordPage:
        pk = partition(store_hash, model)
        start = {"ExclusiveStartKey": {"pk": {"S": pk}, "sk": {"S": after}}} if after is not None else {}
        answer = self.client.query(
            TableName=self.table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
            Limit=limit,
            **cast("Any", start),
        )
        last = answer.get("LastEvaluatedKey")
        rows = [row for stored in answer["Items"] if (row := self._live(stored))]
        return RecordPage(rows, cast("Any", last)["sk"]["S"] if last else None)

    def _live(self, stored: Mapping[str, Any] | None) -> RecordRow | None:
        """Return an item as a row, or None if there is no item or it has expired."""
        values = _values(stored) if stored else None
        return row_of(values) if values and not self.expiry.is_over(values) else None


def _is_free(now: float) -> dict[str, Any]:
    """Return the condition that the row does not exist or has expired."""
    return {
        "ConditionExpression": "attribute_not_exists(pk) OR expires_at <= :now",
        "ExpressionAttributeValues": {":now": {"N": str(int(now))}},
    }


def _is(row: RecordRow) -> dict[str, Any]:
    """Return the condition that this row is still stored, and not a later row with the same version."""
    return {
        "ConditionExpression": "version = :version AND write_id = :write_id",
        "ExpressionAttributeValues": {":version": {"N": str(row.version)}, ":write_id": {"S": row.write_id}},
    }


def _primary(key: RecordKey) -> dict[str, Any]:
    return {"pk": {"S": partition(key.store_hash, key.model)}, "sk": {"S": key.bigcommerce_id}}


def _values(stored: Mapping[str, Any]) -> dict[str, Any]:
    values = deserialize(stored, _number)
    values |= {name: float(values[name]) for name in TIMES}
    for pending_change in values["pending"].values():
        pending_change["at"] = float(pending_change["at"])
    return values


def _number(number: Decimal) -> int | Decimal:
    """Return a number as an int if it is whole, unless it has too many digits to have been an int."""
    is_whole = number == number.to_integral_value() and number.adjusted() < MAX_DIGITS
    return int(number) if is_whole else number
