"""Waiting runs in DynamoDB: the index `open`."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.aws.items import deserialize, serialize
from storehook.aws.run_items import primary
from storehook.aws.run_rows import key_of
from storehook.runs.open import due_in, held_by, open_partition
from storehook.runs.ports import Due
from storehook.runs.run import LATE

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

PAGE = 100
"""Entries read in one call. A tick takes 1,000 from 16 partitions, and a full page of 1 MB would have about 8,000."""


@dataclass(frozen=True, slots=True)
class DynamoDueRuns:
    """Waiting runs: `runs.ports.DueRuns`. It needs `dynamodb:Query` on `open`, and `dynamodb:UpdateItem`."""

    client: "DynamoDBClient"
    table: str

    def of_partition(self, partition: str, until: float) -> Iterator[Due]:
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            IndexName="open",
            PaginationConfig={"PageSize": PAGE},
            KeyConditionExpression="#open = :partition AND open_at <= :until",
            ExpressionAttributeNames={"#open": "open"},
            ExpressionAttributeValues=serialize({":partition": partition, ":until": until}),
        )
        for page in pages:
            for item in page["Items"]:
                row = deserialize(item, float)
                yield Due(key_of(row), row["open_at"], row.get("next_attempt_at", 0.0), row["lane"])

    def move_check(self, due: Due, until: float) -> None:
        # The version stays, so that a worker with the lease is not disturbed.
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.update_item(
                TableName=self.table,
                Key=serialize(primary(due.key)),
                UpdateExpression="SET due_at = :until, open_at = :until",
                ConditionExpression="open_at = :read",
                ExpressionAttributeValues=serialize({":until": until, ":read": due.due_at}),
            )

    def release(self, holder: str, due: Due, now: float) -> None:
        partitions = {
            ":held": open_partition(held_by(holder), due.key),
            ":open": open_partition(due_in(due.lane), due.key),
        }
        times = {":now": now, ":due": now + LATE}
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.update_item(
                TableName=self.table,
                Key=serialize(primary(due.key)),
                UpdateExpression=_RELEASE,
                ConditionExpression="#open = :held",
                ExpressionAttributeNames={"#open": "open", "#state": "state"},
                ExpressionAttributeValues=serialize(partitions | times | {":waiting": "waiting", ":one": 1}),
            )


_RELEASE = """
    SET #state = :waiting, version = version + :one, next_attempt_at = :now, due_at = :due, updated_at = :now,
    #open = :open, open_at = :due
    REMOVE held_by
"""
"""Same change as `runs.run.release`."""
