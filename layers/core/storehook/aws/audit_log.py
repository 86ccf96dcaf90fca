"""The audit log in DynamoDB: in the table of runs, which all operators have leave to use."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize
from storehook.operations.audit import AuditEntry
from storehook.settings import DAY

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

PARTITION = "#audit"
"""The partition of the entries, in the order of time. No run's row has such a key: a store's hash has no `#`."""

KEPT = 400 * DAY
"""Seconds that an entry is kept: a year and a month."""

_PLACE = re.compile(r"[0-9]{10}\.[0-9]{6}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class DynamoAuditLog:
    """The entries: `operations.audit.AuditLog`. Who notes needs `dynamodb:PutItem`, who reads `dynamodb:Query`.

    Args:
        client: DynamoDB.
        table: the table's name.
    """

    client: "DynamoDBClient"
    table: str

    def add(self, entry: AuditEntry) -> None:
        """As `operations.audit.AuditLog.add`."""
        key = {"pk": PARTITION, "sk": f"{entry.at:017.6f}-{secrets.token_hex(4)}"}
        row = key | asdict(entry) | {"expires_at": int(entry.at + KEPT)}
        self.client.put_item(TableName=self.table, Item=serialize(row))

    def latest(self, limit: int, before: str | None = None) -> tuple[Sequence[AuditEntry], str | None]:
        """As `operations.audit.AuditLog.latest`."""
        if before is not None and not _PLACE.fullmatch(before):
            raise ValueError(before)
        start: dict[str, Any] = {"ExclusiveStartKey": serialize({"pk": PARTITION, "sk": before})} if before else {}
        answer = self.client.query(
            TableName=self.table,
            KeyConditionExpression="pk = :audit",
            ExpressionAttributeValues=serialize({":audit": PARTITION}),
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit + 1,  # one more tells whether there are any before
            **start,
        )
        rows = [deserialize(item, float) for item in answer["Items"]]
        following = rows[limit - 1]["sk"] if len(rows) > limit else None
        return [_entry(row) for row in rows[:limit]], following


def _entry(row: Mapping[str, Any]) -> AuditEntry:
    return AuditEntry(**{each.name: row[each.name] for each in fields(AuditEntry)})
