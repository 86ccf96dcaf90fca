"""What an action uses: the records of one model, in one store."""

from collections.abc import Iterator
from dataclasses import dataclass

from storehook.errors import RecordMissing
from storehook.records import typed
from storehook.records.binding import Baselines, Binding
from storehook.records.model import Model, bind, check_known
from storehook.records.operation import Asked, Task
from storehook.records.rows import RecordKey, Row, record_key
from storehook.records.session import Session

PAGE = 100
"""Rows that are read at a time."""


@dataclass(frozen=True, slots=True)
class Records[M: Model]:
    """The records of one model in one store: what `ctx.records(Order)` gives.

    An id is BigCommerce's number or text; 113 and "113" are the same. Values may be what BigCommerce sent: they are
    validated, so that "10.0000" becomes a Decimal. Creating, updating and deleting call the model's hooks.

    Args:
        model: the model.
        session: the attempt.
    """

    model: type[M]
    session: Session

    def find(self, bigcommerce_id: object) -> M | None:
        """The record as it is stored now, or None. No hook is called.

        Raises:
            EmptyKey: the id is empty.
            RecordUnreadable: what is stored does not fit the model any more.
        """
        row = self.session.look_up(self._key(bigcommerce_id))
        return self._record(row) if row and not row.deleted else None

    def get(self, bigcommerce_id: object) -> M:
        """The record as it is stored now. No hook is called.

        Raises:
            EmptyKey: the id is empty.
            RecordMissing: there is none.
            RecordUnreadable: what is stored does not fit the model any more.
        """
        if (record := self.find(bigcommerce_id)) is None:
            raise RecordMissing(f"There is no {self._key(bigcommerce_id)}. Use find() where that is no error.")
        return record

    def create(self, bigcommerce_id: object, /, **values: object) -> M:
        """Create a record. A run that is tried again may create what it has created already: that is an update.

        Raises:
            RecordExists: another run has created it.
            FieldUnknown: the model has no such field; the message names the nearest.
            RecordInvalid: a value does not fit its field, or a required one is missing.
            RecordTooLarge: it has over 400 KB.
            EmptyKey: the id is empty.
            RecordContended: other runs were faster too often; the run is tried again.
        """
        return self._save("create", bigcommerce_id, values)

    def update(self, bigcommerce_id: object, /, **values: object) -> M:
        """Change some fields of a record.

        Raises:
            RecordMissing: there is none; the run is tried again, as another may create it.
            FieldUnknown, RecordInvalid, RecordTooLarge, EmptyKey, RecordContended: as `create`.
        """
        return self._save("update", bigcommerce_id, values)

    def upsert(self, bigcommerce_id: object, /, **values: object) -> M:
        """Create a record, or change some fields of the one that is there.

        Raises:
            FieldUnknown, RecordInvalid, RecordTooLarge, EmptyKey, RecordContended: as `create`.
        """
        return self._save("upsert", bigcommerce_id, values)

    def delete(self, bigcommerce_id: object) -> M | None:
        """Delete a record; None if there is none, which is no error: the run may be at it again.

        Raises:
            EmptyKey, RecordContended: as `create`.
        """
        key = self._key(bigcommerce_id)
        with self.session.entered(key) as nested:
            return Task(self.session, self.model, key, nested).delete()

    def list(self) -> Iterator[M]:
        """All the store's records of this model, in the order of their ids as text, read page by page on the way."""
        after: str | None = None
        while True:
            page = self.session.rows.page(self.session.store_hash, self.model.__name__, after=after, limit=PAGE)
            yield from (self._record(row) for row in page.rows if not row.deleted)
            if (after := page.after) is None:
                return

    def _save(self, asked: Asked, bigcommerce_id: object, values: dict[str, object]) -> M:
        check_known(self.model, values)
        key = self._key(bigcommerce_id)
        with self.session.entered(key) as nested:
            return Task(self.session, self.model, key, nested).save(asked, values)

    def _key(self, bigcommerce_id: object) -> RecordKey:
        return record_key(self.session.store_hash, self.model.__name__, bigcommerce_id)

    def _record(self, row: Row) -> M:
        record = typed.read(self.model, row.fields)
        fields = typed.fields_of(record)
        bind(record, Binding(row.key, row.version, Baselines(fields, fields)))
        return record
