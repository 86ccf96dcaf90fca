"""Records of one model in one store, as an action uses them."""

from collections.abc import Iterator
from dataclasses import dataclass

from storehook.errors import RecordMissing, RecordUnreadable
from storehook.records import typed
from storehook.records.binding import Baselines, Binding
from storehook.records.model import Model, bind, check_known
from storehook.records.operation import RecordOperation, SaveMode
from storehook.records.rows import RecordKey, RecordRow, record_key
from storehook.records.session import Session

PAGE = 100
"""Rows per read."""

MAX_NAMED = 20
"""Unreadable records that an error names."""


@dataclass(frozen=True, slots=True)
class Records[M: Model]:
    """Records of one model in one store, from `ctx.records(Order)`.

    An ID is BigCommerce's number or text: 113 and "113" are the same. Values may be those that BigCommerce sent. They
    are validated, so "10.0000" becomes a Decimal. Creating, updating and deleting call the model's hooks.
    """

    model: type[M]
    session: Session

    def find(self, bigcommerce_id: object) -> M | None:
        """Return the stored record, if any. Calls no hook.

        Raises:
            EmptyKey: the ID is empty.
            RecordUnreadable: the stored record no longer fits the model.
        """
        row = self.session.look_up(self._key(bigcommerce_id))
        return self._record(row) if row and not row.deleted else None

    def get(self, bigcommerce_id: object) -> M:
        """Return the stored record. Calls no hook.

        Raises:
            EmptyKey: the ID is empty.
            RecordMissing: the record does not exist.
            RecordUnreadable: the stored record no longer fits the model.
        """
        if (record := self.find(bigcommerce_id)) is None:
            raise RecordMissing(f"{self._key(bigcommerce_id)} does not exist. If that is not an error, use find().")
        return record

    def create(self, bigcommerce_id: object, /, **values: object) -> M:
        """Create a record. If a retried run creates a record that it has created before, this is an update.

        Raises:
            RecordExists: another run has created it.
            FieldUnknown: the model has no such field. The message names the nearest.
            RecordInvalid: a value does not fit its field, or a required one is missing.
            RecordTooLarge: the record has over 400 KB.
            EmptyKey: the ID is empty.
            RecordContended: other runs wrote first too often. The run is retried.
        """
        return self._save("create", bigcommerce_id, values)

    def update(self, bigcommerce_id: object, /, **values: object) -> M:
        """Change some fields of a record.

        Raises:
            RecordMissing: the record does not exist. The run is retried, as another run may create it.
            FieldUnknown, RecordInvalid, RecordTooLarge, EmptyKey, RecordContended: as `create`.
        """
        return self._save("update", bigcommerce_id, values)

    def upsert(self, bigcommerce_id: object, /, **values: object) -> M:
        """Create a record, or change some fields of an existing one.

        Raises:
            FieldUnknown, RecordInvalid, RecordTooLarge, EmptyKey, RecordContended: as `create`.
        """
        return self._save("upsert", bigcommerce_id, values)

    def delete(self, bigcommerce_id: object) -> M | None:
        """Delete a record. Return None if it does not exist, which is not an error: the run may be repeating itself.

        Raises:
            EmptyKey, RecordContended: as `create`.
        """
        key = self._key(bigcommerce_id)
        with self.session.entered(key) as nested:
            return RecordOperation(self.session, self.model, key, nested).delete()

    def list(self) -> Iterator[M]:
        """Yield all records of this model in the store, ordered by ID as text. Reads one page at a time.

        Raises:
            RecordUnreadable: some records no longer fit the model. It is raised at the end, and names them. All others
                have been yielded by then.
        """
        unreadable: dict[str, RecordUnreadable] = {}
        for row in self._rows():
            try:
                record = self._record(row)
            except RecordUnreadable as error:
                unreadable[row.key.bigcommerce_id] = error
            else:
                yield record
        if unreadable:
            raise self._unreadable(unreadable)

    def _rows(self) -> Iterator[RecordRow]:
        after: str | None = None
        while True:
            page = self.session.rows.page(self.session.store_hash, self.model.__name__, after=after, limit=PAGE)
            yield from (row for row in page.rows if not row.deleted)
            if (after := page.after) is None:
                return

    def _unreadable(self, errors: dict[str, RecordUnreadable]) -> RecordUnreadable:
        first = next(iter(errors.values()))
        ids = ", ".join(list(errors)[:MAX_NAMED])
        more = f" and {len(errors) - MAX_NAMED} more" if len(errors) > MAX_NAMED else ""
        return RecordUnreadable(f"list() left out the {self.model.__name__} records {ids}{more}. The first: {first}")

    def _save(self, mode: SaveMode, bigcommerce_id: object, values: dict[str, object]) -> M:
        check_known(self.model, values)
        key = self._key(bigcommerce_id)
        with self.session.entered(key) as nested:
            return RecordOperation(self.session, self.model, key, nested).save(mode, values)

    def _key(self, bigcommerce_id: object) -> RecordKey:
        return record_key(self.session.store_hash, self.model.__name__, bigcommerce_id)

    def _record(self, row: RecordRow) -> M:
        record = typed.read(self.model, row.fields)
        fields = typed.fields_of(record)
        bind(record, Binding(row.key, row.version, Baselines(fields, fields)))
        return record
