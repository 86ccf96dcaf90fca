"""What a request that was let in would leave behind: a message, a run, or another store."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.support.deployed import Deployed, until

QUEUES = ("DefaultQueue", "LongQueue", "ReconcileQueue")
_COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible")


def traces(deployed: Deployed) -> Mapping[str, object]:
    """How many messages each queue has, which runs there are, and all of each store but what reconciles write."""
    sqs, found = deployed.stack.emulator.client("sqs"), dict[str, object]()
    for name in QUEUES:
        answer = sqs.get_queue_attributes(QueueUrl=deployed.info.outputs[name], AttributeNames=list(_COUNTS))
        found[name] = sum(int(answer["Attributes"][count]) for count in _COUNTS)
    for table, fields in {
        "Runs": ("pk", "sk", "state"),
        "Stores": ("store_hash", "status", "token", "installed_at"),
    }.items():
        rows = table_rows(deployed, deployed.info.outputs[table])
        found[table] = {str([row.get(field) for field in fields]) for row in rows}
    return found


def table_rows(deployed: Deployed, table: str) -> list[dict[str, Any]]:
    """Every row of a table, as DynamoDB has it."""
    pages: Any = deployed.stack.emulator.client("dynamodb").get_paginator("scan")
    return [row for page in pages.paginate(TableName=table) for row in page["Items"]]


@contextmanager
def nobody_receives(deployed: Deployed) -> Generator[None]:
    """What is sent to a queue stays in it: whatever was let in is there to be counted."""
    until(lambda: all(traces(deployed)[name] == 0 for name in QUEUES), seconds=120)
    _receive(deployed, enabled=False)
    try:
        yield
    finally:
        _receive(deployed, enabled=True)


def _receive(deployed: Deployed, *, enabled: bool) -> None:
    functions = deployed.stack.emulator.client("lambda")
    for source in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=source.get("UUID", ""), Enabled=enabled)
