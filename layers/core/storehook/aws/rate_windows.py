"""Table of rate windows in DynamoDB."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, cast

from storehook.bigcommerce.rate_windows import RateWindow
from storehook.saves import SAVED, Conflict, Saved

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from storehook.aws.client_types import DynamoDBOperations

RETENTION = 24 * 3600
"""Seconds for which a window is kept after its end. A process that still remembers it then continues from there."""


@dataclass(frozen=True, slots=True)
class DynamoRateWindows:
    """Table of rate windows, with the key `store_hash`: `bigcommerce.rate_limiter.RateWindows`."""

    client: "DynamoDBOperations"
    table: str

    def save(self, window: RateWindow) -> Saved | Conflict[RateWindow]:
        try:
            self.client.put_item(
                TableName=self.table,
                Item=item(window),
                ConditionExpression="attribute_not_exists(store_hash) OR version = :before",
                ExpressionAttributeValues={":before": {"N": str(window.version - 1)}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            stored = window_of(cast("dict[str, Any]", refused.response)["Item"])
            # If the answer of a write was lost, the SDK's retry finds its own row.
            return SAVED if stored.is_same_write(window) else Conflict(stored)
        return SAVED


def item(window: RateWindow) -> "dict[str, AttributeValueTypeDef]":
    """Return a window as an item that is legible in the AWS console."""
    row = {field.name: _attribute(getattr(window, field.name)) for field in fields(window)}
    row["expires_at"] = {"N": str(int(max(window.ends_at, window.blocked_until)) + RETENTION)}
    return row


def window_of(row: dict[str, Any]) -> RateWindow:
    """Return an item as a window."""
    return RateWindow(**{field.name: _value(row[field.name], field.type) for field in fields(RateWindow)})


def _attribute(value: object) -> "AttributeValueTypeDef":
    match value:
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": repr(value)}  # all digits of a float
        case _:
            return {"S": str(value)}


def _value(attribute: dict[str, Any], kind: object) -> Any:
    ((_, value),) = attribute.items()
    return cast("type[Any]", kind)(value)
