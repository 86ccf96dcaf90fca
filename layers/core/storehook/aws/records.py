"""The table of records, in DynamoDB."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from storehook.aws.items import deserialize, serialize
from storehook.records.rows import Page, RecordKey, Row, item, partition, row_of
from storehook.records.values import MAX_DIGITS

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

DAY = 24 * 3600

TIMES = ("created_at", "updated_at")
"""Attributes that are unix seconds: floats here, decimals there. A field of a record is never a float."""


@dataclass(frozen=True, slots=True)
class DynamoRecordStore:
    """The table of records: `records.store.RecordStore`.

    Args:
        client: DynamoDB.
        table: the table's name.
        retention: how long a deleted record waits for `on_deleted`, in seconds.
    """

    client: "DynamoDBClient"
    table: str
    retention: float = 30 * DAY

    def get(self, key: RecordKey) -> Row | None:
        """As `RecordStore.get`."""
        answer = self.client.get_item(TableName=self.table, Key=_primary(key), ConsistentRead=True)
        return _row(answer["Item"]) if "Item" in answer else None

    def put(self, row: Row, *, replaces: Row | None) -> bool:
        """As `RecordStore.put`."""
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        try:
            self.client.put_item(
                TableName=self.table,
                Item=_written(row, self.retention),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **(_is(replaces) if replaces else condition),
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            # An SDK retry of a write whose answer was lost meets its own row.
            return row.is_same_write(_found(refused.response))
        return True

    def delete(self, row: Row) -> bool:
        """As `RecordStore.delete`."""
        try:
            self.client.delete_item(
                TableName=self.table,
                Key=_primary(row.key),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **_is(row),
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            return _found(refused.response) is None
        return True

    def page(self, store_hash: str, model: str, *, after: str | None, limit: int) -> Page:
        """As `RecordStore.page`."""
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
        return Page([_row(each) for each in answer["Items"]], cast("Any", last)["sk"]["S"] if last else None)


def _is(row: Row) -> dict[str, Any]:
    """The condition that a row is still there, and not another of the same version from a later life."""
    return {
        "ConditionExpression": "version = :version AND write_id = :write_id",
        "ExpressionAttributeValues": {":version": {"N": str(row.version)}, ":write_id": {"S": row.write_id}},
    }


def _primary(key: RecordKey) -> dict[str, Any]:
    return {"pk": {"S": partition(key.store_hash, key.model)}, "sk": {"S": key.bigcommerce_id}}


def _found(refusal: Mapping[str, Any]) -> Row | None:
    return _row(refusal["Item"]) if refusal.get("Item") else None


def _written(row: Row, retention: float) -> dict[str, Any]:
    found = item(row)
    if row.deleted:
        found["expires_at"] = int(row.updated_at + retention)
    return serialize(found)


def _row(found: Mapping[str, Any]) -> Row:
    values = deserialize(found, _number)
    values |= {name: float(values[name]) for name in TIMES}
    for anchor in values["pending"].values():
        anchor["at"] = float(anchor["at"])
    return row_of(values)


def _number(found: Decimal) -> int | Decimal:
    """Whole numbers are ints again, unless they are so large that they were not."""
    is_whole = found == found.to_integral_value() and found.adjusted() < MAX_DIGITS
    return int(found) if is_whole else found
