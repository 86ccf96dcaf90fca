"""What the table of runs remembers of a resource, in DynamoDB."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize
from storehook.aws.ledger import resource_key
from storehook.runs import RunSummary

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class DynamoHistory:
    """The table of runs, by resource: `catch_up.ports.History`. It needs `dynamodb:Query` on the index `by-resource`.

    Args:
        client: DynamoDB.
        table: the table's name.
    """

    client: "DynamoDBClient"
    table: str

    def of_resource(self, store_hash: str, resource: str, since: float) -> list[RunSummary]:
        """As `catch_up.ports.History.of_resource`."""
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            IndexName="by-resource",
            KeyConditionExpression="#resource = :resource AND happened_at >= :since",
            ExpressionAttributeNames={"#resource": "resource"},
            ExpressionAttributeValues=serialize({":resource": resource_key(store_hash, resource), ":since": since}),
        )
        return [_summary(deserialize(row, float)) for page in pages for row in page["Items"]]


def _summary(row: dict[str, Any]) -> RunSummary:
    return RunSummary(row["action"], row["state"], row["scope"], row["happened_at"])
