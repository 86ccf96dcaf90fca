"""Pauses, and names that have held runs, in DynamoDB.

They are in the table of runs, which all functions may use. No run has these keys, since a store hash contains no `#`.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize
from storehook.runs.pauses import HeldName
from storehook.stores.store import Pause

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import QueryInputTypeDef

    from storehook.aws.client_types import DynamoDBOperations

PAUSES = {"pk": "#pauses", "sk": "#pauses"}
"""Key of the item with an attribute for each paused action and lane."""

HELD = "#held"
"""Partition of the names that have held runs, one item per name."""


@dataclass(frozen=True, slots=True)
class DynamoPauses:
    """Pauses of actions and lanes: `runs.pauses.Pauses`.

    Reading needs `dynamodb:GetItem`. Pausing and resuming need `dynamodb:UpdateItem`.
    """

    client: "DynamoDBOperations"
    table: str

    def all(self) -> Mapping[str, Pause]:
        answer = self.client.get_item(TableName=self.table, Key=serialize(PAUSES), ConsistentRead=True)
        row = deserialize(answer.get("Item", {}), float)
        return {holder: Pause(**fields) for holder, fields in row.items() if holder not in PAUSES}

    def pause(self, holder: str, pause: Pause) -> None:
        values = serialize({":pause": asdict(pause)})
        self._update("SET #holder = if_not_exists(#holder, :pause)", holder, ExpressionAttributeValues=values)

    def resume(self, holder: str) -> None:
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
    """Names that have held runs: `runs.pauses.HeldNames`.

    Noting a name needs `dynamodb:PutItem`. The timer needs `dynamodb:Query` and `dynamodb:DeleteItem` on the table.
    """

    client: "DynamoDBOperations"
    table: str

    def note(self, holder: str, at: float) -> None:
        self.client.put_item(TableName=self.table, Item=serialize({"pk": HELD, "sk": holder, "at": at}))

    def forget(self, name: HeldName) -> None:
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.delete_item(
                TableName=self.table,
                Key=serialize({"pk": HELD, "sk": name.holder}),
                ConditionExpression="#at = :read",
                ExpressionAttributeNames={"#at": "at"},
                ExpressionAttributeValues=serialize({":read": name.at}),
            )

    def all(self) -> list[HeldName]:
        names: list[HeldName] = []
        request: QueryInputTypeDef = {
            "TableName": self.table,
            "KeyConditionExpression": "pk = :held",
            "ExpressionAttributeValues": serialize({":held": HELD}),
            "ConsistentRead": True,
        }
        while True:
            answer = self.client.query(**request)
            rows = (deserialize(item, float) for item in answer["Items"])
            names += [HeldName(row["sk"], row["at"]) for row in rows]
            if "LastEvaluatedKey" not in answer:
                return names
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
