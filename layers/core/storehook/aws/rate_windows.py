"""Table of rate windows in DynamoDB."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.bigcommerce.rate_windows import RateWindow
from storehook.saves import SAVED, Conflict, Saved

if TYPE_CHECKING:
    from storehook.aws.client_types import DynamoDBOperations

RETENTION = 24 * 3600
"""Seconds for which a window is kept after its end. A process that still remembers it then continues from there."""


@dataclass(frozen=True, slots=True)
class DynamoRateWindows:
    """Table of rate windows, with the key `store_hash`: `bigcommerce.rate_limiter.RateWindows`."""

    client: "DynamoDBOperations"
    table: str

    def save(self, window: RateWindow) -> Saved | Conflict[RateWindow]:
        expires_at = int(max(window.ends_at, window.blocked_until)) + RETENTION
        try:
            self.client.put_item(
                TableName=self.table,
                Item=serialize(asdict(window) | {"expires_at": expires_at}),
                ConditionExpression="attribute_not_exists(store_hash) OR version = :before",
                ExpressionAttributeValues={":before": {"N": str(window.version - 1)}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            stored = window_of(cast("dict[str, Any]", refused.response)["Item"])
            # If the answer of a write was lost, the SDK's retry finds its own row.
            return SAVED if stored.is_same_write(window) else Conflict(stored)
        return SAVED


def window_of(row: dict[str, Any]) -> RateWindow:
    """Return an item as a window."""
    stored = {name: row[name] for name in RateWindow.__slots__}
    return RateWindow(**deserialize(stored, whole_or_float))
