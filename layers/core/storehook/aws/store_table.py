"""Table of stores in DynamoDB: reads of its rows and changes of their attributes, for all of its adapters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import serialize

if TYPE_CHECKING:
    from storehook.aws.client_types import DynamoDBOperations

IS_STORE = "attribute_exists(store_hash) AND attribute_not_exists(purged_at)"
"""Condition that the row exists and is not a tombstone. Without it, a change could bring a purged store back."""


def is_store(row: Mapping[str, Any]) -> bool:
    """Return whether a row fulfills `IS_STORE`. An empty row does not."""
    return bool(row) and "purged_at" not in row


@dataclass(frozen=True, slots=True)
class StoreTable:
    """Table of stores, with the key `store_hash`: the base of its adapters. Reading needs `dynamodb:GetItem`."""

    client: "DynamoDBOperations"
    table: str

    def _row(self, store_hash: str, *columns: str) -> Mapping[str, Any]:
        """Return these attributes of a row, or the whole row. It is empty if there is none."""
        part: dict[str, Any] = {"ProjectionExpression": ", ".join(columns)} if columns else {}
        key: dict[str, Any] = {"TableName": self.table, "Key": {"store_hash": {"S": store_hash}}}
        # Consistent: a store that was just paused must not look active.
        return self.client.get_item(**key, ConsistentRead=True, **part).get("Item", {})

    def _set(
        self, store_hash: str, values: Mapping[str, Any], condition: str = "", against: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any] | None:
        """Set attributes of a store's row. If the row is not a store's, or the condition fails, return it instead.

        Args:
            condition: such as ` AND version = :before`.
            against: values in the condition, such as `:before`.
        """
        arguments = {f":{name}": value for name, value in values.items()} | dict(against or {})
        try:
            self.client.update_item(
                TableName=self.table,
                Key={"store_hash": {"S": store_hash}},
                UpdateExpression=f"SET {', '.join(f'#{name} = :{name}' for name in values)}",
                ConditionExpression=f"{IS_STORE}{condition}",
                ExpressionAttributeNames={f"#{name}": name for name in values},
                ExpressionAttributeValues=serialize(arguments),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            row: dict[str, Any] = refused.response.get("Item", {})
            return row
        return None
