"""Progress of the recheck in DynamoDB, in the table of runs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.aws.items import deserialize, serialize
from storehook.aws.run_items import primary
from storehook.queues.run_key import RunKey
from storehook.runs.open import due_in, open_partition

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_KEY = serialize({"pk": "recheck", "sk": "recheck"})


@dataclass(frozen=True, slots=True)
class DynamoRecheckProgress:
    """Progress of the recheck: `timer.recheck.RecheckProgress`.

    It needs `dynamodb:GetItem`, `PutItem` and `UpdateItem`.
    """

    client: "DynamoDBClient"
    table: str

    def until(self) -> float:
        answer = self.client.get_item(TableName=self.table, Key=_KEY, ConsistentRead=True)
        return deserialize(answer["Item"], float)["until"] if "Item" in answer else 0.0

    def note(self, until: float) -> None:
        self.client.put_item(TableName=self.table, Item=_KEY | serialize({"until": until}))

    def make_due(self, key: RunKey, lane: str, at: float) -> bool:
        try:
            self.client.update_item(
                TableName=self.table,
                Key=serialize(primary(key)),
                UpdateExpression="SET due_at = :at, #open = :partition, open_at = :at",
                ConditionExpression="attribute_exists(pk) AND attribute_not_exists(#open) "
                "AND attribute_not_exists(expires_at)",
                ExpressionAttributeNames={"#open": "open"},
                ExpressionAttributeValues=serialize({":at": at, ":partition": open_partition(due_in(lane), key)}),
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True
