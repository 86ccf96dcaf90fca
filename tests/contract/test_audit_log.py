"""Contract of every store of the audit log."""

import secrets
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any

import pytest
from tests.support.memory import MemoryAuditLog
from tests.support.moto_stack import Cloud  # noqa: TC002
from tests.support.template_tables import tables_in

from storehook.aws.audit_log import DynamoAuditLog
from storehook.operations.audit import AuditEntry, AuditLog

LATER = count(3_990_000_000.25, 10)


@pytest.fixture(params=["memory", "stack", "moto"])
def log(request: pytest.FixtureRequest) -> AuditLog:
    """An audit log in a table that the deployed functions do not know: no entry of theirs can be deleted."""
    if request.param == "memory":
        return MemoryAuditLog()
    stack: Cloud = request.getfixturevalue(request.param)
    client = stack.emulator.client("dynamodb")
    return DynamoAuditLog(client, _table(client))


@cache
def _table(client: Any) -> str:
    return tables_in(client, only="Audit")["Audit"]


def entries(log: AuditLog, number: int) -> list[AuditEntry]:
    """So many entries that are in the log, the latest last."""
    who = f"arn:aws:sts::123456789012:assumed-role/Operator/zoë-{secrets.token_hex(4)}"
    made = [
        AuditEntry(next(LATER), secrets.token_hex(8), who, "pause", f"lane/{index}", "the printer ☕ is out")
        for index in range(number)
    ]
    for entry in made:
        log.add(entry)
    return made


def test_entries_are_told_as_they_were_made_the_latest_first(log: AuditLog) -> None:
    first, second, third = entries(log, 3)

    found, _ = log.latest(3)

    assert found == [third, second, first]


def test_entries_of_one_moment_are_all_kept(log: AuditLog) -> None:
    (entry,) = entries(log, 1)
    other = replace(entry, subject="lane/other")
    log.add(other)

    assert {*log.latest(2)[0]} == {entry, other}


def test_an_entry_that_is_added_again_is_there_once(log: AuditLog) -> None:
    first, second = entries(log, 2)
    log.add(second)

    assert list(log.latest(2)[0]) == [second, first]


def test_a_page_goes_on_where_the_one_before_has_ended(log: AuditLog) -> None:
    made = entries(log, 5)
    found: list[list[AuditEntry]] = []
    place: str | None = None
    for _ in range(2):
        page, place = log.latest(2, place)
        found.append([*page])

    assert found == [made[:2:-1], made[2:0:-1]]


def test_a_place_that_no_page_gave_is_refused(log: AuditLog) -> None:
    with pytest.raises(ValueError, match="xxx"):
        log.latest(2, "x" * 1_025)
