"""Records in the terminal."""

import json
import time
from collections.abc import Iterable

from storehook.operations.record_answers import (
    PastChangeAnswer,
    PendingChangeAnswer,
    RecordAnswer,
    RecordRowAnswer,
    in_brief,
)
from storehook_cli.views.printing import ago, instant, print_facts, print_table, say

HEADS = ("ID", "UPDATED", "FIELDS")


def print_records(records: Iterable[RecordRowAnswer], empty: str) -> None:
    """Print a list of records, or the text for an empty list."""
    now = time.time()
    rows = ((record.id, ago(record.updated_at, now), in_brief(record.fields)) for record in records)
    print_table(HEADS, rows, empty=empty)


def print_record(record: RecordAnswer) -> None:
    """Print a record with all its details."""
    facts = [
        ("record", f"{record.model} {record.id}"),
        ("store", record.store_hash),
        ("created", f"{instant(record.created_at)} by {record.created_by}"),
        ("updated", instant(record.updated_at)),
        ("version", str(record.version)),
        ("expires", instant(record.expires_at)),
        *(("pending", _pending_change(change)) for change in record.pending_changes),
        *(("changed", _past_change(change)) for change in record.changes),
    ]
    print_facts(facts, 8)
    say(f"\n{json.dumps(record.fields, indent=2, ensure_ascii=False)}")


def _pending_change(change: PendingChangeAnswer) -> str:
    return f"on_success of {change.run} since {instant(change.at)}"


def _past_change(change: PastChangeAnswer) -> str:
    more = f" and {change.more} more" if change.more else ""
    return f"{instant(change.at)} by {change.run}: {', '.join(change.fields)}{more}"
