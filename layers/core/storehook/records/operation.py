"""How one create, update, upsert or delete of one record goes.

    read the row -> run: apply the values, compare, save -> on_success -> remove the pending change

If somebody else writes in between, everything up to the save begins anew with what is there then, so a `run` never
saves over values that it has not seen. A process may die anywhere: `pending_changes.py` says what the next attempt
finds.
`on_success` sees the record as it is stored. Where a `run` has not saved, and no earlier attempt did, it is not called.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from storehook.errors import RecordContended, RecordExists, RecordInvalid, RecordMissing
from storehook.records import pending_changes, typed
from storehook.records.binding import Baselines, Binding
from storehook.records.model import Model, bind, binding_of
from storehook.records.rows import Operation, PendingChange, RecordKey, Row
from storehook.records.session import Session
from storehook.records.values import Fields
from storehook.records.writer import Contended, RecordWriter, overrides, written

Asked = Literal["create", "update", "upsert"]

CREATING_HOOKS = ("run", "run_create")

MAX_TRIES = 16
"""How often a record is read and written anew when others are faster: some seconds."""


@dataclass(frozen=True, slots=True)
class Task[M: Model]:
    """Work on one record.

    Args:
        session: the attempt.
        model: the record's model.
        key: its name.
        nested: whether one of its own hooks asked for it. The outer work then sees the changes of both through.
    """

    session: Session
    model: type[M]
    key: RecordKey
    nested: bool

    def save(self, asked: Asked, values: Mapping[str, object]) -> M:
        """Create or update the record.

        Raises:
            RecordExists, RecordMissing: it is there, or is not, against what was asked.
            RecordContended: others were faster too often.
        """
        record, writer = self._uncontended(lambda: self._run_save(asked, values))
        if writer.done or (self._owed() and not self.nested):
            writer.restore(record)
            hook = record.on_created if binding_of(record).operation == "create" else record.on_updated
            hook(self.session.hook_context())
        self._settle(writer.row)
        return record

    def delete(self) -> M | None:
        """Delete the record; None if there is none, or its `run_delete` kept it.

        Raises:
            RecordContended: others were faster too often.
        """
        found = self._uncontended(self._run_delete)
        if found is None or not found[1].done:
            return None
        record, writer = found
        record.on_deleted(self.session.hook_context())
        self._settle(writer.row)
        return record

    def _run_save(self, asked: Asked, values: Mapping[str, object]) -> tuple[M, RecordWriter]:
        # A `run` of the author's own is not called in vain.
        if asked != "update" and self.session.take_for_new(self.key) and not overrides(self.model, CREATING_HOOKS):
            # If it is there after all, the save's condition says so, or what a part of it lacks.
            with suppress(RecordInvalid):
                return self._run_save_over(None, asked, values)
        return self._run_save_over(self.session.look_up(self.key), asked, values)

    def _run_save_over(self, row: Row | None, asked: Asked, values: Mapping[str, object]) -> tuple[M, RecordWriter]:
        mine = self._mine(row)
        operation = self._operation(asked, row, mine)
        exists = row is not None and not row.deleted
        base: Fields = typed.fields_of(typed.read(self.model, row.fields)) if row and exists else {}
        record = typed.build(self.model, {**base, **values})
        writer = RecordWriter(self.session, self.key, operation, self.nested, row, base)
        loaded = self._loaded(base, operation, mine)
        bind(record, Binding(self.key, row.version if row else 0, Baselines(loaded, base), operation, writer=writer))
        writer.run(record.run_create if operation == "create" else record.run_update)
        return _released(record), writer

    def _run_delete(self) -> tuple[M, RecordWriter] | None:
        row = self.session.look_up(self.key)
        mine = self._mine(row, deletes=True)
        if row is None or (row.deleted and mine is None):
            return None
        fields = mine.before if mine else row.fields
        record = typed.read(self.model, fields)
        base = typed.fields_of(record)
        writer = RecordWriter(self.session, self.key, "delete", self.nested, row, base, done=mine is not None)
        bind(record, Binding(self.key, row.version, Baselines(base, base), "delete", writer=writer))
        if mine is None:
            writer.run(record.run_delete)
        return _released(record), writer

    def _operation(self, asked: Asked, row: Row | None, mine: PendingChange | None) -> Operation:
        if row is None or row.deleted:
            if asked == "update":
                raise RecordMissing(
                    f"There is no {self.key} to update. BigCommerce's events come in any order: upsert it, "
                    "or let the run be tried again."
                )
            return "create"
        if asked == "create" and row.created_by != self.session.run_key:
            raise RecordExists(f"{self.key} is there already. Update it, or upsert it if it may be there or not.")
        return "create" if mine and mine.operation == "create" else "update"

    def _loaded(self, base: Fields, operation: Operation, mine: PendingChange | None) -> Fields:
        defaults = typed.defaults_of(self.model)
        return defaults if operation == "create" and mine is None else pending_changes.loaded(base, defaults, mine)

    def _mine(self, row: Row | None, *, deletes: bool = False) -> PendingChange | None:
        """What this run owes from an earlier attempt. A record that was deleted since owes no save any more."""
        if self.nested:
            return None
        self.session.owed.pop(self.key, None)  # it may be from before somebody else was faster
        mine = row.pending.get(self.session.run_key) if row else None
        if mine is None or (mine.operation == "delete") != deletes or (row and row.deleted and not deletes):
            return None
        self.session.owed[self.key] = mine
        return mine

    def _owed(self) -> PendingChange | None:
        return self.session.owed.get(self.key)

    def _uncontended[T](self, work: Callable[[], T]) -> T:
        for tries in range(MAX_TRIES):
            try:
                return work()
            except Contended:
                self.session.pause(tries)
        raise self._contended()

    def _settle(self, row: Row | None) -> None:
        """Remove the pending change that this attempt has seen through, if it is still there."""
        if self.nested or (mine := self._owed()) is None:
            return
        for tries in range(MAX_TRIES):
            if tries or row is None or row.pending.get(self.session.run_key) != mine:
                row = self.session.rows.get(self.key)
            if row is None or row.pending.get(self.session.run_key) != mine or self._removed(row):
                return
            self.session.pause(tries)
        raise self._contended()

    def _removed(self, row: Row) -> bool:
        others = pending_changes.without(row, self.session.run_key)
        if row.deleted and not pending_changes.owes_delete(others):
            return self.session.rows.delete(row)
        return self.session.rows.put(written(self.session, row, others), replaces=row)

    def _contended(self) -> RecordContended:
        return RecordContended(
            f"Others wrote {self.key} first, {MAX_TRIES} times in a row. The run is tried again; if this goes on, find "
            "out which runs change the record all the time."
        )


def _released[M: Model](record: M) -> M:
    found = binding_of(record)
    bind(record, Binding(found.key, found.version, found.baselines, found.operation, found.stale))
    return record
