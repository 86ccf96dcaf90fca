"""Stored data of each release: the rows of its tables, the messages of its queues, and its own readings of them.

`python -m tests.support.stored_by_releases` lets the latest release fill a stack, and freezes the result. This is done
once per release, before anything changes, and the files are never edited.
"""

import base64
import json
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from tests.support.console_api import ConsoleApi
from tests.support.deployed import until
from tests.support.filled_stacks import waiting_stack
from tests.support.moto_stack import ENVIRONMENT, moto_stack
from tests.support.readings import LETTERS, TASKS, readings
from tests.support.releases import RELEASES, copy_of_release
from tests.support.updated_stacks import Stack

NAME = "stored.json"

TABLES = ("Runs", "Records", "Stores", "Audit", "RateWindows")

QUEUES = ("DefaultQueue", "LongQueue", TASKS, f"Default{LETTERS}")


def stored_by(template: Path) -> dict[str, Any]:
    """Return a release's stored data with its readings."""
    return json.loads((template.parent / NAME).read_text(), object_hook=_whole)


def read(stored: dict[str, Any]) -> Any:
    """Return the current code's readings of stored data."""
    with patch.dict(os.environ, ENVIRONMENT), moto_stack() as moto:
        dynamodb, names = moto.emulator.client("dynamodb"), moto.outputs()
        for table, rows in stored["tables"].items():
            for row in rows:
                dynamodb.put_item(TableName=names[table], Item=row)
        return readings(dynamodb, names, stored["tables"], stored["queues"])


def keep(template: Path) -> Path:
    """Let a release fill a stack, freeze the stored data, and return the file."""
    with (
        TemporaryDirectory() as project,
        TemporaryDirectory() as noted,
        waiting_stack(copy_of_release(template, Path(project)), Path(noted)) as stack,
    ):
        _fill_more(stack)
        stored: dict[str, Any] = {
            "tables": {name: sorted(stack.rows(name), key=str) for name in TABLES},
            "queues": {name: sorted(_bodies(stack, name)) for name in QUEUES},
        }
    stored["read"] = read(stored)
    file = template.parent / NAME
    file.write_text(json.dumps(stored, indent=1, sort_keys=True, default=_part) + "\n")
    return file


def _fill_more(stack: Stack) -> None:
    """Add pauses, a task of the reconciler, and wake-ups that have been sent."""
    api = ConsoleApi(stack.deployed)
    api.post("actions/sync_order/pause", reason="The printer is out")
    api.post("lanes/long/pause", reason="A long night")
    stack.deployed.read_queues("Reconciler", reads=False)
    api.post(f"stores/{stack.deployed.info.store_hash}/catch-up", since=time.time() - 3600, dry_run=False)
    until(lambda: _visible(stack, "LongQueue") > 2 and _visible(stack, TASKS), 180)


def _visible(stack: Stack, queue: str) -> int:
    counted, url = "ApproximateNumberOfMessages", stack.deployed.stack.outputs()[queue]
    sqs = stack.deployed.stack.emulator.client("sqs")
    return int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[counted])["Attributes"][counted])


def _bodies(stack: Stack, queue: str) -> list[str]:
    sqs: Any = stack.deployed.stack.emulator.client("sqs")
    receive = {"QueueUrl": stack.deployed.stack.outputs()[queue], "MaxNumberOfMessages": 10, "VisibilityTimeout": 600}
    bodies: list[str] = []
    while messages := sqs.receive_message(**receive).get("Messages"):
        bodies += [message["Body"] for message in messages]
    return bodies


def _part(value: bytes) -> dict[str, str]:
    return {"base64": base64.b64encode(value).decode()}


def _whole(fields: dict[str, Any]) -> Any:
    return base64.b64decode(fields["base64"]) if fields.keys() == {"base64"} else fields


if __name__ == "__main__":
    print(keep(RELEASES[-1]))  # noqa: T201 -- for the maintainer
