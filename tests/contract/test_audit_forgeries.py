"""Audit log in DynamoDB: what somebody who may put items into the table can do to it, and how it shows."""

from itertools import count
from typing import Any

import pytest
from tests.support.moto_stack import MotoStack
from tests.support.template_tables import tables_in

from storehook.aws.audit_log import PARTITION, DynamoAuditLog
from storehook.operations.audit import AuditEntry


class Table:
    """A table of the log, and a client that may put items into it."""

    def __init__(self, moto: MotoStack) -> None:
        self.client: Any = moto.emulator.client("dynamodb")
        self.name = tables_in(self.client)["Audit"]
        self.log = DynamoAuditLog(self.client, self.name)
        self.times = count(1_790_000_000.25)

    def entry(self) -> AuditEntry:
        """Add an entry, the latest so far, and return it."""
        entry = AuditEntry(next(self.times), "a1", "arn:aws:iam::1:user/joe", "pause", "lane/long", "why")
        self.log.add(entry)
        return entry

    def row(self) -> dict[str, Any]:
        """Return the row of the latest entry."""
        query = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": PARTITION}}}
        return self.client.query(TableName=self.name, ScanIndexForward=False, Limit=1, **query)["Items"][0]

    def put(self, row: dict[str, Any]) -> None:
        """Put an item past storehook."""
        self.client.put_item(TableName=self.name, Item=row)


@pytest.fixture
def table(moto: MotoStack) -> Table:
    return Table(moto)


@pytest.mark.parametrize(
    "other",
    [
        {"subject": {"S": "lane/other"}},
        {"detail": {"S": ""}},
        {"by": {"S": "arn:aws:iam::1:user/zoe"}},
        {"at": {"N": "1"}},
        {"at": {"S": "yesterday"}},
        {"operation": {"S": "resume"}},
        {"act": {"L": []}},
        {"by": {"B": b"zoe"}},
        {"by": None},
    ],
    ids=str,
)
def test_a_replaced_entry_is_shown_as_forged_at_its_own_time(table: Table, other: dict[str, Any]) -> None:
    entry = table.entry()
    row = table.row() | other
    table.put({name: value for name, value in row.items() if value})

    (found,), _ = table.log.latest(1)

    assert (found.operation, found.at, found.subject) == ("forged entry", entry.at, row["sk"]["S"])


def test_an_entry_with_a_made_up_key_is_shown_as_forged(table: Table) -> None:
    table.entry()
    row = table.row()
    for key in (f"{next(table.times):017.6f}-{'0' * 32}", "zoe", "z" * 1_024):
        table.put(row | {"sk": {"S": key}})

    found, _ = table.log.latest(4)

    assert [entry.operation for entry in found] == ["forged entry"] * 3 + ["pause"]


def test_forged_entries_hide_none_that_are_older(table: Table) -> None:
    entry = table.entry()
    for number in range(5):
        table.put({"pk": {"S": PARTITION}, "sk": {"S": f"zz{number}"}})
    found: list[AuditEntry] = []
    place: str | None = None
    for _ in range(6):
        page, place = table.log.latest(2, place)
        found.extend(page)
        if entry in found or place is None:
            break

    assert entry in found
