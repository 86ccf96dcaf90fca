"""Readings of our code from the rows and messages that a stack has stored, as data that can be kept and compared."""

import json
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from typing import Any

from storehook.aws.audit_log import DynamoAuditLog
from storehook.aws.catch_ups import DynamoCatchUps
from storehook.aws.due_runs import DynamoDueRuns
from storehook.aws.gaps import DynamoOpenGaps
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.pauses import DynamoHeldNames, DynamoPauses
from storehook.aws.quota_queues import quota_queue_of
from storehook.aws.rate_windows import window_of
from storehook.aws.recheck_progress import DynamoRecheckProgress
from storehook.aws.records import DynamoRecordStore
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.resource_locks import DynamoLockTable
from storehook.aws.run_rows import key_of
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.stores import DynamoStores
from storehook.aws.wake_progress import DynamoWakeProgress
from storehook.aws.write_marks import DynamoWriteMarks
from storehook.queues.message import decode_any
from storehook.queues.task import decode as decode_task
from storehook.records.table import Expiry
from storehook.runs.open import DUE, FIRST, LAST, PARTS
from storehook.runs.resource_locks import LockHolder, ResourceLock

FAR = 9e9
"""A time (unix seconds) after every stored one."""

TASKS = "ReconcileQueue"

LETTERS = "DeadLetterQueue"

type Table = list[dict[str, Any]]


def readings(dynamodb: Any, names: dict[str, str], tables: dict[str, Table], queues: dict[str, list[Any]]) -> Any:
    """Return everything that the code reads, by kind and name.

    Args:
        dynamodb: a client for the tables.
        names: the names of the tables there.
        tables: the rows in DynamoDB's format.
        queues: the messages' bodies, by the queue's name.
    """
    runs = {pk_sk(row): row for row in tables["Runs"]}
    found = {
        "runs": dict(_runs(dynamodb, names["Runs"], tables["Runs"])),
        "beside runs": {name: dict(_beside(dynamodb, names["Runs"], name)) for name in runs},
        "due": list(_due(dynamodb, names["Runs"])),
        "stores": {row["store_hash"]["S"]: _store(dynamodb, names["Stores"], row) for row in tables["Stores"]},
        "records": dict(_records(dynamodb, names["Records"], tables["Records"])),
        "audit": DynamoAuditLog(dynamodb, names["Audit"]).latest(100)[0],
        "quotas": {row["store_hash"]["S"]: _quota(row) for row in tables["RateWindows"]},
        "messages": {name: [_message(name, body) for body in bodies] for name, bodies in queues.items()},
    }
    return json.loads(json.dumps(found, default=_plain))


def pk_sk(row: dict[str, Any]) -> str:
    """Return the key of a row in the table of runs."""
    return f"{row['pk']['S']} {row['sk']['S']}"


def _runs(dynamodb: Any, name: str, rows: Table) -> Iterator[tuple[str, Any]]:
    repository = DynamoRunRepository(dynamodb, name, retention=1.0)
    for row in rows:
        if "state" in row:
            key = key_of({part: row[part]["S"] for part in ("pk", "sk")})
            run = repository.get(key)
            assert run is not None
            yield str(key), {**asdict(run), "run_key": run.run_key}


def _beside(dynamodb: Any, name: str, row: str) -> Iterator[tuple[str, Any]]:
    """Return the data in the table of runs other than runs."""
    kind, *parts = row.split(" ")[0].split("#")
    match kind, parts:
        case "write", [store_hash, resource]:
            yield "marks", DynamoWriteMarks(dynamodb, name).between(store_hash, resource, 0.0, FAR)
        case "lock", [store_hash, resource]:
            lock = ResourceLock(store_hash, resource, row.split(" ")[1])
            yield "resource lock", DynamoLockTable(dynamodb, name).acquire(lock, LockHolder("asked/asked", 1), 0.0).name
        case "wake", _:
            yield "wake", DynamoWakeProgress(dynamodb, name).places()
        case "recheck", _:
            yield "recheck", DynamoRecheckProgress(dynamodb, name).until()
        case "", ["pauses"]:
            yield "pauses", DynamoPauses(dynamodb, name).all()
        case "", ["held", _]:
            yield "held", sorted(DynamoHeldNames(dynamodb, name).all(), key=str)
        case _:
            assert len(parts) == 1, f"nothing reads the row {row}"  # a run


def _due(dynamodb: Any, name: str) -> Iterator[Any]:
    due_runs = DynamoDueRuns(dynamodb, name)
    for kind in DUE:
        for part in range(PARTS):
            yield from due_runs.read(f"{kind}#{part:02}", FIRST, LAST, 1000)


def _store(dynamodb: Any, name: str, row: dict[str, Any]) -> dict[str, Any]:
    store_hash = row["store_hash"]["S"]
    no_key: Any = None
    return {
        "store": DynamoStores(dynamodb, name, KmsCipher(no_key, "none")).find(store_hash),
        "registration": DynamoRegistrations(dynamodb, name).get(store_hash),
        "gaps": DynamoOpenGaps(dynamodb, name).get(store_hash),
        "catch-up": DynamoCatchUps(dynamodb, name).get(store_hash),
    }


def _records(dynamodb: Any, name: str, rows: Table) -> Iterator[tuple[str, Any]]:
    records = DynamoRecordStore(dynamodb, name, Expiry())
    for partition in sorted({row["pk"]["S"] for row in rows}):
        store_hash, model = partition.split("#")
        yield partition, records.page(store_hash, model, after=None, limit=100).rows


def _quota(row: dict[str, Any]) -> Any:
    name = row["store_hash"]["S"]
    return window_of(row) if "quota" in row else quota_queue_of(name, row)


def _message(queue: str, body: str) -> Any:
    if queue == TASKS:
        return decode_task(body)
    message = decode_any(body)
    return {type(message).__name__: asdict(message)}


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return value.decode("latin-1")
        case set() | frozenset():
            return sorted(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return asdict(value)
        case _:
            return str(value) if not hasattr(value, "items") else dict(value)
