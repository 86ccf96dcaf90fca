"""The runs that wait, in DynamoDB: the index `open`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.aws.items import deserialize, serialize
from storehook.aws.run_items import key_of, primary
from storehook.runs.ports import Due

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class DynamoDueRuns:
    """The runs that wait: `runs.ports.DueRuns`. It needs `dynamodb:Query` on `open`, `dynamodb:UpdateItem` on the table.

    Args:
        client: DynamoDB.
        table: the table's name.
    """

    client: "DynamoDBClient"
    table: str

    def of_part(self, part: int, until: float) -> Iterator[Due]:
        """As `runs.ports.DueRuns.of_part`. A page is read when it is wanted."""
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            IndexName="open",
            KeyConditionExpression="#open = :part AND open_at <= :until",
            ExpressionAttributeNames={"#open": "open"},
            ExpressionAttributeValues=serialize({":part": f"due#{part:02}", ":until": until}),
        )
        for page in pages:
            for found in page["Items"]:
                row = deserialize(found, float)
                yield Due(key_of(row["pk"], row["sk"]), row["open_at"], row.get("next_attempt_at", 0.0), row["lane"])

    def put_off(self, due: Due, until: float) -> None:
        """As `runs.ports.DueRuns.put_off`. The version stays: whoever works on the run is not to be put out by it."""
        try:
            self.client.update_item(
                TableName=self.table,
                Key=serialize(primary(due.key)),
                UpdateExpression="SET due_at = :until, open_at = :until",
                ConditionExpression="open_at = :read",
                ExpressionAttributeValues=serialize({":until": until, ":read": due.due_at}),
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return
