"""Audit log in DynamoDB: in the table of runs, which all operators may use."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize
from storehook.operations.audit import AuditEntry
from storehook.settings import DAY

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

PARTITION = "#audit"
"""Partition of the entries, sorted by time. No run has this key, since a store hash contains no `#`."""

RETENTION = 400 * DAY
"""Seconds for which an entry is kept: a year and a month."""

_SORT_KEY = re.compile(r"[0-9]{10}\.[0-9]{6}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class DynamoAuditLog:
    """Audit log: `operations.audit.AuditLog`.

    Adding needs `dynamodb:PutItem`, and reading needs `dynamodb:Query`.
    """

    client: "DynamoDBClient"
    table: str

    def add(self, entry: AuditEntry) -> None:
        key = {"pk": PARTITION, "sk": f"{entry.at:017.6f}-{secrets.token_hex(4)}"}
        row = key | asdict(entry) | {"expires_at": int(entry.at + RETENTION)}
        self.client.put_item(TableName=self.table, Item=serialize(row))

    def latest(self, limit: int, before: str | None = None) -> tuple[Sequence[AuditEntry], str | None]:
        if before is not None and not _SORT_KEY.fullmatch(before):
            raise ValueError(before)
        start: dict[str, Any] = {"ExclusiveStartKey": serialize({"pk": PARTITION, "sk": before})} if before else {}
        answer = self.client.query(
            TableName=self.table,
            KeyConditionExpression="pk = :audit",
            ExpressionAttributeValues=serialize({":audit": PARTITION}),
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit + 1,  # one more shows if there are older entries
            **start,
        )
        rows = [deserialize(item, float) for item in answer["Items"]]
        following = rows[limit - 1]["sk"] if len(rows) > limit else None
        entries = [AuditEntry(**{name: row[name] for name in AuditEntry.__slots__}) for row in rows[:limit]]
        return entries, following
