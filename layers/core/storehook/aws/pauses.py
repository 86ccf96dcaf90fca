"""What is paused, and what has held runs, in DynamoDB: in the table of runs, which all have leave to use.

No run's row has such a key: a store's hash has no `#`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize
from storehook.runs.pauses import HeldName
from storehook.stores.store import Pause

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

PAUSES = {"pk": "#pauses", "sk": "#pauses"}
"""The key of the item that has an attribute for each action and lane that is paused."""

HELD = "#held"
"""The partition of the notes, one a name."""


@dataclass(frozen=True, slots=True)
class DynamoPauses:
    """What is paused: `runs.pauses.Pauses`. Who reads needs `dynamodb:GetItem`, who changes it `dynamodb:UpdateItem`.

    Args:
        client: DynamoDB.
        table: the table's name.
    """

    client: "DynamoDBClient"
    table: str

    def all(self) -> Mapping[str, Pause]:
        """As `runs.pauses.Pauses.every`."""
        answer = self.client.get_item(TableName=self.table, Key=serialize(PAUSES), ConsistentRead=True)
        row = deserialize(answer.get("Item", {}), float)
        return {holder: Pause(**said) for holder, said in row.items() if holder not in PAUSES}

    def pause(self, holder: str, pause: Pause) -> None:
        """As `runs.pauses.Pauses.pause`."""
        said = serialize({":pause": asdict(pause)})
        self._update("SET #holder = if_not_exists(#holder, :pause)", holder, ExpressionAttributeValues=said)

    def resume(self, holder: str) -> None:
        """As `runs.pauses.Pauses.resume`."""
        self._update("REMOVE #holder", holder)

    def _update(self, expression: str, holder: str, **values: Any) -> None:
        self.client.update_item(
            TableName=self.table,
            Key=serialize(PAUSES),
            UpdateExpression=expression,
            ExpressionAttributeNames={"#holder": holder},
            **values,
        )


@dataclass(frozen=True, slots=True)
class DynamoHeldNames:
    """What has held runs: `runs.pauses.HeldNames`.

    Who notes needs `dynamodb:PutItem`, the timer `dynamodb:Query` and `dynamodb:DeleteItem` on the table.

    Args:
        client: DynamoDB.
        table: the table's name.
    """

    client: "DynamoDBClient"
    table: str

    def note(self, holder: str, at: float) -> None:
        """As `runs.pauses.HeldNames.note`."""
        self.client.put_item(TableName=self.table, Item=serialize({"pk": HELD, "sk": holder, "at": at}))

    def all(self) -> list[HeldName]:
        """As `runs.pauses.HeldNames.every`."""
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="pk = :held",
            ExpressionAttributeValues=serialize({":held": HELD}),
            ConsistentRead=True,
        )
        rows = (deserialize(found, float) for page in pages for found in page["Items"])
        return [HeldName(row["sk"], row["at"]) for row in rows]

    def forget(self, name: HeldName) -> None:
        """As `runs.pauses.HeldNames.forget`."""
        try:
            self.client.delete_item(
                TableName=self.table,
                Key=serialize({"pk": HELD, "sk": name.holder}),
                ConditionExpression="#at = :read",
                ExpressionAttributeNames={"#at": "at"},
                ExpressionAttributeValues=serialize({":read": name.at}),
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return
