"""Audit log in its own DynamoDB table. The table's policy lets nobody change or delete an entry."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize
from storehook.operations.audit import AuditEntry

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

PARTITION = "audit"
"""Partition of the entries, sorted by time."""

REPLACED = "Not written by storehook: the entry's key is not that of its text."
"""Detail of an entry that somebody put into the table past storehook."""

_SORT_KEY = re.compile(r"([0-9]{10}\.[0-9]{6})-[0-9a-f]{32}")

_MAX_CURSOR = 1_024
"""Bytes of a sort key (AWS docs, DynamoDB quotas)."""


@dataclass(frozen=True, slots=True)
class DynamoAuditLog:
    """Audit log: `operations.audit.AuditLog`.

    Adding needs `dynamodb:PutItem`, and reading needs `dynamodb:Query`. IAM can't tell if a `PutItem` replaces an item,
    so an entry's key contains a hash of the entry. A replaced entry shows, because its key stays.
    """

    client: "DynamoDBClient"
    table: str

    def add(self, entry: AuditEntry) -> None:
        self.client.put_item(TableName=self.table, Item=serialize(_key(entry) | asdict(entry)))

    def latest(self, limit: int, before: str | None = None) -> tuple[Sequence[AuditEntry], str | None]:
        if before is not None and not 0 < len(before.encode()) <= _MAX_CURSOR:
            raise ValueError(before)
        start: Any = {} if before is None else {"ExclusiveStartKey": serialize({"pk": PARTITION, "sk": before})}
        answer = self.client.query(
            TableName=self.table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=serialize({":pk": PARTITION}),
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit + 1,  # if there is one more, a further page exists
            **start,
        )
        rows = [deserialize(item, float) for item in answer["Items"]]
        # A query reads at most 1 MB, so that it may end before `limit`.
        has_more = len(rows) > limit or "LastEvaluatedKey" in answer
        following = rows[:limit][-1]["sk"] if has_more and rows else None
        return [_entry(row) for row in rows[:limit]], following


def _key(entry: AuditEntry) -> dict[str, str]:
    text = json.dumps(asdict(entry), sort_keys=True).encode()
    return {"pk": PARTITION, "sk": f"{entry.at:017.6f}-{hashlib.sha256(text).hexdigest()[:32]}"}


def _entry(row: Mapping[str, Any]) -> AuditEntry:
    """Return the entry of a row. If the key is not that of the entry, say so instead."""
    names = AuditEntry.__slots__
    if all(name in row for name in names):
        entry = AuditEntry(**{name: row[name] for name in names})
        if _is_key_of(row, entry):
            return entry
    found = _SORT_KEY.fullmatch(row["sk"])
    return AuditEntry(float(found[1]) if found else 0.0, "", "unknown", "forged entry", row["sk"], REPLACED)


def _is_key_of(row: Mapping[str, Any], entry: AuditEntry) -> bool:
    try:
        return row["sk"] == _key(entry)["sk"]
    except (TypeError, ValueError):  # such as a list for the time
        return False
