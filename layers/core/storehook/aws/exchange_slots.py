"""Slots for exchanges of codes, in the table of stores.

No store has these keys, since a store hash contains no `#`.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from storehook.aws.items import serialize

if TYPE_CHECKING:
    from storehook.aws.client_types import DynamoDBOperations


@dataclass(frozen=True, slots=True)
class DynamoExchangeSlots:
    """One item per slot: `connect.exchange_slots.ExchangeSlots`. It needs `dynamodb:UpdateItem`."""

    client: "DynamoDBOperations"
    table: str

    def acquire(self, slot: int, now: float, until: float) -> bool:
        try:
            self._set(slot, until, "attribute_not_exists(taken_until) OR taken_until <= :limit", now)
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def release(self, slot: int, until: float) -> None:
        with suppress(BotoCoreError, ClientError):
            self._set(slot, 0, "taken_until = :limit", until)

    def _set(self, slot: int, until: float, condition: str, limit: float) -> None:
        self.client.update_item(
            TableName=self.table,
            Key={"store_hash": {"S": f"#exchange#{slot}"}},
            UpdateExpression="SET taken_until = :until",
            ConditionExpression=condition,
            ExpressionAttributeValues=serialize({":until": until, ":limit": limit}),
        )
