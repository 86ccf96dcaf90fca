"""Why a side effect survives a retry: each change is tied to the run that made it, in the record itself.

`on_success` has side effects, and comes after the save. If it fails, or its process dies, the next attempt of the run
loads a record that has the new values already: compared with those, nothing has changed, and the side effect would be
skipped in silence. So the save writes, in the same row, what the changed fields were before: the run's pending change.
As long as it is there the run owes an `on_success`, and "since loaded" is since before the pending change. When
`on_success` has returned, the pending change is removed. A process that dies between the two repeats the side effect:
it happens at least once, and once only if nothing dies just there. `ctx.run_key` is the same in both attempts, and
serves as idempotency key.

A pending change holds the changed fields, not the whole record: what other runs have changed meanwhile is theirs to
answer for. If a run changes a field again, in another attempt, the pending change keeps the earliest of the values that
the field had before and that differ from its new one. So whoever has changed a field last sees it as changed, even if
it is back at its first value by then: another run may have answered the value in between. Two runs that bring one
change race for the version; whoever loses loads what the winner saved, sees no change and leaves none pending. If the
winner then fails, its run is retried, and in the end shows as failed.

A pending change is removed only if it is still the one that this attempt saved or found. If the lease ran out
meanwhile, and a later attempt of the same run has saved more, that attempt's changes are still owed.

A row has at most `MAX_PENDING` pending changes, and `MAX_BYTES` of them. One of a run that cannot come back, since it
is older than runs are kept, is dropped. If there are still too many, the run that saves now takes the oldest change
over, before its own `on_success` begins: those fields count as changed for it, too. So no change is without a run that
owes its `on_success`, and a row whose every `on_success` fails does not grow without end. The pending change of a
delete is not handed over: only a run that deletes calls `on_deleted`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from storehook.records.rows import Operation, PendingChange, Row, size
from storehook.records.values import Fields, Stored, same

MAX_PENDING = 20
"""Runs that one record remembers as not having ended their `on_success`."""

MAX_BYTES = 100 * 1024
"""Bytes that those may take, of the 400 KB of a row."""

type PendingChanges = Mapping[str, PendingChange]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose change it is.

    Args:
        run_key: its run.
        now: unix seconds.
        retention: how long a run can come back after its last change, in seconds.
    """

    run_key: str
    now: float
    retention: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """What is anchored.

    Args:
        operation: what is done.
        version: the version that it makes.
        before: what the fields that it changes were; for a delete, all fields.
        after: all fields, as they are then.
        defaults: what they are in a new record.
        fresh: whether the record did not exist before.
    """

    operation: Operation
    version: int
    before: Fields
    after: Fields
    defaults: Fields
    fresh: bool


def loaded(stored: Fields, defaults: Fields, pending_change: PendingChange | None) -> Fields:
    """What "since loaded" compares with.

    Args:
        stored: the record's fields now.
        defaults: what they are in a new record.
        pending change: the run's own, from an earlier attempt.
    """
    if pending_change is None:
        return stored
    return {**(defaults if pending_change.operation == "create" else stored), **pending_change.before}


def with_pending(pending: PendingChanges, owner: Owner, write: Write) -> PendingChanges:
    """The pending changes of a row's next version.

    Args:
        pending: those of the version before.
        owner: who writes.
        write: what.
    """
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


def without(row: Row, run_key: str) -> PendingChanges:
    """A row's pending changes but for one run's."""
    return {run: pending_change for run, pending_change in row.pending.items() if run != run_key}


def owes_delete(pending: PendingChanges) -> bool:
    """Whether some run still owes an `on_deleted`."""
    return any(pending_change.operation == "delete" for pending_change in pending.values())


def _are_too_many(pending: PendingChanges) -> bool:
    return (
        len(pending) >= MAX_PENDING
        or sum(size(pending_change.before) for pending_change in pending.values()) > MAX_BYTES
    )


def _oldest(pending: PendingChanges) -> str | None:
    handed_over = [run for run, pending_change in pending.items() if pending_change.operation != "delete"]
    return min(handed_over, key=lambda run: (pending[run].at, run), default=None)


def _merged(mine: PendingChange, other: PendingChange, write: Write) -> PendingChange:
    """The first, with the changes of the other."""
    operation = "create" if other.operation == "create" else mine.operation
    names = {*mine.before, *other.before} & write.after.keys()
    if operation == "create":
        # The default is the earliest that there can be: only where the field is back at it, another value tells more.
        names = {name for name in names if name in write.defaults and same(write.defaults[name], write.after[name])}
    found = {name: _earliest(name, (mine, other), write.after[name]) for name in sorted(names)}
    before, since = ({name: pair[part] for name, pair in found.items()} for part in (1, 0))
    return replace(mine, operation=operation, before=before, since=since)


def _earliest(name: str, pending_changes: tuple[PendingChange, PendingChange], now: Stored) -> tuple[int, Stored]:
    """The earliest version in which a field had another value than now, and that value."""
    found = [
        (pending_change.since[name], pending_change.before[name])
        for pending_change in pending_changes
        if name in pending_change.before
    ]
    return min(found, key=lambda each: (same(each[1], now), each[0]))
