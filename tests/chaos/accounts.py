"""The account of each store, when all is over: what was accepted has ended, once, and nothing is left."""

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
    """All that is there.

    Args:
        runs: the runs of each store.
        is_open: what the timer or a person has still to look at, by the run's path.
        letters: the events of dead letters, of each store.
    """

    runs: Mapping[str, list[Run]]
    is_open: Mapping[str, set[str]]
    letters: Mapping[str, set[str]]

    @classmethod
    def of(cls, deployed: Deployed) -> "Books":
        """Read them once, for every store."""
        runs, is_open = defaultdict[str, list[Run]](list), defaultdict[str, set[str]](set)
        for row, run in _rows(deployed):
            runs[run.key.store_hash].append(run)
            if "open" in row:
                is_open[run.key.store_hash].add(run.key.path)
        return cls(runs, is_open, _letters(deployed))


def all_have_ended(deployed: Deployed) -> bool:
    """Whether every run has, of every store."""
    return all(run.has_ended for _, run in _rows(deployed))


def table_rows(deployed: Deployed, table: str) -> list[dict[str, Any]]:
    """Every row of a table, as DynamoDB has it."""
    pages: Any = deployed.stack.emulator.client("dynamodb").get_paginator("scan")
    return [row for page in pages.paginate(TableName=table, ConsistentRead=True) for row in page["Items"]]


def _rows(deployed: Deployed) -> Iterable[tuple[dict[str, Any], Run]]:
    rows = (deserialize(row, whole_or_float) for row in table_rows(deployed, deployed.info.outputs["Runs"]))
    return ((row, run_of(row)) for row in rows if "state" in row)


def _letters(deployed: Deployed) -> Mapping[str, set[str]]:
    sqs, found = deployed.stack.emulator.client("sqs"), defaultdict[str, set[str]](set)
    for queue in LETTERS:
        url = deployed.info.outputs[queue]
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=600).get(
            "Messages"
        ):
            for body in (json.loads(each.get("Body", "")) for each in messages):
                found[body["store_hash"]].add(body.get("event_id") or body.get("delivery_id") or body.get("kind"))
    return found


def queued(deployed: Deployed) -> int:
    """How many messages are in the queues, visible or not."""
    names: Any = [f"ApproximateNumberOfMessages{which}" for which in ("", "Delayed", "NotVisible")]
    sqs, total = deployed.stack.emulator.client("sqs"), 0
    for queue in QUEUES:
        answer = sqs.get_queue_attributes(QueueUrl=deployed.info.outputs[queue], AttributeNames=names)
        total += sum(int(number) for number in answer["Attributes"].values())
    return total


def wrongs(scene: Scene, books: Books) -> list[str]:
    """What is not as it must be in a store."""
    runs = books.runs.get(scene.store_hash, [])
    found = [f"{run.key.path} is {run.state} for ever" for run in runs if not run.has_ended]
    if not found and not has_come_to(runs, scene.ends):
        found.append(f"ended as {_told(ends_of(runs))}, not {_told(scene.ends)}")
    found += _misdone(runs, scene.done)
    failed = {run.key.path: run.key.event_id for run in runs if run.state == "failed"}
    if still := books.is_open.get(scene.store_hash, set()) ^ failed.keys():
        found.append(f"open, or failed and not open: {sorted(still)}")
    if missing := set(failed.values()) - books.letters.get(scene.store_hash, set()):
        found.append(f"no dead letter of {sorted(missing)}")
    return found + [wrong for check in scene.checks for wrong in check()]


def _misdone(runs: Iterable[Run], done: Mapping[str, list[float]]) -> Iterable[str]:
    """Work that completed runs have not done, or once more after they had completed."""
    for run in _completed(runs):
        if not done[run.run_key]:
            yield f"{run.key.path} was never done"
        elif max(done[run.run_key]) > run.attempts[-1].ended_at:
            yield f"{run.key.path} was done after it had completed"


def untold(scene: Scene, books: Books) -> Iterable[str]:
    """Work that was done more often than its run tells of, as it does of each attempt that was lost alone."""
    done = scene.done
    for run in _completed(books.runs.get(scene.store_hash, [])):
        times, lost = len(done[run.run_key]), sum(attempt.failure is not None for attempt in run.attempts)
        if times > 1 + lost:
            yield f"{run.key.path} was done {times} times, and {lost} lost attempts are told of"


def repeats(scene: Scene) -> int:
    """How often more than once a run's work was done."""
    return sum(len(times) - 1 for times in scene.done.values())


def _completed(runs: Iterable[Run]) -> Iterable[Run]:
    return (run for run in runs if run.state == "completed")


def _told(ends: Ends) -> str:
    return ", ".join(f"{number} {action} {state}" for (action, state), number in sorted(ends.items())) or "nothing"
