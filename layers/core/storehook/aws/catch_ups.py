"""Progress of the stores' catch-ups in DynamoDB: one attribute of a store's row."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.aws.stores import IS_STORE
from storehook.catch_up.paging import Position
from storehook.catch_up.progress import STATES, CatchUpProgress, ResourceProgress

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class DynamoCatchUps:
    """Progress of the stores' catch-ups: `catch_up.progress.CatchUps`.

    Args:
        table: name of the table of stores.
    """

    client: "DynamoDBClient"
    table: str

    def get(self, store_hash: str) -> CatchUpProgress | None:
        """As `catch_up.progress.CatchUps.get`."""
        answer = self.client.get_item(
            TableName=self.table,
            Key={"store_hash": {"S": store_hash}},
            ConsistentRead=True,
            ProjectionExpression="catch_up",
        )
        row = deserialize(answer.get("Item", {}), whole_or_float)
        return progress_of(store_hash, row["catch_up"]) if "catch_up" in row else None

    def save(self, progress: CatchUpProgress) -> bool:
        """As `catch_up.progress.CatchUps.save`."""
        fields = asdict(progress)
        del fields["store_hash"]
        try:
            self.client.update_item(
                TableName=self.table,
                Key={"store_hash": {"S": progress.store_hash}},
                UpdateExpression="SET catch_up = :progress",
                ConditionExpression=f"{IS_STORE} AND (attribute_not_exists(catch_up) OR catch_up.version = :before)",
                ExpressionAttributeValues=serialize({":progress": fields, ":before": progress.version - 1}),
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True


def progress_of(store_hash: str, fields: dict[str, Any]) -> CatchUpProgress:
    """Return the progress in a store's row. An unknown state is read as failed, so that nothing is done."""
    resources = tuple(map(_resource, fields.pop("resources")))
    state = fields.pop("state")
    return CatchUpProgress(store_hash, resources=resources, state=state if state in STATES else "failed", **fields)


def _resource(fields: dict[str, Any]) -> ResourceProgress:
    if position := fields.pop("position"):
        position = Position(**position | {"seen": tuple(position["seen"])})
    return ResourceProgress(position=position, **fields)
