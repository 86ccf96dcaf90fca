"""Writing to a store: what becomes of its items, and what it tells of that."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, cast
from uuid import NAMESPACE_URL, uuid5

from storehook_sandbox.errors import ApiError, invalid
from storehook_sandbox.json_values import as_object
from storehook_sandbox.resources.collections import Collections
from storehook_sandbox.resources.dates import as_iso, as_rfc
from storehook_sandbox.resources.resource import Change, Resource
from storehook_sandbox.resources.schema import MISSING, Item, Writer, blank, read_fields

_DATES: Mapping[str, Callable[[float], str]] = {"rfc": as_rfc, "iso": as_iso}


class Writes:
    """The writes of one request, and what follows from them. Whoever makes them does so within `Collections.whole`.

    Args:
        items: the store's.
        resources: every kind by its name.
        now: in unix seconds.
    """

    def __init__(self, items: Collections, resources: Mapping[str, Resource], now: float) -> None:
        self._items = items
        self._resources = resources
        self._now = now
        self.events: list[tuple[str, Mapping[str, Any]]] = []
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
        item = self._made(resource, _object(resource, given), parents, writer)
        self._tell(resource, Change("created", item, item))
        for name, item_id, fields in resource.follows(self._items, item):
            self.update(self._resources[name], item_id, fields, "person")
        return self._items.get(resource.collection, item["id"])

    def update(self, resource: Resource, item_id: Any, given: object, writer: Writer = "update") -> Item:
        """Change an item: what is given is new, the rest stays.

        Writing what is there already counts as a change: whether BigCommerce stays silent then is not documented, and
        an echo is the harder case for a receiver.

        Raises:
            ApiError: 404 for an unknown one; 400 in v2 and 422 in v3, if nothing is given, or what it does not take.
        """
        before = self._items.get(resource.collection, item_id)
        kept = _kept(resource, _object(resource, given), writer)
        if not kept:
            raise _refusal(resource, {"data": MISSING})
        merged = {name: _merged(resource, name, before[name], value) for name, value in kept.items()}
        after = self._stored(resource, before | merged)
        self._tell(resource, Change("updated", after, before))
        return after

    def update_many(self, resource: Resource, given: Iterable[object]) -> list[Item]:
        """Change items, each named by the `id` among its fields.

        Raises:
            ApiError: 422, for an unknown id or what one of them does not take.
        """
        return [self._updated(resource, dict(as_object(fields) or {})) for fields in given]

    def upsert_many(self, resource: Resource, given: Iterable[object]) -> list[Item]:
        """Change the items that are there already, by what makes them unique, and add the others.

        Raises:
            ApiError: 422, for what one of them does not take.
        """
        return [self._upserted(resource, _object(resource, fields)) for fields in given]

    def delete(self, resource: Resource, item_id: Any) -> None:
        """Take an item out, with its children.

        Raises:
            ApiError: 404, if there is none.
        """
        item = self._items.get(resource.collection, item_id)
        if resource.archives:
            self._stored(resource, item | {"is_deleted": True})
        else:
            self._items.remove(resource.collection, item_id)
            self._orphans(resource, item)
        self._tell(resource, Change("deleted", item, item))

    def _updated(self, resource: Resource, fields: dict[str, Any]) -> Item:
        item_id = fields.pop("id", None)
        if type(item_id) is not int or self._items.find(resource.collection, item_id) is None:
            raise invalid({"id": f"Not an id among the {resource.name}"})
        return self.update(resource, item_id, fields)

    def _new_id(self, resource: Resource) -> int | str:
        number = self._items.next_id(resource.collection, resource.first_id)
        if resource.fields["id"].kind == "text":
            return str(uuid5(NAMESPACE_URL, f"{resource.collection}/{number}"))
        return number

    def _upserted(self, resource: Resource, given: Mapping[str, Any]) -> Item:
        known = {name: given.get(name) for name in resource.unique[0].split("+")}
        found = self._items.of(resource.collection, **known)
        if not found:
            return self.create(resource, given, {})
        rest = {name: value for name, value in given.items() if name not in known}
        return self.update(resource, found[0]["id"], rest)

    def _made(self, resource: Resource, given: Mapping[str, Any], parents: Mapping[str, Any], writer: Writer) -> Item:
        own = {name: value for name, value in given.items() if name not in resource.brings}
        kept = _kept(resource, own, writer, parents)
        known = {"id": self._new_id(resource), **parents}
        item = blank(resource.fields, self._now) | kept | known
        self._items.put(resource.collection, item)
        self._check_parent(resource, item)
        brought = resource.born_with(item) | {name: given[name] for name in resource.brings if name in given}
        for name, many in brought.items():
            child = resource.children[name]
            for fields in _array(resource, name, many):
                self._made(child, _object(child, fields), whose(child, item), writer)
        return self._stored(resource, resource.completes(self._items, item, kept))

    def _stored(self, resource: Resource, item: Item) -> Item:
        field = resource.fields.get("date_modified")
        modified = {"date_modified": _DATES[field.kind](self._now)} if field else {}
        after = resource.changes(item | modified)
        self._check_unique(resource, after)
        self._items.put(resource.collection, after)
        return after

    def _check_parent(self, resource: Resource, item: Item) -> None:
        name = resource.parent_field
        if name and self._items.find(resource.parent, item[name]) is None:
            raise _refusal(resource, {name: f"Not an id among the {resource.parent}"})

    def _check_unique(self, resource: Resource, item: Item) -> None:
        for names in (each.split("+") for each in resource.unique):
            same = {name: item[name] for name in names}
            if "" not in same.values() and any(
                each["id"] != item["id"] for each in self._items.of(resource.collection, **same)
            ):
                raise ApiError(409, f"Another of the {resource.name} has the same {' and '.join(names)}.")

    def _orphans(self, resource: Resource, item: Item) -> None:
        for child in self._resources.values():
            if child.parent == resource.name and not child.shares:
                for each in self._items.of(child.collection, **whose(child, item)):
                    self._items.remove(child.collection, each["id"])
                    self._orphans(child, each)

    def _tell(self, resource: Resource, change: Change) -> None:
        fired = (each for each in resource.events if change.write in each.on and each.when(change))
        self.events += [(each.scope.format(write=change.write, **change.after), each.data(change)) for each in fired]


def whose(child: Resource, parent: Item) -> dict[str, Any]:
    """The fields by which the children of an item are known."""
    if child.parent_field:
        return {child.parent_field: parent["id"]}
    *above, last = child.parents
    return {name: parent[name] for name in above} | {last: parent["id"]}


def read_array(resource: Resource, given: object) -> list[object]:
    """The items that a request brings.

    Raises:
        ApiError: 422, if it brings no array; 413, if that is too long.
    """
    array = _array(resource, "data", given)
    if not array:
        raise invalid({"data": f"Must be an array of {resource.name}"})
    if len(array) > resource.most:
        raise ApiError(413, f"A request may bring {resource.most} {resource.name}.")
    return array


def _kept(resource: Resource, given: Mapping[str, Any], writer: Writer, known: Collection[str] = ()) -> Item:
    kept, problems = read_fields(resource.fields, given, writer)
    wrong = {name: problem for name, problem in problems.items() if name in given or name not in known}
    if wrong:
        raise _refusal(resource, wrong)
    return kept


def _merged(resource: Resource, name: str, before: Any, value: Any) -> Any:
    field = resource.fields[name]
    return before | value if field.kind == "object" and field.parts else value


def _object(resource: Resource, given: object) -> Mapping[str, Any]:
    fields = as_object(given)
    if fields is None:
        raise _refusal(resource, {"data": "Must be a JSON object"})
    return fields


def _array(resource: Resource, name: str, given: object) -> list[object]:
    if not isinstance(given, list):
        raise _refusal(resource, {name: f"Must be an array of {resource.name}"})
    return cast("list[object]", given)


def _refusal(resource: Resource, problems: Mapping[str, str]) -> ApiError:
    if resource.version == "v3":
        return invalid(problems)
    name, problem = next(iter(problems.items()))
    said = "is missing" if problem == MISSING else f"is invalid: {problem}"
    return ApiError(400, f"The field '{name}' {said}.")
