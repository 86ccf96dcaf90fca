"""Records as the terminal shows them."""

import json
import time
from collections.abc import Iterable

from storehook.operations.answers import RecordAnswer
from storehook_cli.views.printing import ago, instant, print_facts, print_table, say

HEADS = ("ID", "UPDATED", "FIELDS")

LONGEST = 200
"""Characters of a record's fields in a list; `records show` has all."""


def print_records(records: Iterable[RecordAnswer], empty: str) -> None:
    """Print a list of records, or what there is to say if there is none."""
    now = time.time()
    print_table(HEADS, ((each["id"], ago(each["updated_at"], now), _in_brief(each)) for each in records), empty=empty)


def print_record(record: RecordAnswer) -> None:
    """Print all about a record."""
    facts = [
        ("record", f"{record['model']} {record['id']}"),
        ("store", record["store_hash"]),
        ("created", f"{instant(record['created_at'])} by {record['created_by']}"),
        ("updated", instant(record["updated_at"])),
        ("version", str(record["version"])),
        ("pending", f"on_success of {record['pending']}" if record["pending"] else ""),
    ]
    print_facts(facts, 8)
    say(f"\n{json.dumps(record['fields'], indent=2, ensure_ascii=False)}")


def _in_brief(record: RecordAnswer) -> str:
    text = "  ".join(f"{name}={json.dumps(each, ensure_ascii=False)}" for name, each in record["fields"].items())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
