"""Schedules in DynamoDB, in the table of runs. All are in one partition."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.schedules.schedule import Schedule
from storehook.schedules.stored import Occurrence, RunNow, StoredSchedule
from storehook.stores.store import Pause

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

PARTITION = "schedules"


@dataclass(frozen=True, slots=True)
class DynamoStoredSchedules:
    """Table of the schedules: `schedules.stored.StoredSchedules`.

    It needs `dynamodb:Query`, and `dynamodb:GetItem` for `get`. `save` needs `dynamodb:PutItem`, and `delete` needs
    `dynamodb:DeleteItem`.
    """

    client: "DynamoDBClient"
    table: str

    def all(self) -> list[StoredSchedule]:
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="pk = :schedules",
            ExpressionAttributeValues=serialize({":schedules": PARTITION}),
            ConsistentRead=True,
        )
        return [_schedule_of(item) for page in pages for item in page["Items"]]

    def get(self, action: str) -> StoredSchedule | None:
        answer = self.client.get_item(TableName=self.table, Key=serialize(_key(action)), ConsistentRead=True)
        return _schedule_of(answer["Item"]) if "Item" in answer else None

    def save(self, schedule: StoredSchedule, before: StoredSchedule | None) -> bool:
        # If the answer to a write is lost, the SDK's retry is refused. The caller then reads the row again.
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if before:
            values = serialize({":before": before.version})
            condition = {"ConditionExpression": "version = :before", "ExpressionAttributeValues": values}
        try:
            self.client.put_item(TableName=self.table, Item=serialize(_item(schedule)), **condition)
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def delete(self, schedule: StoredSchedule) -> None:
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.delete_item(
                TableName=self.table,
                Key=serialize(_key(schedule.action)),
                ConditionExpression="version = :version",
                ExpressionAttributeValues=serialize({":version": schedule.version}),
            )


def _key(action: str) -> dict[str, str]:
    return {"pk": PARTITION, "sk": action}


def _item(schedule: StoredSchedule) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(schedule).items() if value is not None and name != "action"}
    return _key(schedule.action) | fields


def _schedule_of(item: Any) -> StoredSchedule:
    row: dict[str, Any] = deserialize(item, whole_or_float)
    return StoredSchedule(
        action=row["sk"],
        lane=row["lane"],
        schedule=Schedule(**row["schedule"]),
        version=row["version"],
        through=row["through"],
        last_at=row["last_at"],
        occurrence=_made(Occurrence, row.get("occurrence")),
        run_now=_made(RunNow, row.get("run_now")),
        pause=_made(Pause, row.get("pause")),
    )


def _made[T](kind: type[T], fields: Mapping[str, Any] | None) -> T | None:
    return None if fields is None else kind(**fields)
