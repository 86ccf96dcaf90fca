"""Writing to a store: what becomes of its items, and what it tells of that."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bigcommerce_sandbox.engine.dates import as_iso, as_rfc
from bigcommerce_sandbox.engine.families import engine
from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.engine.transaction import Transaction
from bigcommerce_sandbox.errors import ApiError, invalid
from bigcommerce_sandbox.json_values import as_object
from bigcommerce_sandbox.resources.events import Change
from bigcommerce_sandbox.resources.given import array_of, merged, object_of, parted, read_given, refusal
from bigcommerce_sandbox.resources.resource import Action, Resource
from bigcommerce_sandbox.resources.schema import MISSING, Item, Writer, blank
from bigcommerce_sandbox.resources.single import only

_DATES: Mapping[str, Callable[[float], str]] = {"rfc": as_rfc, "iso": as_iso}

_MODIFIED = ("date_modified", "updated_at", "updated_time", "last_updated")
"""The names of the dates of the last write."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an array: the items that were written, in its order, and the others with why they were refused."""

    items: list[Item] = field(default_factory=list[Item])
    refused: list[tuple[object, ApiError]] = field(default_factory=list[tuple[object, ApiError]])


class Writes:
    """The writes of one request, and what follows from them. Whoever makes them does so within `Tables.whole`.

    Args:
        items: the store's.
        resources: every kind by its name.
        now: in unix seconds.
    """

    def __init__(self, items: Tables, resources: Mapping[str, Resource], now: float) -> None:
        self.items = items
        self._resources = resources
        self.now = now
        self._together: dict[str, list[Change]] | None = None
        self.events: list[tuple[str, Any]] = []
        """The scopes and the data of what they cause."""

    def create(self, resource: Resource, given: object, parents: Mapping[str, Any], writer: Writer = "create") -> Item:
        """Add an item, with its children, of which nothing is told.

        Args:
            resource: its kind.
            given: what a request brings.
            parents: by the names of the path's placeholders, whose it is.
            writer: who writes.

        Raises:
            ApiError: 400 in v2 and 422 in v3, if it cannot be made of that.
        """
        fields = resource.reads(self.items, dict(object_of(resource, given)))
        item = self._made(resource, fields, parents, writer)
        self._done(resource, Change("created", item, item, self.items))
        return self.items.find(resource.collection, item["id"]) or item

    def update(self, resource: Resource, item_id: Any, given: object, writer: Writer = "update") -> Item:
        """Change an item: what is given is new, the rest stays.

        Writing what is there already counts as a change: whether BigCommerce stays silent then is not documented, and
        an echo is the harder case for a receiver.

        Raises:
            ApiError: 404 for an unknown one; 400 in v2 and 422 in v3, if nothing is given, or what it does not take.
        """
        change = self._changed(resource, self.items.get(resource.collection, item_id), given, writer)
        self._done(resource, change)
        return change.after

    def upsert(self, resource: Resource, given: object, known: Mapping[str, Any]) -> Item:
        """Change the item that is there already, by what makes it unique, or add it.

        Args:
            resource: its kind.
            given: what a request brings.
            known: what else a new item has.

        Raises:
            ApiError: 422, for what it does not take.
        """
        own = object_of(resource, given)
        if own.keys() & known.keys():
            raise refusal(resource, dict.fromkeys(own.keys() & known.keys(), "The path says it"))
        fields = resource.reads(self.items, {**own, **known})
        same = {name: fields.get(name) for name in resource.unique[0].split("+")}
        found = self.items.of(resource.collection, **same)
        if found:
            rest = {name: value for name, value in fields.items() if name not in same}
            return self.update(resource, found[0]["id"], rest)
        rest = {name: value for name, value in fields.items() if name not in known}
        return self.create(resource, rest, {name: fields[name] for name in known})

    def put(self, resource: Resource, parents: Mapping[str, Any], given: object) -> Item:
        """Change the one item that a path has.

        Args:
            resource: its kind.
            parents: by the names of the path's placeholders, whose it is.
            given: what is new of it.

        Raises:
            ApiError: 400 in v2 and 422 in v3, if nothing is given, or what it does not take.
        """
        item = only(resource, self.items, parents, self.now)
        self.items.put(resource.collection, item)
        return self.update(resource, item["id"], given)

    def write(self, name: str, item_id: Any, fields: Item) -> Item:
        """Change the item of that kind with that id, or, where that is None, add one of these fields.

        Raises:
            ApiError: 404 for an unknown one; 400 in v2 and 422 in v3, if it cannot be so.
        """
        if name not in self._resources:
            return self._write_by_engine(name, item_id, fields)
        resource = self._resources[name]
        if item_id is not None:
            return self.update(resource, item_id, fields, "person")
        parents = {parent: fields[parent] for parent in resource.parents}
        own = {field: value for field, value in fields.items() if field not in parents}
        return self.create(resource, own, parents, "person")

    def _write_by_engine(self, table: str, item_id: Any, fields: Item) -> Item:
        kinds = engine().kinds
        model, store = kinds.of_table(table), Transaction(kinds, self.items, self.now)
        kind = model.name if model else table
        row = store.create(kind, fields) if item_id is None else store.update(kind, item_id, fields)
        self.events += store.events
        return row

    def many(self, resource: Resource, action: Action, given: Iterable[object], known: Mapping[str, Any]) -> Outcome:
        """Do the same with each of an array; with all of them or none, where the kind is not declared otherwise.

        Args:
            resource: their kind.
            action: what to do: create them; change them, each named by its `id`; change those that are there already,
                by what makes them unique, and add the others; or take them out, by their ids.
            given: what a request brings.
            known: what else a new item has.

        Raises:
            ApiError: 422, for an unknown item or what one of them does not take.
        """
        outcome = Outcome()
        self._together = {} if resource.together and action != "delete" else None
        for each in given:
            told = len(self.events)
            try:
                with self.items.part():
                    outcome.items.append(self._one(resource, action, each, known))
            except ApiError as error:
                if "partly" not in resource.answers:
                    raise
                del self.events[told:]
                outcome.refused.append((each, error))
        self._tell_together(resource)
        return outcome

    def delete(self, resource: Resource, item_id: Any) -> Item:
        """Take an item out, with its children; gives it.

        Raises:
            ApiError: 404, if there is none.
        """
        item = self.items.get(resource.collection, item_id)
        if resource.archives:
            self._stored(resource, item | {"is_deleted": True})
        else:
            self.items.remove(resource.collection, item_id)
            self._orphans(resource, item)
        self._done(resource, Change("deleted", item, item, self.items))
        return item

    def _one(self, resource: Resource, action: Action, given: object, known: Mapping[str, Any]) -> Item:
        match action:
            case "create_many" | "replace_many":
                return self.create(resource, given, known)
            case "update_many":
                return self._updated(resource, dict(as_object(given) or {}))
            case "upsert_many":
                return self.upsert(resource, given, known)
            case _ if type(given) in (int, str):
                return self.delete(resource, given)
            case _:
                raise invalid({"id": f"Not an id among the {resource.name}"})

    def _changed(self, resource: Resource, before: Item, given: object, writer: Writer) -> Change:
        own, brought = parted(object_of(resource, given), resource.brings("amended", "replaced"))
        kept = read_given(resource, own, writer)
        if not kept and not brought:
            raise refusal(resource, {"data": MISSING})
        for name, many in brought.items():
            self._amend(resource, name, before, array_of(resource, name, many))
        changed = {name: merged(resource, name, before.get(name), value) for name, value in kept.items()}
        after = self._stored(resource, resource.revises(self.items, before | changed, kept | brought))
        return Change("updated", after, before, self.items)

    def _amend(self, resource: Resource, name: str, parent: Item, many: Iterable[object]) -> None:
        child, told = resource.children[name], len(self.events)
        owner = child.kind.owned_by(resource, parent)
        there = {each["id"] for each in self.items.of(child.kind.collection, **owner)}
        named = {self._amended(child.kind, owner, there, fields) for fields in many}
        for left_out in there - named if child.written == "replaced" else ():
            self.delete(child.kind, left_out)
        # What the item's own update tells is not told of each of its children.
        del self.events[told:]

    def _amended(self, child: Resource, owner: Mapping[str, Any], there: set[Any], fields: object) -> Any:
        own, named = parted(object_of(child, fields), ("id",))
        if not named:
            return self.create(child, own, owner)["id"]
        if named["id"] not in [*there]:
            raise refusal(child, {"id": f"Not an id among these {child.name}"})
        if own:
            self.update(child, named["id"], own)
        return named["id"]

    def _updated(self, resource: Resource, fields: dict[str, Any]) -> Item:
        item_id = fields.pop(resource.key, None)
        if type(item_id) is not int or self.items.find(resource.collection, item_id) is None:
            raise invalid({resource.key: f"Not an id among the {resource.name}"})
        return self.update(resource, item_id, fields)

    def _new_id(self, resource: Resource) -> int | str:
        number = self.items.next_id(resource.collection, resource.first_id)
        if resource.fields["id"].kind == "text":
            return str(uuid5(NAMESPACE_URL, f"{resource.collection}/{number}"))
        return number

    def _made(self, resource: Resource, given: Mapping[str, Any], parents: Mapping[str, Any], writer: Writer) -> Item:
        own, brought = parted(given, resource.brings("brought", "amended", "replaced"))
        kept = read_given(resource, own, writer, parents)
        missing = [name for name, child in resource.children.items() if child.needed and not brought.get(name)]
        if missing and writer == "create":
            raise refusal(resource, dict.fromkeys(missing, MISSING))
        known = {"id": self._new_id(resource), **parents}
        new = blank(resource.fields, self.now)
        item = new | {name: merged(resource, name, new[name], value) for name, value in kept.items()} | known
        self.items.put(resource.collection, item)
        self._check_references(resource, item)
        for name, many in (resource.born_with(item) | brought).items():
            child = resource.children[name].kind
            for fields in array_of(resource, name, many):
                self._made(child, object_of(child, fields), child.owned_by(resource, item), writer)
        return self._stored(resource, resource.completes(self.items, item, kept))

    def _stored(self, resource: Resource, item: Item) -> Item:
        dated = {name: resource.fields[name] for name in _MODIFIED if name in resource.fields}
        modified = {name: _DATES[field.kind](self.now) for name, field in dated.items()}
        after = resource.changes(item | modified)
        self._check_references(resource, after)
        self._check_unique(resource, after)
        self.items.put(resource.collection, after)
        return after

    def _check_references(self, resource: Resource, item: Item) -> None:
        for name, kind in resource.refers.items():
            ids = item[name] if isinstance(item[name], list) else [item[name]]
            if any(self.items.find(kind, each) is None for each in ids):
                raise refusal(resource, {name: f"Not an id among the {kind}"})

    def _check_unique(self, resource: Resource, item: Item) -> None:
        for names in (tuple(each.split("+")) for each in resource.unique):
            same = {name: item[name] for name in names}
            others = [each for each in self.items.of(resource.collection, **same) if each["id"] != item["id"]]
            if others and "" not in same.values():
                raise ApiError(409, f"Another of the {resource.name} has the same {' and '.join(names)}.")

    def _orphans(self, resource: Resource, item: Item) -> None:
        for child in (each for each in self._resources.values() if not each.shares and not each.rows):
            for name in (name for name, kind in child.refers.items() if kind == resource.collection):
                for each in self.items.of(child.collection, **{name: item["id"]}):
                    self.items.remove(child.collection, each["id"])
                    self._orphans(child, each)
        Transaction(engine().kinds, self.items, self.now).delete_owned(resource.collection, item["id"])

    def _done(self, resource: Resource, change: Change) -> None:
        self._tell(resource, change)
        for name, item_id, fields in resource.causes(self.items, change):
            if fields is None:
                self.delete(self._resources[name], item_id)
            else:
                self.write(name, item_id, fields)

    def _tell(self, resource: Resource, change: Change) -> None:
        if self._together is not None and any(change.write in each.on for each in resource.together):
            self._together.setdefault(change.write, []).append(change)
            return
        for fires in resource.events:
            if change.write in fires.on and fires.when(change):
                scopes = [fires.scope.format(**{"write": change.write, **each}) for each in fires.per(change)]
                self.events += [(scope, fires.data(change)) for scope in scopes]

    def _tell_together(self, resource: Resource) -> None:
        for write, changes in (self._together or {}).items():
            fired = (each for each in resource.together if write in each.on)
            self.events += [(each.scope.format(write=write), each.data(changes)) for each in fired]
        self._together = None
