"""Final check of each store: every accepted event has ended, once, and nothing is left over."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.chaos.scene import Ends, Scene, ends_of, has_come_to
from tests.support.deployed import Deployed

from storehook.aws.items import deserialize, whole_or_float
from storehook.aws.run_items import run_of
from storehook.runs.run import Run

QUEUES = ("DefaultQueue", "LongQueue", "ReconcileQueue")
LETTERS = ("DefaultDeadLetterQueue", "LongDeadLetterQueue", "ReconcileDeadLetterQueue")


@dataclass(frozen=True)
class Books:
    """Contents of the tables and the dead-letter queues, by store.

    Args:
        is_open: the paths of runs in the index `open`.
        letters: the event IDs of dead letters.
    """

    runs: Mapping[str, list[Run]]
    is_open: Mapping[str, set[str]]
    letters: Mapping[str, set[str]]

    @classmethod
    def of(cls, deployed: Deployed) -> "Books":
        """Read everything once, for all stores."""
        runs, is_open = defaultdict[str, list[Run]](list), defaultdict[str, set[str]](set)
        for row, run in _rows(deployed):
            runs[run.key.store_hash].append(run)
            if "open" in row:
                is_open[run.key.store_hash].add(run.key.path)
        return cls(runs, is_open, _letters(deployed))


def all_have_ended(deployed: Deployed) -> bool:
    """Return whether every run of every store has ended."""
    return all(run.has_ended for _, run in _rows(deployed))


def table_rows(deployed: Deployed, table: str) -> list[dict[str, Any]]:
    """Return every row of a table in DynamoDB's format."""
    pages: Any = deployed.stack.emulator.client("dynamodb").get_paginator("scan")
    return [row for page in pages.paginate(TableName=table, ConsistentRead=True) for row in page["Items"]]


def _rows(deployed: Deployed) -> Iterable[tuple[dict[str, Any], Run]]:
    rows = (deserialize(row, whole_or_float) for row in table_rows(deployed, deployed.info.outputs["Runs"]))
    return ((row, run_of(row)) for row in rows if "state" in row)


def _letters(deployed: Deployed) -> Mapping[str, set[str]]:
    sqs, letters = deployed.stack.emulator.client("sqs"), defaultdict[str, set[str]](set)
    for queue in LETTERS:
        url = deployed.info.outputs[queue]
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=600).get(
            "Messages"
        ):
            for body in (json.loads(message.get("Body", "")) for message in messages):
                letters[body["store_hash"]].add(body.get("event_id") or body.get("delivery_id") or body.get("kind"))
    return letters


def queued(deployed: Deployed) -> int:
    """Return the number of messages in the queues, visible or not."""
    names: Any = [f"ApproximateNumberOfMessages{which}" for which in ("", "Delayed", "NotVisible")]
    sqs, total = deployed.stack.emulator.client("sqs"), 0
    for queue in QUEUES:
        answer = sqs.get_queue_attributes(QueueUrl=deployed.info.outputs[queue], AttributeNames=names)
        total += sum(int(number) for number in answer["Attributes"].values())
    return total


def errors_in(scene: Scene, books: Books) -> list[str]:
    """Return the errors in a store."""
    runs = books.runs.get(scene.store_hash, [])
    errors = [f"{run.key.path} stayed {run.state}" for run in runs if not run.has_ended]
    if not errors and not has_come_to(runs, scene.ends):
        errors.append(f"ended as {_text(ends_of(runs))}, not as {_text(scene.ends)}")
    errors += _wrong_work(runs, scene.done)
    failed = {run.key.path: run.key.event_id for run in runs if run.state == "failed"}
    if still := books.is_open.get(scene.store_hash, set()) ^ failed.keys():
        errors.append(f"open, or failed and not open: {sorted(still)}")
    if missing := set(failed.values()) - books.letters.get(scene.store_hash, set()):
        errors.append(f"no dead letter of {sorted(missing)}")
    return errors + [error for check in scene.checks for error in check()]


def _wrong_work(runs: Iterable[Run], done: Mapping[str, list[float]]) -> Iterable[str]:
    """Find completed runs whose work was not done, or was done again after they had completed."""
    for run in _completed(runs):
        if not done[run.run_key]:
            yield f"{run.key.path} completed, but its work was never done"
        elif max(done[run.run_key]) > run.attempts[-1].ended_at:
            yield f"{run.key.path} did its work again after it had completed"


def unrecorded_repeats(scene: Scene, books: Books) -> Iterable[str]:
    """Find work that was repeated without a recorded attempt. A lost attempt is recorded if it was alone."""
    done = scene.done
    for run in _completed(books.runs.get(scene.store_hash, [])):
        times, lost = len(done[run.run_key]), sum(attempt.failure is not None for attempt in run.attempts)
        if times > 1 + lost:
            yield f"{run.key.path} did its work {times} times, but records only {lost} lost attempts"


def repeats(scene: Scene) -> int:
    """Return how often work was repeated."""
    return sum(len(times) - 1 for times in scene.done.values())


def _completed(runs: Iterable[Run]) -> Iterable[Run]:
    return (run for run in runs if run.state == "completed")


def _text(ends: Ends) -> str:
    return ", ".join(f"{number} {action} {state}" for (action, state), number in sorted(ends.items())) or "nothing"
