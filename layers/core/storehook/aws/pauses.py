"""Pauses, and names that have held runs, in DynamoDB.

They are in the table of runs, which all functions may use. No run has these keys, since a store hash contains no `#`.
"""

import zlib
from collections.abc import Iterator, Mapping
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

HELD = tuple(f"#held#{number}" for number in range(4))
"""Partitions of the names that have held runs, one item per name.

If all stores are paused, each event may note one. A partition takes 1,000 writes a second.
"""


@dataclass(frozen=True, slots=True)
class DynamoPauses:
    """Pauses of actions and lanes: `runs.pauses.Pauses`.

    Reading needs `dynamodb:GetItem`. Pausing and resuming need `dynamodb:UpdateItem`.

    Args:
        is_consistent: False if a read may be a moment behind, which doubles how many reads a second the item takes.
    """

    client: "DynamoDBOperations"
    table: str
    is_consistent: bool = True

    def all(self) -> Mapping[str, Pause]:
        answer = self.client.get_item(TableName=self.table, Key=serialize(PAUSES), ConsistentRead=self.is_consistent)
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
        self.client.put_item(TableName=self.table, Item=serialize(_held_key(holder) | {"at": at}))

    def forget(self, name: HeldName) -> None:
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.delete_item(
                TableName=self.table,
                Key=serialize(_held_key(name.holder)),
                ConditionExpression="#at = :read",
                ExpressionAttributeNames={"#at": "at"},
                ExpressionAttributeValues=serialize({":read": name.at}),
            )

    def all(self) -> list[HeldName]:
        return [name for partition in HELD for name in self._names(partition)]

    def _names(self, partition: str) -> Iterator[HeldName]:
        request: QueryInputTypeDef = {
            "TableName": self.table,
            "KeyConditionExpression": "pk = :held",
            "ExpressionAttributeValues": serialize({":held": partition}),
            "ConsistentRead": True,
        }
        while True:
            answer = self.client.query(**request)
            rows = (deserialize(item, float) for item in answer["Items"])
            yield from (HeldName(row["sk"], row["at"]) for row in rows)
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _held_key(holder: str) -> dict[str, str]:
    return {"pk": HELD[zlib.crc32(holder.encode()) % len(HELD)], "sk": holder}
