"""Open gaps of the stores in DynamoDB: one attribute of a store's row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize
from storehook.aws.stores import IS_STORE, is_store
from storehook.stores.gaps import Gaps, Interval

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class DynamoOpenGaps:
    """Open gaps of the stores: `stores.gaps.OpenGaps`.

    Args:
        table: name of the table of stores.
    """

    client: "DynamoDBClient"
    table: str

    def get(self, store_hash: str) -> Gaps:
        """As `stores.gaps.OpenGaps.get`."""
        answer = self.client.get_item(
            TableName=self.table,
            Key={"store_hash": {"S": store_hash}},
            ConsistentRead=True,
            ProjectionExpression="open_gaps",
        )
        return _gaps(answer.get("Item", {}))

    def change(self, store_hash: str, change: Callable[[Gaps], Gaps]) -> None:
        """As `stores.gaps.OpenGaps.change`."""
        before: Gaps | None = self.get(store_hash)
        while before is not None and (after := change(before)) != before:
            before = self._replace(store_hash, before, after)

    def _replace(self, store_hash: str, before: Gaps, after: Gaps) -> Gaps | None:
        """Replace the stored gaps.

        Returns:
            Other gaps if those are stored instead. None if the gaps were replaced, or the store is gone.
        """
        values = {":before": _pairs(before), ":after": _pairs(after)}
        unchanged = "open_gaps = :before" if before else "(attribute_not_exists(open_gaps) OR open_gaps = :before)"
        try:
            self.client.update_item(
                TableName=self.table,
                Key={"store_hash": {"S": store_hash}},
                UpdateExpression="SET open_gaps = :after",
                ConditionExpression=f"{IS_STORE} AND {unchanged}",
                ExpressionAttributeValues=serialize(values),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            row: dict[str, Any] = refused.response.get("Item", {})
            return _gaps(row) if is_store(row) else None
        return None


def _pairs(gaps: Gaps) -> list[list[int]]:
    return [[gap.since, gap.until] for gap in gaps]


def _gaps(row: dict[str, Any]) -> Gaps:
    fields = deserialize({name: value for name, value in row.items() if name == "open_gaps"}, int)
    pairs: list[tuple[int, int]] = fields.get("open_gaps", [])
    return tuple(Interval(since, until) for since, until in pairs)
