"""Runs as DynamoDB items. They are legible in the AWS console, and small: each write is billed by its KiB."""

from dataclasses import Field, asdict, fields, replace
from typing import Any

from storehook.aws.run_rows import key_of
from storehook.history.partitions import partition
from storehook.queues.message import SCHEMA, Message, pack, unpack
from storehook.queues.run_key import RunKey
from storehook.runs.failure import Failure
from storehook.runs.open import open_entry
from storehook.runs.run import Attempt, Run


def item(run: Run, retention: float) -> dict[str, Any]:
    """Return a run as a row.

    Args:
        retention: seconds for which it is kept after it has ended.
    """
    row = primary(run.key) | _pack(run.message.payload) | _attempts(run.attempts)
    row |= {"schema": SCHEMA, "store_hash": run.key.store_hash, "day": partition(run.created_at, run.key.event_id)}
    row |= _set_fields(run, _RUN_FIELDS) | _set_fields(run.message, _MESSAGE_FIELDS)
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
    """Return a row as a run."""
    key = key_of(row)
    message = Message(
        store_hash=key.store_hash,
        payload=_unpack(row),
        action=key.action,
        event_id=key.event_id,
        generation=key.generation,
        **_stored(row, _MESSAGE_FIELDS),
    )
    own = _stored(row, _RUN_FIELDS)
    if "resource" in row:
        own["resource"] = row["resource"].removeprefix(resource_key(key.store_hash, ""))
    enqueued = tuple(RunKey.in_store(key.store_hash, path) for path in row.get("enqueued", ()))
    return Run(key=key, message=message, attempts=_attempts_of(row), enqueued=enqueued, **own)


def primary(key: RunKey) -> dict[str, Any]:
    """Return a run's key in the table: its event, and its sort key among the event's runs."""
    return {"pk": f"{key.store_hash}#{key.event_id}", "sk": sort_key(key)}


def sort_key(key: RunKey) -> str:
    """Return the sort key of a run among its event's runs: the action and the generation. The latest run is last.

    A letter counts the digits of the generation, so that texts sort like numbers: `sync#a9` precedes `sync#b10`.
    """
    digits = str(key.generation)
    return f"{key.action}#{chr(ord('a') + len(digits) - 1)}{digits}" if key.generation else key.action


def resource_key(store_hash: str, resource: str) -> str:
    """Return the key of a store's resource in the index `by-resource`."""
    return f"{store_hash}#{resource}"


_RUN_FIELDS = tuple(
    field for field in fields(Run) if field.name not in ("key", "message", "attempts", "resource", "enqueued")
)

_MESSAGE_FIELDS = tuple(
    field
    for field in fields(Message)
    if field.name not in ("store_hash", "payload", "action", "event_id", "generation")
)


def _set_fields(source: Run | Message, of: tuple[Field[Any], ...]) -> dict[str, Any]:
    """Return the fields that differ from their default."""
    return {field.name: value for field in of if (value := getattr(source, field.name)) != field.default}


def _stored(row: dict[str, Any], of: tuple[Field[Any], ...]) -> dict[str, Any]:
    return {field.name: row[field.name] for field in of if field.name in row}


def _pack(payload: bytes) -> dict[str, Any]:
    packed = pack(payload)
    # A payload that cannot be stored as text is stored as binary. Base64 would leave no room for the attempts.
    return dict(packed) if "payload" in packed else {"payload_binary": payload}


def _unpack(row: dict[str, Any]) -> bytes:
    return bytes(row["payload_binary"]) if "payload_binary" in row else unpack(row)


def _attempts(attempts: tuple[Attempt, ...]) -> dict[str, Any]:
    """Return attempts as lists that refer to failures and errors by index, since most attempts fail alike.

    The newest error is the first one, so that a list of runs can read `errors[0]`.
    """
    if not attempts:
        return {}
    failed = [attempt.failure for attempt in attempts if attempt.failure]
    failures = list(dict.fromkeys(map(_without_error, failed)))
    errors = list(dict.fromkeys(failure.error for failure in reversed(failed)))
    rows = [_attempt_row(attempt, failures, errors) for attempt in attempts]
    failure_fields = [{name: value for name, value in asdict(failure).items() if value} for failure in failures]
    return {"attempts": rows, "failures": failure_fields, "errors": errors}


def _attempt_row(attempt: Attempt, failures: list[Failure], errors: list[str]) -> list[float]:
    row = [attempt.number, attempt.redrives, attempt.started_at, attempt.ended_at]
    if attempt.failure is None:
        return row
    return [*row, failures.index(_without_error(attempt.failure)), errors.index(attempt.failure.error)]


def _without_error(failure: Failure) -> Failure:
    return replace(failure, error="")


def _attempts_of(row: dict[str, Any]) -> tuple[Attempt, ...]:
    attempts: list[tuple[int, int, float, float, *tuple[int, ...]]] = row.get("attempts", [])
    return tuple(
        Attempt(number, redrives, started_at, ended_at, _failure_at(row, indexes))
        for number, redrives, started_at, ended_at, *indexes in attempts
    )


def _failure_at(row: dict[str, Any], indexes: list[int]) -> Failure | None:
    if not indexes:
        return None
    failure, error = indexes
    return Failure(**_NO_FAILURE | row["failures"][failure] | {"error": row["errors"][error]})


_NO_FAILURE = dict.fromkeys((field.name for field in fields(Failure)), "")
