"""Reads and writes of one request. The rules of every kind hold here, whoever writes."""

from collections.abc import Collection, Mapping
from typing import Any, cast
from uuid import NAMESPACE_URL, uuid5

from bigcommerce_facts import Schema
from bigcommerce_sandbox.engine.changes import Change, Draft, EventOfMany, Write
from bigcommerce_sandbox.engine.dates import as_iso, as_rfc
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.kinds import Kinds
from bigcommerce_sandbox.engine.model import MODIFIED, Model
from bigcommerce_sandbox.engine.rules import Reference, Unique
from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.errors import ApiError, refused

_NOBODY = (None, 0, "")
"""Values of a reference that name no item."""


class Transaction:
    """The store within one request. Whoever writes does so within `Tables.whole`.

    Args:
        kinds: those that the engine serves.
        tables: the store's.
        now: in unix seconds.
        client: the id of the API account.
        url: the address of the store's API, without the version and the last slash.
    """

    def __init__(self, kinds: Kinds, tables: Tables, now: float, client: str = "", url: str = "") -> None:
        self._kinds = kinds
        self.tables = tables
        self.now = now
        self.client = client
        self.url = url
        self.changes: list[Change] = []
        self.is_bulk = False
        """True if the request writes many items, which some events tell of together."""

    @property
    def events(self) -> list[tuple[str, Any]]:
        """The scopes and data of the events that the changes cause, in order."""
        together: dict[tuple[str, EventOfMany], list[Change]] = {}
        alone: list[tuple[str, Any]] = []
        for change in self.changes:
            shared = self._caused_together(change)
            for event, item in shared:
                together.setdefault((event.scope.format(write=item.write), event), []).append(item)
            alone += [] if shared else self._caused(change)
        return alone + [(scope, event.data(changes)) for (scope, event), changes in together.items()]

    def _caused_together(self, change: Change) -> list[tuple[EventOfMany, Change]]:
        """Return the events that a change causes together with others, each with that change."""
        if not self.is_bulk:
            return []
        return [(event, change) for event in self._kinds[change.kind].rules.together if change.write in event.on]

    def _caused(self, change: Change) -> list[tuple[str, Any]]:
        events = self._kinds[change.kind].rules.events
        return [caused for event in events for caused in event.caused_by(change)]

    def find(self, kind: str, item_id: Any) -> Row | None:
        """Return an item, None if there is none."""
        return self.tables.find(self._kinds.table(kind), item_id)

    def get(self, kind: str, item_id: Any) -> Row:
        """Return an item.

        Raises:
            ApiError: 404.
        """
        return self.tables.get(self._kinds.table(kind), item_id)

    def of(self, kind: str, /, **fields: Any) -> list[Row]:
        """Return the items whose fields have these values. An index makes it fast in a large kind."""
        return self.tables.of(self._kinds.table(kind), **fields)

    def is_in_order(self, kind: str) -> bool:
        """Return true if `of` gives all items of a kind by their ids, the smallest first."""
        return self.tables.is_in_order(self._kinds.table(kind))

    def value(self, kind: str, row: Row, name: str) -> Any:
        """Return a field of an item: as it was written, or worked out, or its default."""
        model = self._kinds[kind]
        if name in model.rules.derived:
            return model.rules.derived[name](self, row)
        return row[name] if name in row else model.default(name)

    def create(self, kind: str, fields: Mapping[str, Any]) -> Row:
        """Add an item with these fields, its owners' ids among them.

        Raises:
            ApiError: if a rule forbids it.
        """
        model = self._kinds[kind]
        new_id = self._new_id(model)
        known = {"id": new_id, model.key: new_id, **self._dates(model), **self._owned(model, fields)}
        row = {**known, **fields}
        row = self._settled(model, self._stored(model, row, None, fields), None, fields)
        self._bring(model, row, fields)
        self._changed(model, "created", row, row, fields)
        return self.find(kind, row["id"]) or row

    def update(self, kind: str, item_id: Any, fields: Mapping[str, Any]) -> Row:
        """Change fields of an item. Of an object, the parts that are not given stay.

        Raises:
            ApiError: 404 for an unknown one, or another status if a rule forbids it.
        """
        return self.replace(kind, self.get(kind, item_id), fields)

    def replace(self, kind: str, before: Row, fields: Mapping[str, Any]) -> Row:
        """Change fields of an item that nobody may have written yet, such as settings.

        Raises:
            ApiError: if a rule forbids it.
        """
        model = self._kinds[kind]
        merged = {name: _merged(model.fields.get(name), before.get(name), value) for name, value in fields.items()}
        modified = {name: date for name, date in self._dates(model).items() if name in MODIFIED}
        row = self._settled(model, self._stored(model, before | modified | merged, before, fields), before, fields)
        self._bring(model, row, fields)
        self._changed(model, "updated", before, row, fields)
        return row

    def delete(self, kind: str, item_id: Any) -> Row:
        """Delete an item and what belongs to it, and return it.

        Raises:
            ApiError: 404 for an unknown one, or another status if a rule forbids it.
        """
        model, row = self._kinds[kind], self.get(kind, item_id)
        self._release(model, row)
        if model.rules.archives:
            self.tables.put(model.table, row | {"is_deleted": True})
        else:
            self.tables.remove(model.table, row["id"])
            self.delete_owned(model.table, row["id"])
        self._changed(model, "deleted", row, row, {})
        return row

    def delete_owned(self, table: str, owner_id: Any) -> None:
        """Delete what belongs to an item that is gone. No event tells of it."""
        for model, field in self._kinds.owned.get(table, ()):
            for row in self.tables.of(model.table, **{field: owner_id}):
                self.tables.remove(model.table, row["id"])
                self.delete_owned(model.table, row["id"])

    def _settled(self, model: Model, row: Row, before: Row | None, given: Mapping[str, Any]) -> Row:
        if model.rules.settles is None:
            return row
        changes = len(self.changes)
        row = model.rules.settles(Draft(row, before, given, self))
        del self.changes[changes:]
        self.tables.put(model.table, row)
        return row

    def _bring(self, model: Model, owner: Row, given: Mapping[str, Any]) -> None:
        """Write the items that an item brings along: those with an id are there already."""
        changes = len(self.changes)
        for name, kind in model.rules.brings.items():
            if name not in given:
                continue
            link = {self._kinds[kind].links[model.name]: owner["id"]}
            left_out = {row["id"] for row in self.of(kind, **link)}
            for item in given[name]:
                left_out -= {self._brought(kind, link, item, left_out)}
            for item_id in left_out if name in model.rules.replaces else ():
                self.delete(kind, item_id)
        del self.changes[changes:]

    def _brought(self, kind: str, link: Row, item: Row, there: Collection[Any]) -> Any:
        own = {name: value for name, value in item.items() if name != "id"}
        if item.get("id") not in there:
            return self.create(kind, own | link)["id"]
        return self.update(kind, item["id"], own)["id"] if own else item["id"]

    def _changed(self, model: Model, write: Write, before: Row, after: Row, given: Mapping[str, Any]) -> None:
        change = Change(model.name, write, before, after, given, self)
        self.changes.append(change)
        model.rules.after(change)

    def _stored(self, model: Model, row: Row, before: Row | None, given: Mapping[str, Any]) -> Row:
        for work_out in model.rules.computed:
            row = {**row, **work_out(Draft(row, before, given, self))}
        row = {name: value for name, value in row.items() if name not in (*model.rules.brings, *model.parts)}
        self._check_references(model, row, before)
        for unique in model.rules.unique:
            self._check_unique(model, row, unique)
        if before is None:
            self._check_limits(model, row)
        self.tables.put(model.table, row)
        return row

    def _new_id(self, model: Model) -> int | str:
        number = self.tables.next_id(model.table, model.rules.first_id)
        return str(uuid5(NAMESPACE_URL, f"{model.table}/{number}")) if model.is_keyed_by_text else number

    def _dates(self, model: Model) -> Row:
        return {name: _moment(schema, model.version, self.now) for name, schema in model.dates.items()}

    def _owned(self, model: Model, fields: Mapping[str, Any]) -> Row:
        """Return the links to the owners of the owners that the fields name.

        Raises:
            ApiError: 400 in v2 and 422 in v3 for an unknown owner.
        """
        links: Row = {}
        for kind, field in model.links.items():
            owner = self.find(kind, fields[field]) if field in fields else {}
            if owner is None:
                raise refused(model.version, {field: f"Not an id among the {self._kinds.table(kind)}"})
            links |= {other: owner[other] for other in model.links.values() if other in owner and other != field}
        return links

    def _check_references(self, model: Model, row: Row, before: Row | None) -> None:
        for name, reference in model.rules.refers.items():
            if name in row and (before is None or before.get(name) != row[name]):
                self._check_reference(model, name, reference, row[name])

    def _check_reference(self, model: Model, name: str, reference: Reference, value: Any) -> None:
        ids = cast("list[Any]", value) if isinstance(value, list) else [value]
        if all(item in _NOBODY or self.find(reference.kind, item) for item in ids):
            return
        problem = {name: f"Not an id among the {self._kinds.table(reference.kind)}"}
        raise refused(model.version, problem, reference.status)

    def _check_unique(self, model: Model, row: Row, unique: Unique) -> None:
        same = {name: row.get(name) for name in unique.fields}
        if any(value in (None, "") for value in same.values()):
            return
        if any(other["id"] != row["id"] for other in self.tables.of(model.table, **same)):
            names = " and ".join(unique.fields)
            problem = f"Another of the {_spoken(model.name)} has the same {names}."
            raise ApiError(unique.status, problem, dict.fromkeys(unique.fields, "Must be unique"))

    def _check_limits(self, model: Model, row: Row) -> None:
        for limit in model.rules.limits:
            same = {name: row.get(name) for name in limit.per}
            if len(self.tables.of(model.table, **same)) >= limit.count:
                title = f"There can be no more than {limit.count} of the {_spoken(model.name)}."
                raise ApiError(limit.status, title, {"data": title})

    def _release(self, model: Model, row: Row) -> None:
        for other, field, reference in self._kinds.referring.get(model.table, ()):
            rows = [] if reference.on_delete == "keep" else self.tables.of(other.table, **{field: row["id"]})
            if rows and reference.on_delete == "refuse":
                raise refused(model.version, {"id": f"There are {_spoken(other.name)} that need it"}, reference.status)
            for item in rows:
                self._leave(other, item, field, reference)

    def _leave(self, other: Model, item: Row, field: str, reference: Reference) -> None:
        if reference.on_delete == "delete":
            self.delete(other.name, item["id"])
        else:
            self.update(other.name, item["id"], {field: other.default(field)})


def _merged(schema: Schema | None, before: Any, value: Any) -> Any:
    if schema and schema.properties and isinstance(value, dict) and isinstance(before, dict):
        return cast("Row", before) | cast("Row", value)
    return cast("Any", value)


def _moment(schema: Schema, version: str, now: float) -> Any:
    if schema.type == "integer":
        return int(now)
    return as_rfc(now) if version == "v2" and schema.format != "date-time" else as_iso(now)


def _spoken(kind: str) -> str:
    """Return the name of a kind in words: `metafields` for `v3/catalog/brands/metafields`."""
    return kind.rpartition("/")[2].replace("-", " ").replace("_", " ")
