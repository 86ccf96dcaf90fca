"""A run as a row of DynamoDB, legible in the AWS console, and small: each KiB of it is paid for with every write."""

from dataclasses import Field, asdict, fields, replace
from typing import Any

from storehook.aws.run_rows import key_of
from storehook.history.key_ranges import partition
from storehook.queues.message import SCHEMA, Message, pack, unpack
from storehook.queues.run_key import RunKey
from storehook.runs.failure import Failure
from storehook.runs.open import open_entry
from storehook.runs.run import Attempt, Run


def item(run: Run, retention: float) -> dict[str, Any]:
    """A run as a row.

    Args:
        run: the run.
        retention: how long it is kept once it has ended, in seconds.
    """
    row = primary(run.key) | _pack(run.message.payload) | _attempts(run.attempts)
    row |= {"schema": SCHEMA, "store_hash": run.key.store_hash, "day": partition(run.created_at, run.key.event_id)}
    row |= _said(run, _RUN_FIELDS) | _said(run.message, _MESSAGE_FIELDS)
    if run.enqueued:
        row["enqueued"] = [key.path for key in run.enqueued]
    if run.failure:
        row |= {"error_type": run.failure.error_type, "fingerprint": run.failure.fingerprint}
    if entry := open_entry(run):
        row["open"], row["open_at"] = entry
    if run.has_ended:
        row["expires_at"] = int(run.updated_at + retention)
    if run.resource:
        row |= {"resource": resource_key(run.key.store_hash, run.resource), "happened_at": run.happened_at}
    return row


def run_of(row: dict[str, Any]) -> Run:
    """A row as a run."""
    key = key_of(row)
    message = Message(
        store_hash=key.store_hash,
        payload=_unpack(row),
        action=key.action,
        event_id=key.event_id,
        generation=key.generation,
        **{each.name: row[each.name] for each in _MESSAGE_FIELDS if each.name in row},
    )
    own = {each.name: row[each.name] for each in _RUN_FIELDS if each.name in row}
    if "resource" in row:
        own["resource"] = row["resource"].removeprefix(resource_key(key.store_hash, ""))
    enqueued = tuple(RunKey.in_store(key.store_hash, each) for each in row.get("enqueued", ()))
    return Run(key=key, message=message, attempts=_attempts_of(row), enqueued=enqueued, **own)


def primary(key: RunKey) -> dict[str, Any]:
    """A run's key in the table: its event, and what tells it from the event's other runs."""
    return {"pk": f"{key.store_hash}#{key.event_id}", "sk": sort_key(key)}


def sort_key(key: RunKey) -> str:
    """What tells the runs of an event apart: the action, then the generation, so that the latest is the last."""
    return f"{key.action}#{key.generation:06}" if key.generation else key.action


def resource_key(store_hash: str, resource: str) -> str:
    """What the index `by-resource` knows a store's resource by."""
    return f"{store_hash}#{resource}"


_RUN_FIELDS = tuple(
    each for each in fields(Run) if each.name not in ("key", "message", "attempts", "resource", "enqueued")
)

_MESSAGE_FIELDS = tuple(
    each for each in fields(Message) if each.name not in ("store_hash", "payload", "action", "event_id", "generation")
)


def _said(value: Run | Message, of: tuple[Field[Any], ...]) -> dict[str, Any]:
    """The fields that say something: those that are as they are by default go without saying."""
    return {each.name: said for each in of if (said := getattr(value, each.name)) != each.default}


def _pack(payload: bytes) -> dict[str, Any]:
    packed = pack(payload)
    # Legible if it can be; else as binary, since base64 would leave no room for the attempts.
    return dict(packed) if "payload" in packed else {"payload_binary": payload}


def _unpack(row: dict[str, Any]) -> bytes:
    return bytes(row["payload_binary"]) if "payload_binary" in row else unpack(row)


def _attempts(attempts: tuple[Attempt, ...]) -> dict[str, Any]:
    """The attempts as lists, each naming its failure and what that said by their places: most have failed alike."""
    if not attempts:
        return {}
    failed = [each.failure for each in attempts if each.failure]
    failures = list(dict.fromkeys(map(_without_error, failed)))
    errors = list(dict.fromkeys(failure.error for failure in failed))
    told = [
        [each.number, each.redrives, each.started_at, each.ended_at]
        + ([failures.index(_without_error(each.failure)), errors.index(each.failure.error)] if each.failure else [])
        for each in attempts
    ]
    named = [{name: said for name, said in asdict(failure).items() if said} for failure in failures]
    return {"attempts": told, "failures": named, "errors": errors}


def _without_error(failure: Failure) -> Failure:
    return replace(failure, error="")


def _attempts_of(row: dict[str, Any]) -> tuple[Attempt, ...]:
    told: list[tuple[int, int, float, float, *tuple[int, ...]]] = row.get("attempts", [])
    return tuple(
        Attempt(number, redrives, started_at, ended_at, _failure_at(row, places))
        for number, redrives, started_at, ended_at, *places in told
    )


def _failure_at(row: dict[str, Any], places: list[int]) -> Failure | None:
    if not places:
        return None
    failure, error = places
    return Failure(**_NO_FAILURE | row["failures"][failure] | {"error": row["errors"][error]})


_NO_FAILURE = dict.fromkeys((each.name for each in fields(Failure)), "")
