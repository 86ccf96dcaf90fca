"""Progress of the recheck in DynamoDB, in the table of runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.aws.items import deserialize, serialize
from storehook.aws.run_items import primary
from storehook.history.partitions import SHARDS
from storehook.queues.run_key import RunKey
from storehook.runs.open import due_in, entry_at

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_KEY = serialize({"pk": "recheck", "sk": "recheck"})

_SHARDS = {shard: f"shard_{shard}" for shard in range(SHARDS)}
"""Attribute of each shard of the index `by-time`."""


@dataclass(frozen=True, slots=True)
class DynamoRecheckProgress:
    """Progress of the recheck: `timer.recheck.RecheckProgress`.

    It needs `dynamodb:GetItem` and `UpdateItem`.
    """

    client: "DynamoDBClient"
    table: str

    def until(self) -> dict[int, float]:
        answer = self.client.get_item(TableName=self.table, Key=_KEY, ConsistentRead=True)
        row = deserialize(answer.get("Item", {}), float)
        return {shard: row[name] for shard, name in _SHARDS.items() if name in row}

    def note(self, until: Mapping[int, float]) -> None:
        # Each shard has its own attribute, so shards that are read at the same time don't overwrite each other.
        self.client.update_item(
            TableName=self.table,
            Key=_KEY,
            UpdateExpression="SET " + ", ".join(f"{_SHARDS[shard]} = :{_SHARDS[shard]}" for shard in until),
            ExpressionAttributeValues=serialize({f":{_SHARDS[shard]}": at for shard, at in until.items()}),
        )

    def make_due(self, key: RunKey, lane: str, at: float) -> bool:
        partition, place = entry_at(due_in(lane), key, at)
        try:
            self.client.update_item(
                TableName=self.table,
                Key=serialize(primary(key)),
                UpdateExpression="SET due_at = :at, #open = :partition, open_at = :place",
                ConditionExpression="attribute_exists(pk) AND attribute_not_exists(#open) "
                "AND attribute_not_exists(expires_at)",
                ExpressionAttributeNames={"#open": "open"},
                ExpressionAttributeValues=serialize({":at": at, ":partition": partition, ":place": place}),
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True
