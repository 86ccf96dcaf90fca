"""Hundreds of dead letters of several causes: one cause goes back, though the command is killed half-way."""

import json
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass
from itertools import batched
from pathlib import Path
from typing import Any

import pytest
from tests.support.cut_line import cut_line
from tests.support.deployed import Deployed, until

from storehook.aws.items import deserialize, whole_or_float
from storehook.aws.queues import SqsDeadLetters
from storehook.consumer.outcome import dead_letter_attributes
from storehook.queues.dead_letters import LetterScan
from storehook.queues.message import Message, decode, encode
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.run import Lease, Run

STOREHOOK = Path(sys.executable).parent / "storehook"
ACTION = "print_label"
SCOPE = "store/shipment/created"
CAUSES = (KeyError("sku"), TimeoutError("printer"), ValueError("weight"), ConnectionError("carrier"))
EACH = 100
CHANGES = ("AmazonSQS.SendMessage", "AmazonSQS.DeleteMessage")
"""Calls for each letter that is redriven."""
HIDDEN_FOR = 10
"""Seconds after which what the killed command had looked at comes back."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The dead letters of the lane `long`: 100 of each cause, all of one new store.

    Args:
        deployed: the stack.
        queue: where they are.
        failed: their runs, as they failed.
    """

    deployed: Deployed
    queue: SqsDeadLetters
    failed: list[Run]

    def events(self, cause: str) -> set[str]:
        """The events whose runs failed of a cause."""
        return {run.key.event_id for run in self.failed if fingerprint(run) == cause}

    def there(self) -> int:
        """Count the letters, including hidden ones."""
        return self.queue.count() + self.queue.hidden()

    def left(self) -> list[str]:
        """The events of those that are still there, looked at one by one."""
        with LetterScan(self.queue, self.queue.count()) as scan:
            return [decode(letter.text).delivery_id for found in scan for letter in found]

    def stored(self) -> dict[str, dict[str, Any]]:
        """The rows of their runs, by event."""
        client, table = self.deployed.stack.emulator.client("dynamodb"), self.deployed.info.outputs["Runs"]
        rows: list[dict[str, Any]] = []
        for some in batched(self.failed, 100, strict=False):
            wanted: list[Any] = [
                {"pk": {"S": f"{run.key.store_hash}#{run.key.event_id}"}, "sk": {"S": ACTION}} for run in some
            ]
            answer: Any = client.batch_get_item(RequestItems={table: {"Keys": wanted, "ConsistentRead": True}})
            assert not answer.get("UnprocessedKeys")
            rows += [deserialize(row, whole_or_float) for row in answer["Responses"][table]]
        return {row["pk"].partition("#")[2]: row for row in rows}


def fingerprint(run: Run) -> str:
    assert run.failure
    return run.failure.fingerprint


def failed_run(deployed: Deployed, store_hash: str, number: int) -> Run:
    """A run that failed at its last attempt."""
    now = time.time()
    delivery = deployed.delivery(SCOPE, {"type": "shipment", "id": number, "orderId": number}, store_hash=store_hash)
    message = Message(store_hash, delivery.id, delivery.body, delivery.timestamp, now, action=ACTION)
    lease = Lease(secrets.token_hex(8), now, now + 60)
    first = runs.first(RunKey(store_hash, delivery.id, ACTION), message, scope=SCOPE, lane="long", lease=lease)
    return runs.fail(first, CAUSES[number % len(CAUSES)], now)


def entry(number: int, run: Run) -> dict[str, Any]:
    """Its dead letter, as a part of a batch."""
    attributes = dead_letter_attributes(run)
    return {
        "Id": str(number),
        "MessageBody": encode(run.message.redriven()),
        "MessageAttributes": {name: {"DataType": "String", "StringValue": text} for name, text in attributes.items()},
        "MessageGroupId": run.key.store_hash,
    }


@pytest.fixture
def letters(deployed: Deployed) -> Generator[Letters]:
    """400 dead letters of four causes, and no others."""
    sqs, outputs = deployed.stack.emulator.client("sqs"), deployed.info.outputs
    queue = SqsDeadLetters(sqs, outputs["LongDeadLetterQueue"], outputs["LongQueue"])
    assert (queue.count(), queue.hidden()) == (0, 0)
    store_hash = secrets.token_hex(5)
    failed = [failed_run(deployed, store_hash, number) for number in range(EACH * len(CAUSES))]
    for some in batched(failed, 10, strict=False):
        entries: Any = [entry(number, run) for number, run in enumerate(some)]
        assert len(sqs.send_message_batch(QueueUrl=queue.dead_letter_url, Entries=entries)["Successful"]) == len(some)
    yield Letters(deployed, queue, failed)
    sqs.purge_queue(QueueUrl=queue.dead_letter_url)


def redrive(folder: Path, cause: str) -> subprocess.Popen[str]:
    """`storehook dlq redrive`, at work.

    Args:
        folder: whose `.local/stack.json` says where the stack is.
        cause: the fingerprint.
    """
    return subprocess.Popen(
        [STOREHOOK, "dlq", "redrive", "--lane", "long", "--fingerprint", cause, "--local"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed_half_way(deployed: Deployed, folder: Path, cause: str) -> int:
    """Kill it after 101 changes: at least one letter has had only one of its two. Gives its return code."""
    with cut_line(deployed.info.aws_endpoint_url, calls=EACH + 1, counted=CHANGES, hides_for=HIDDEN_FOR) as line:
        (folder / ".local").mkdir()
        info = asdict(deployed.info) | {"aws_endpoint_url": line.url}
        (folder / ".local" / "stack.json").write_text(json.dumps(info))
        with redrive(folder, cause) as process:
            line.dead.wait(timeout=60)
            process.kill()
    return process.returncode


@pytest.mark.timeout(600)
def test_one_cause_of_four_goes_back_once_though_the_command_is_killed_half_way(
    deployed: Deployed, letters: Letters, tmp_path: Path
) -> None:
    cause = fingerprint(letters.failed[0])
    wanted = letters.events(cause)
    others = {run.key.event_id for run in letters.failed} - wanted
    assert (len(wanted), len(others), letters.there()) == (EACH, 3 * EACH, 4 * EACH)

    assert killed_half_way(deployed, tmp_path, cause) == -signal.SIGKILL
    # What it had looked at comes back by itself.
    until(lambda: letters.queue.hidden() == 0, seconds=200)
    moved = 4 * EACH - letters.there()
    assert 0 < moved <= EACH / 2
    with redrive(deployed.stack.project, cause) as again:
        said, problem = again.communicate()

    assert (again.returncode, problem) == (0, "")
    assert said.splitlines()[0] == f"Dead letters redriven: {EACH - moved}."
    assert said.splitlines()[1].startswith(f"Dead letters left in the lane: {3 * EACH}.")
    assert sorted(letters.left()) == sorted(others)
    until(lambda: deployed.waiting("Long") == 0, seconds=200)
    stored = letters.stored()
    assert stored.keys() == wanted
    assert {(row["state"], len(row["attempts"]), row["redrives"]) for row in stored.values()} == {("completed", 1, 1)}
