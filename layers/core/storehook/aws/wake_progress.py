"""Progress of waking in DynamoDB, in the table of runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.aws.items import deserialize, serialize

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_KEY = serialize({"pk": "wake", "sk": "wake"})


@dataclass(frozen=True, slots=True)
class DynamoWakeProgress:
    """Progress of waking: `timer.timer.WakeProgress`. It needs `dynamodb:GetItem` and `PutItem`."""

    client: "DynamoDBClient"
    table: str

    def places(self) -> dict[str, str]:
        answer = self.client.get_item(TableName=self.table, Key=_KEY, ConsistentRead=True)
        return deserialize(answer.get("Item", {}), float).get("places", {})

    def note(self, places: Mapping[str, str]) -> None:
        self.client.put_item(TableName=self.table, Item=_KEY | serialize({"places": dict(places)}))
