"""Migration of stored records to another form, by a function of the author's.

The function gets the stored fields of a record and returns the new ones. It must leave fields alone that it has already
changed: each new form is given to it once more before it is written. So a migration that was stopped can be repeated,
and so can one that has ended.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from storehook.errors import RecordFault
from storehook.operations.errors import MigrationRefused
from storehook.records import typed
from storehook.records.model import Model
from storehook.records.rows import RecordKey, RecordRow
from storehook.records.table import RecordStore
from storehook.records.values import Fields, same, to_stored

type Change = Callable[[dict[str, Any]], object]
"""Function of the author's: from the stored fields of a record to the new ones."""

PAGE = 100
"""Rows that are read at a time."""

MAX_TRIES = 16
"""Number of times that a record is read and written if runs write first."""


@dataclass(frozen=True, slots=True)
class MigratedRecord:
    """Record that a migration has looked at.

    Args:
        outcome: `changed` also in a dry run.
        detail: changed fields, or the reason of a refusal.
    """

    key: RecordKey
    outcome: Literal["same", "changed", "refused"]
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMigration:
    """Migrates the records of one model.

    Args:
        rows: keeps the expiry of a row.
    """

    rows: RecordStore
    model: type[Model]
    change: Change
    dry_run: bool
    clock: Callable[[], float] = time.time
    token: Callable[[], str] = secrets.token_hex

    def run(self, store_hash: str, after: str | None) -> Iterator[MigratedRecord]:
        """Migrate a store's records, and yield each. Pages are read on demand.

        Args:
            after: the ID after which to start. None for the first record.
        """
        while True:
            page = self.rows.page(store_hash, self.model.__name__, after=after, limit=PAGE)
            yield from (self._migrated(row) for row in page.rows if not row.deleted)
            if (after := page.after) is None:
                return

    def _migrated(self, row: RecordRow) -> MigratedRecord:
        try:
            return self._migrate(row)
        except (MigrationRefused, RecordFault) as error:
            return MigratedRecord(row.key, "refused", str(error))

    def _migrate(self, row: RecordRow) -> MigratedRecord:
        for _ in range(MAX_TRIES):
            fields = new_fields(self.model, self.change, row.fields)
            names = _different(row.fields, fields)
            if not names:
                return MigratedRecord(row.key, "same")
            if self.dry_run or self.rows.put(self._next(row, fields), replaces=row):
                return MigratedRecord(row.key, "changed", ", ".join(names))
            latest = self.rows.get(row.key)
            if latest is None or latest.deleted:
                return MigratedRecord(row.key, "same")
            row = latest
        raise MigrationRefused(f"Runs wrote it first, {MAX_TRIES} times in a row. Migrate it again.")

    def _next(self, row: RecordRow, fields: Fields) -> RecordRow:
        return replace(row, fields=fields, version=row.version + 1, write_id=self.token(), updated_at=self.clock())


def new_fields(model: type[Model], change: Change, fields: Fields) -> Fields:
    """Return the new form of a record's fields.

    Raises:
        MigrationRefused: the function fails, changes its own result, or returns something else than fields.
        RecordFault: the model cannot read the new form, or it cannot be stored.
    """
    changed = _changed(model, change, fields)
    if names := _different(changed, _changed(model, change, changed)):
        raise MigrationRefused(
            f"The function changes its own result: {', '.join(names)}. A repeated migration would change the record "
            "again. Let it look at the fields first, and return those that it has already changed as they are."
        )
    typed.read(model, changed)
    return changed


def _changed(model: type[Model], change: Change, fields: Fields) -> Fields:
    try:
        changed = change(deepcopy(dict(fields)))
    except Exception as error:
        raise MigrationRefused(f"The function raised {type(error).__name__}: {error}") from error
    if not isinstance(changed, Mapping):
        raise MigrationRefused(f"The function returned {type(changed).__name__}. Return a dict of all fields.")
    items = cast("Mapping[str, object]", changed).items()
    return {name: to_stored(value, f"{model.__name__}.{name}") for name, value in items}


def _different(before: Fields, after: Fields) -> list[str]:
    """Return the names of fields that differ, sorted."""
    names = before.keys() | after.keys()
    return sorted(
        name for name in names if name not in before or name not in after or not same(before[name], after[name])
    )
