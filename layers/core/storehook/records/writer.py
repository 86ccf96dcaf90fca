"""Writer of a record: `save()` and `delete()` during its `run`."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from storehook.errors import RecordDetached
from storehook.records import pending_changes, typed
from storehook.records.binding import Baselines, changed
from storehook.records.declaration import source_time_of
from storehook.records.model import Model, bind, binding_of
from storehook.records.past_changes import with_change
from storehook.records.pending_changes import PendingChanges
from storehook.records.rows import Operation, RecordKey, RecordRow
from storehook.records.session import Session
from storehook.records.values import Fields, Stored


class Contended(Exception):
    """Another run has written the record since it was read."""


@dataclass(slots=True)
class RecordWriter:
    """Writer of one record during one call of its `run`: `binding.Writer`.

    Args:
        nested: one of the record's own hooks started the operation.
        row: the stored row, if any.
        base: its fields in stored form, with defaults. Empty if the record does not exist.
        done: the `run` has saved or deleted.
        lost: another run wrote first.
    """

    session: Session
    key: RecordKey
    operation: Operation
    nested: bool
    row: RecordRow | None
    base: Fields = field(default_factory=dict[str, Stored])
    done: bool = False
    lost: bool = False

    def run(self, hook: Callable[[Any], None]) -> None:
        """Call a `run`. Raise `Contended` if another run wrote first, even if the author's code has caught that."""
        try:
            hook(self.session.hook_context())
        except Exception:
            if not self.lost:
                raise
        if self.lost:
            raise Contended

    def save(self, record: Model) -> None:
        """Implement `Model.save`."""
        if self.operation == "delete":
            raise RecordDetached(
                "run_delete cannot save. To keep the record, update it in the action instead of deleting it."
            )
        self.session.check_going_on()
        self.done = True
        fresh = typed.checked(record)
        if self._is_older(fresh):
            self.restore(record)
            bind(record, replace(binding_of(record), stale=True))
            return
        typed.copy_fields(fresh, record)
        fields = typed.fields_of(fresh)
        if not self.exists or any(changed(self.base, fields)):
            self._save(record, fields)

    def delete(self, record: Model) -> None:
        """Implement `Model.delete`."""
        if self.operation != "delete" or self.row is None:
            raise RecordDetached("run cannot delete. Call ctx.records(...).delete(...) in the action instead.")
        self.session.check_going_on()
        self.done = True
        if overrides(type(record), "on_deleted"):
            anchored = self._anchored(record, self.base, self.base)
            self._put(replace(self.row, deleted=True, fields={}), pending_changes.pending_deletes(anchored))
        elif others := pending_changes.pending_deletes(pending_changes.without(self.row, self.session.run_key)):
            self._put(replace(self.row, deleted=True, fields={}), others)
        else:
            self._won(self.session.rows.delete(self.row))
            self.session.owed.pop(self.key, None)

    def restore(self, record: Model) -> None:
        """Undo unsaved changes."""
        if self.exists:
            typed.copy_fields(typed.read(type(record), self.base), record)

    @property
    def exists(self) -> bool:
        """The record exists, and the row is not just the mark of a deleted one."""
        return self.row is not None and not self.row.deleted

    def _is_older(self, record: Model) -> bool:
        name = source_time_of(type(record))
        if name is None or not self.exists:
            return False
        mine, theirs = getattr(record, name), typed.typed(type(record), name, self.base.get(name))
        return isinstance(mine, datetime) and isinstance(theirs, datetime) and mine < theirs

    def _save(self, record: Model, fields: Fields) -> None:
        row, names = self._row(), list(changed(self.base, fields))
        before = {name: self.base[name] for name in names if name in self.base}
        hooked = overrides(type(record), "on_success", "on_created", "on_updated")
        # Fields that this model lacks are kept, as another version of the code may have them.
        owes = hooked or self.session.run_key in row.pending
        pending = self._anchored(record, before, fields) if owes else row.pending
        changes = with_change(row.changes, self.session.run_key, self.session.clock(), names) if self.exists else ()
        self._put(replace(row, fields={**row.fields, **fields}, changes=changes), pending)
        self.base = fields
        self._rebind(record)

    def _row(self) -> RecordRow:
        if self.row is not None and not self.row.deleted:
            return self.row
        now, mark = self.session.clock(), self.row
        return RecordRow(
            key=self.key,
            version=mark.version if mark else 0,
            write_id="",
            fields={},
            created_by=self.session.run_key,
            created_at=now,
            updated_at=now,
            pending=mark.pending if mark else {},
        )

    def _anchored(self, record: Model, before: Fields, after: Fields) -> PendingChanges:
        row = self._row()
        write = pending_changes.Write(
            operation=self.operation,
            version=row.version + 1,
            before=before,
            after=after,
            defaults=typed.defaults_of(type(record)),
            fresh=not self.exists,
        )
        return pending_changes.with_pending(row.pending, self.session.owner(), write)

    def _put(self, row: RecordRow, pending: PendingChanges) -> None:
        row = written(self.session, row, pending)
        self._won(self.session.rows.put(row, replaces=self.row))
        self.row = row
        if mine := pending.get(self.session.run_key):
            self.session.owed[self.key] = mine

    def _won(self, won: bool) -> None:
        if not won:
            self.lost = True
            raise Contended

    def _rebind(self, record: Model) -> None:
        binding = binding_of(record)
        loaded, operation = binding.baselines.loaded, self.operation
        if not self.nested and (mine := self.session.owed.get(self.key)):
            loaded = pending_changes.loaded(self.base, typed.defaults_of(type(record)), mine)
            operation = mine.operation
        version = self._row().version
        bind(record, replace(binding, version=version, operation=operation, baselines=Baselines(loaded, self.base)))


def written(session: Session, row: RecordRow, pending: PendingChanges) -> RecordRow:
    """Return a row's next version."""
    return replace(row, version=row.version + 1, write_id=session.token(), updated_at=session.clock(), pending=pending)


def overrides(model: type[Model], *hooks: str) -> bool:
    """Return whether a model overrides one of these hooks."""
    return any(getattr(model, name) is not getattr(Model, name) for name in hooks)
