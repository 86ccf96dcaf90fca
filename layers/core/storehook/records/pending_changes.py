"""Pending changes: how a side effect survives a retry. Each change is tied to the run that made it, in the record's
row.

`on_success` has side effects, and comes after the save. If it fails, or its process dies, the next attempt of the run
loads a record that already has the new values. Compared with those, nothing has changed, and the side effect would be
skipped silently. The save therefore also writes the previous values of the changed fields to the same row: the run's
pending change. As long as it is there, the run owes an `on_success`, and "since loaded" means since before the pending
change. The pending change is removed when `on_success` has returned. If the process dies between the two, the side
effect is repeated. It happens at least once, and more than once only after such a death. `ctx.run_key` is the same in
both attempts and serves as an idempotency key.

A pending change holds only the changed fields. Other runs answer for their own changes. If another attempt of a run
changes a field again, the pending change keeps the earliest previous value that differs from the new one. The run that
changed a field last therefore sees it as changed, even if it is back at its first value. Another run may have acted on
the value in between. If two runs make the same change, one loses the race for the version. It then loads what the
winner saved, sees no change and leaves no pending change. If the winner fails, it is retried, and finally shows as
failed.

A pending change is removed only if it is the one that this attempt saved or found. If the lease expired meanwhile and a
later attempt of the run saved more, that attempt still owes its changes.

A row has at most `MAX_PENDING` pending changes and `MAX_BYTES` of them. A change whose run can no longer come back,
because it is older than the retention of runs, is dropped. If there are still too many, the run that saves now takes
over the oldest change before its own `on_success` starts. Those fields count as changed for it, too. Every change thus
has a run that owes its `on_success`, and a row does not grow endlessly if each `on_success` fails. The pending change
of a delete is not handed over: only a run that deletes calls `on_deleted`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from storehook.records.rows import Operation, PendingChange, RecordRow, size
from storehook.records.values import Fields, Stored, same

MAX_PENDING = 20
"""Runs with an unfinished `on_success` that a record keeps."""

MAX_BYTES = 100 * 1024
"""Bytes of pending changes, of the 400 KB of a row."""

type PendingChanges = Mapping[str, PendingChange]


@dataclass(frozen=True, slots=True)
class Owner:
    """Run that owns a change. It can come back until `retention` seconds after its last change."""

    run_key: str
    now: float
    retention: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Write that becomes a pending change.

    Args:
        version: version that it makes.
        before: previous values of the changed fields. For a delete, all fields.
        after: all fields after it.
        defaults: values of the fields in a new record.
        fresh: the record did not exist before.
    """

    operation: Operation
    version: int
    before: Fields
    after: Fields
    defaults: Fields
    fresh: bool


def loaded(stored: Fields, defaults: Fields, pending_change: PendingChange | None) -> Fields:
    """Return the baseline for "since loaded", given the run's own pending change from an earlier attempt."""
    if pending_change is None:
        return stored
    return {**(defaults if pending_change.operation == "create" else stored), **pending_change.before}


def with_pending(pending: PendingChanges, owner: Owner, write: Write) -> PendingChanges:
    """Return the pending changes of a row's next version."""
    others = {
        run: pending_change
        for run, pending_change in pending.items()
        if pending_change.at + owner.retention > owner.now
    }
    earlier = others.pop(owner.run_key, None)
    since = dict.fromkeys(write.before, write.version - 1)
    mine = PendingChange(write.operation, write.before, since, write.version, owner.now)
    if earlier and not write.fresh and "delete" not in (earlier.operation, write.operation):
        mine = _merged(mine, earlier, write)
    while write.operation != "delete" and _are_too_many(others) and (oldest := _oldest(others)):
        mine = _merged(mine, others.pop(oldest), write)
    return {**others, owner.run_key: mine}


def without(row: RecordRow, run_key: str) -> PendingChanges:
    """Return the pending changes of all runs but one."""
    return {run: pending_change for run, pending_change in row.pending.items() if run != run_key}


def pending_deletes(pending: PendingChanges) -> PendingChanges:
    """Return the changes that still owe an `on_deleted`. A deleted record owes nothing else."""
    return {run: pending_change for run, pending_change in pending.items() if pending_change.operation == "delete"}


def _are_too_many(pending: PendingChanges) -> bool:
    return (
        len(pending) >= MAX_PENDING
        or sum(size(pending_change.before) for pending_change in pending.values()) > MAX_BYTES
    )


def _oldest(pending: PendingChanges) -> str | None:
    handed_over = [run for run, pending_change in pending.items() if pending_change.operation != "delete"]
    return min(handed_over, key=lambda run: (pending[run].at, run), default=None)


def _merged(mine: PendingChange, other: PendingChange, write: Write) -> PendingChange:
    """Return the first change with the second one merged into it."""
    operation = "create" if other.operation == "create" else mine.operation
    names = {*mine.before, *other.before} & write.after.keys()
    if operation == "create":
        # The default is the earliest value. Another value says more only if the field is back at its default.
        names = {name for name in names if name in write.defaults and same(write.defaults[name], write.after[name])}
    earliest = {name: _earliest(name, (mine, other), write.after[name]) for name in sorted(names)}
    before, since = ({name: pair[part] for name, pair in earliest.items()} for part in (1, 0))
    return replace(mine, operation=operation, before=before, since=since)


def _earliest(name: str, pending_changes: tuple[PendingChange, PendingChange], now: Stored) -> tuple[int, Stored]:
    """Return the earliest version in which a field had another value than now, and that value."""
    values = [
        (pending_change.since[name], pending_change.before[name])
        for pending_change in pending_changes
        if name in pending_change.before
    ]
    return min(values, key=lambda value: (same(value[1], now), value[0]))
