"""Operation on one record: create, update, upsert or delete.

    read the row -> run: apply the values, compare, save -> on_success -> remove the pending change

If another run writes in between, everything up to the save is repeated with the new row. A `run` therefore never saves
over values that it has not seen. A process may die anywhere: `pending_changes.py` says what the next attempt finds.

`on_success` sees the record as stored. It is not called if the `run` did not save, and no earlier attempt did.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from storehook.errors import RecordContended, RecordExists, RecordInvalid, RecordMissing
from storehook.records import pending_changes, typed
from storehook.records.binding import Baselines, Binding
from storehook.records.model import Model, bind, binding_of
from storehook.records.rows import Operation, PendingChange, RecordKey, RecordRow
from storehook.records.session import Session
from storehook.records.values import Fields
from storehook.records.writer import Contended, RecordWriter, overrides, written

SaveMode = Literal["create", "update", "upsert"]

MAX_TRIES = 16
"""Number of times that a record is read and written if other runs write first. That takes some seconds."""


@dataclass(frozen=True, slots=True)
class RecordOperation[M: Model]:
    """Operation on one record.

    Args:
        nested: one of the record's own hooks started it. The outer operation then follows up on both changes.
    """

    session: Session
    model: type[M]
    key: RecordKey
    nested: bool

    def save(self, mode: SaveMode, values: Mapping[str, object]) -> M:
        """Create or update the record."""
        record, writer = self._uncontended(lambda: self._run_save(mode, values))
        if writer.done or (self.key in self.session.owed and not self.nested):
            writer.restore(record)
            hook = record.on_created if binding_of(record).operation == "create" else record.on_updated
            hook(self.session.hook_context())
        self._settle(writer.row)
        return record

    def delete(self) -> M | None:
        """Delete the record. Return None if it does not exist, or its `run_delete` kept it."""
        deletion = self._uncontended(self._run_delete)
        if deletion is None or not deletion[1].done:
            return None
        record, writer = deletion
        record.on_deleted(self.session.hook_context())
        self._settle(writer.row)
        return record

    def _run_save(self, mode: SaveMode, values: Mapping[str, object]) -> tuple[M, RecordWriter]:
        # The author's own `run` is not called on a guess.
        if mode != "update" and self.session.take_for_new(self.key) and not overrides(self.model, "run", "run_create"):
            # If the record exists after all, the save's condition fails, or a required value is missing.
            with suppress(RecordInvalid):
                return self._run_save_over(None, mode, values)
        return self._run_save_over(self.session.look_up(self.key), mode, values)

    def _run_save_over(
        self, row: RecordRow | None, mode: SaveMode, values: Mapping[str, object]
    ) -> tuple[M, RecordWriter]:
        mine = self._mine(row)
        operation = self._operation(mode, row, mine)
        record, base = self._applied(row, values)
        writer = RecordWriter(self.session, self.key, operation, self.nested, row, base)
        loaded = self._loaded(base, operation, mine)
        bind(record, Binding(self.key, row.version if row else 0, Baselines(loaded, base), operation, writer=writer))
        writer.run(record.run_create if operation == "create" else record.run_update)
        return _released(record), writer

    def _applied(self, row: RecordRow | None, values: Mapping[str, object]) -> tuple[M, Fields]:
        """Return the record with new values, and its stored fields before."""
        if row is None or row.deleted:
            return typed.build(self.model, values), {}
        kept = typed.readable(self.model, row.fields, given=values)
        known = {name: value for name, value in row.fields.items() if name in self.model.model_fields}
        return typed.updated(self.model, kept, values), {**known, **typed.stored(self.model, kept)}

    def _run_delete(self) -> tuple[M, RecordWriter] | None:
        row = self.session.look_up(self.key)
        mine = self._mine(row, deletes=True)
        if row is None or (row.deleted and mine is None):
            return None
        fields = mine.before if mine else row.fields
        record = typed.read_leniently(self.model, fields)
        base = typed.fields_of(record)
        writer = RecordWriter(self.session, self.key, "delete", self.nested, row, base, done=mine is not None)
        bind(record, Binding(self.key, row.version, Baselines(base, base), "delete", writer=writer))
        if mine is None:
            writer.run(record.run_delete)
        return _released(record), writer

    def _operation(self, mode: SaveMode, row: RecordRow | None, mine: PendingChange | None) -> Operation:
        if row is None or row.deleted:
            if mode == "update":
                raise RecordMissing(
                    f"{self.key} does not exist, so it cannot be updated. BigCommerce's events come in any order: "
                    "upsert the record, or let the run be retried."
                )
            return "create"
        if mode == "create" and row.created_by != self.session.run_key:
            raise RecordExists(f"{self.key} exists already. Update it, or upsert it if it may or may not exist.")
        return "create" if mine and mine.operation == "create" else "update"

    def _loaded(self, base: Fields, operation: Operation, mine: PendingChange | None) -> Fields:
        defaults = typed.defaults_of(self.model)
        return defaults if operation == "create" and mine is None else pending_changes.loaded(base, defaults, mine)

    def _mine(self, row: RecordRow | None, *, deletes: bool = False) -> PendingChange | None:
        """Return the pending change that this run owes from an earlier attempt. A deleted record owes no save."""
        if self.nested:
            return None
        self.session.owed.pop(self.key, None)  # it may be older than the write of another run
        mine = row.pending.get(self.session.run_key) if row else None
        if mine is None or (mine.operation == "delete") != deletes or (row and row.deleted and not deletes):
            return None
        self.session.owed[self.key] = mine
        return mine

    def _uncontended[T](self, work: Callable[[], T]) -> T:
        for tries in range(MAX_TRIES):
            try:
                return work()
            except Contended:
                self.session.pause(tries)
        raise self._contended()

    def _settle(self, row: RecordRow | None) -> None:
        """Remove the pending change that this attempt has followed up on, if it is still there."""
        if self.nested or (mine := self.session.owed.get(self.key)) is None:
            return
        for tries in range(MAX_TRIES):
            if tries or row is None or row.pending.get(self.session.run_key) != mine:
                row = self.session.rows.get(self.key)
            if row is None or row.pending.get(self.session.run_key) != mine or self._removed(row):
                return
            self.session.pause(tries)
        raise self._contended()

    def _removed(self, row: RecordRow) -> bool:
        others = pending_changes.without(row, self.session.run_key)
        if row.deleted and not pending_changes.pending_deletes(others):
            return self.session.rows.delete(row)
        return self.session.rows.put(written(self.session, row, others), replaces=row)

    def _contended(self) -> RecordContended:
        return RecordContended(
            f"Other runs wrote {self.key} first, {MAX_TRIES} times in a row. The run is retried. "
            "If this continues, find out which runs change the record so often."
        )


def _released[M: Model](record: M) -> M:
    bind(record, replace(binding_of(record), writer=None))
    return record
