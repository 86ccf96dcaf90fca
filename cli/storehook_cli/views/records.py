"""Records as the terminal shows them."""

import json
import time
from collections.abc import Iterable

from storehook.operations.answers import PastChangeAnswer, PendingChangeAnswer, RecordAnswer, RecordRowAnswer
from storehook.operations.records_service import in_brief
from storehook_cli.views.printing import ago, instant, print_facts, print_table, say
from storehook_cli.views.runs import run_name

HEADS = ("ID", "UPDATED", "FIELDS")


def print_records(records: Iterable[RecordRowAnswer], empty: str) -> None:
    """Print a list of records, or what there is to say if there is none."""
    now = time.time()
    print_table(
        HEADS, ((each["id"], ago(each["updated_at"], now), in_brief(each["fields"])) for each in records), empty=empty
    )


def print_record(record: RecordAnswer) -> None:
    """Print all about a record."""
    facts = [
        ("record", f"{record['model']} {record['id']}"),
        ("store", record["store_hash"]),
        ("created", f"{instant(record['created_at'])} by {record['created_by']}"),
        ("updated", instant(record["updated_at"])),
        ("version", str(record["version"])),
        ("expires", instant(record["expires_at"])),
        *(("pending", _pending(each)) for each in record["pending_changes"]),
        *(("changed", _past(each)) for each in record["changes"]),
    ]
    print_facts(facts, 8)
    say(f"\n{json.dumps(record['fields'], indent=2, ensure_ascii=False)}")


def _pending(change: PendingChangeAnswer) -> str:
    return f"on_success of {run_name(change['run'])} since {instant(change['at'])}"


def _past(change: PastChangeAnswer) -> str:
    more = f" and {change['more']} more" if change["more"] else ""
    return f"{instant(change['at'])} by {run_name(change['run'])}: {', '.join(change['fields'])}{more}"
