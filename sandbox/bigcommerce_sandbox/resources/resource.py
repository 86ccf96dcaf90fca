"""What is said of a kind of resource: where it is, what may be done to it, and what comes of that."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from bigcommerce_sandbox.resources.events import Change, Fires, FiresOnce, Items
from bigcommerce_sandbox.resources.queries import Filter, read_filters
from bigcommerce_sandbox.resources.schema import Item, Schema

type Action = Literal[
    "list",
    "count",
    "create",
    "create_many",
    "replace_many",
    "upsert",
    "place",
    "update_many",
    "upsert_many",
    "delete_many",
    "delete_given",
    "delete_all",
    "read",
    "update",
    "delete",
    "show",
    "put",
]
"""What a request does.

The `_many` bring an array, or filter in the query; `delete_given` brings an array of ids; `upsert` and `place`
change the item that is there already, or add it: `place` finds it by the path. `show` and `put` are for the one item
that a path has, such as the settings of a channel.
"""

type Answers = Mapping[Action | Literal["partly"], tuple[int, str]]
"""By what was asked for, the status and the parts of an answer."""

ACTIONS: Mapping[Action, tuple[str, str]] = {
    "list": ("GET", ""),
    "create": ("POST", ""),
    "create_many": ("POST", ""),
    "replace_many": ("PUT", ""),
    "upsert": ("PUT", ""),
    "place": ("PUT", "/{item_id}"),
    "update_many": ("PUT", ""),
    "upsert_many": ("PUT", ""),
    "delete_many": ("DELETE", ""),
    "delete_given": ("DELETE", ""),
    "delete_all": ("DELETE", ""),
    "count": ("GET", "/count"),
    "read": ("GET", "/{item_id}"),
    "update": ("PUT", "/{item_id}"),
    "delete": ("DELETE", "/{item_id}"),
    "show": ("GET", ""),
    "put": ("PUT", ""),
}
"""The method of each, and what follows the path."""


@dataclass(frozen=True, slots=True)
class Child:
    """A list of its own that an item has.

    Args:
        kind: of what is in it.
        written: in which requests for the item it may come: in none, which is `apart`; `brought` with a new item;
            `amended` with a change too, where what has an `id` is changed, and the rest is new; `replaced` likewise,
            and what does not come again goes.
        needed: whether a request for a new item must bring some.
    """

    kind: "Resource"
    written: Literal["apart", "brought", "amended", "replaced"] = "apart"
    needed: bool = False


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A kind of resource.

    Args:
        name: unique, in the plural.
        shares: the name of another kind whose items these are, at another path.
        path: below the store; its placeholders are fields of the items.
        key: the field by which a request names an item.
        refers: the names of the kinds that it belongs to, by the fields that hold their ids; it goes when they go.
        fields: what an item has; one of them is `id`.
        actions: what may be done.
        filters: as `read_filters` reads them.
        counts_filtered: whether a count takes them too.
        counts: gives what a count tells of the items beside their number.
        sorts: the fields that a list can be sorted by.
        order: the parameters of the order, where they are not the usual `sort` and `direction`; `sort:direction` is
            one that brings the direction with it, as `name:asc`.
        deletes_by: the filters of a deletion, as `read_filters` reads them; `delete_many` needs one.
        pages: the parameters that choose a page of a list; None for a list that has none.
        cursors: whether there are cursors too.
        picks: whether `include_fields` and `exclude_fields` work.
        children: its own lists, by the names that they have in an item.
        born_with: gives what a new item's children are made of, where its request does not bring them.
        extras: what else `include` does to an answer, by the names that it has for that, with the API's address.
        includes_on: the writes where `include` works, too.
        settled: parameters that can have one value only, which does nothing.
        includes: those of them, and of the fields, that `include` shows in an item.
        links: by the name of a field, the last part of the path of a list that it leads to.
        created: the status of what is created.
        changed: the status of what is changed.
        bare: whether a v3 answer is the item alone, without `data` and `meta`.
        first_id: the first item's.
        most: how many items an array may bring.
        answers: by what was asked for many items, the status and the parts of the answer: `data` or `nothing` in its
            place, `errors` or `batch_errors`, and `meta` or `counts`, which is a `meta` that counts; or `items`, which
            is the bare array. Without it, a deletion is 204 and the others have `data meta`. With `partly`, items
            that are refused leave the others written, and the answer is so; without it, none is written then.
        unique: fields, joined by `+`, of which no two items may have the same; an upsert finds its item by the first.
        events: what changes cause.
        together: what changes of many items cause.
        seeds: what a new store has, that opens at a moment in unix seconds.
        reads: gives the fields of an item that a request brings, as they are meant.
        completes: gives a new item that its store has filled in, from it and from the fields that were given.
        changes: gives a new or changed item that its store has filled in.
        revises: gives a changed item that its store has filled in, from it and from what a request brought.
        shows: gives an item with what an answer works out.
        causes: the writes that follow from one: the kind, the id (None for a new item), and the fields (None where it
            is deleted).
        rows: gives the items, of a kind that is written down in others, where its `causes` write it.
        always: whether the one item that a path has is there from the start.
        archives: whether a deleted item stays readable by its id.
    """

    name: str
    path: str
    fields: Schema
    actions: tuple[Action, ...]
    shares: str = ""
    key: str = "id"
    refers: Mapping[str, str] = field(default_factory=dict[str, str])
    filters: str = ""
    counts_filtered: bool = False
    counts: Callable[[list[Item]], Item] = lambda _: {}
    sorts: str = ""
    order: tuple[str, ...] | None = None
    deletes_by: str = ""
    pages: tuple[str, ...] | None = ("page", "limit")
    cursors: bool = False
    picks: bool = False
    children: Mapping[str, "Child"] = field(default_factory=dict[str, "Child"])
    born_with: Callable[[Item], dict[str, Any]] = lambda _: {}
    includes: tuple[str, ...] = ()
    extras: Mapping[str, Callable[[Items, Item, str], Item]] = field(default_factory=dict[str, Any])
    includes_on: tuple[Action, ...] = ()
    settled: Mapping[str, str] = field(default_factory=dict[str, str])
    links: Mapping[str, str] = field(default_factory=dict[str, str])
    created: int = 200
    changed: int = 200
    bare: bool = False
    first_id: int = 1
    most: int = 10
    answers: Answers = field(default_factory=dict[Any, tuple[int, str]])
    unique: tuple[str, ...] = ()
    events: tuple[Fires, ...] = ()
    together: tuple[FiresOnce, ...] = ()
    seeds: Callable[[float], Iterable[Item]] = lambda _: ()
    reads: Callable[[Items, Item], Item] = lambda _items, given: given
    completes: Callable[[Items, Item, Item], Item] = lambda _items, item, _given: item
    changes: Callable[[Item], Item] = lambda item: item
    revises: Callable[[Items, Item, Item], Item] = lambda _items, item, _given: item
    shows: Callable[[Items, Item], Item] = lambda _items, item: item
    causes: Callable[[Items, Change], Iterable[tuple[str, Any, Item | None]]] = lambda _items, _change: ()
    rows: Callable[[Items], Iterable[Item]] | None = None
    always: bool = True
    archives: bool = False

    @property
    def collection(self) -> str:
        """The name by which a store keeps its items."""
        return self.shares or self.name

    def owned_by(self, owner: "Resource", item: Item) -> dict[str, Any]:
        """The fields by which what belongs to an item of that kind is known."""
        return {name: item["id"] for name, kind in self.refers.items() if kind == owner.collection}

    def brings(self, *written: str) -> list[str]:
        """The names of the children that are written so."""
        return [name for name, child in self.children.items() if child.written in written]

    @property
    def version(self) -> str:
        """The version of the API that it belongs to."""
        return self.path[1:3]

    @cached_property
    def parameters(self) -> Mapping[str, Filter]:
        """The filters by their parameters' names."""
        return read_filters(self.filters, self.fields)

    @cached_property
    def deletion(self) -> Mapping[str, Filter]:
        """The filters of a deletion by their parameters' names."""
        return read_filters(self.deletes_by or "id:in", self.fields)

    @property
    def parents(self) -> tuple[str, ...]:
        """The placeholders of the path."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    def knows(self, action: Action) -> frozenset[str]:
        """The query parameters that such a request may have."""
        views = {"include"} if self.includes or self.extras else set[str]()
        views |= self.settled.keys()
        views |= {"include_fields", "exclude_fields"} if self.picks else set()
        match action:
            case "list":
                cursors = {"before", "after"} if self.cursors else set[str]()
                usual = ("sort", "direction") if self.sorts else ()
                order = {each.partition(":")[0] for each in (usual if self.order is None else self.order)}
                return frozenset(self.parameters) | views | {*(self.pages or ())} | cursors | order
            case "read" | "show":
                return frozenset(views)
            case _ if action in self.includes_on:
                return frozenset({"include", *self.settled})
            case "count":
                return frozenset(self.parameters) if self.counts_filtered else frozenset()
            case "delete_many":
                return frozenset(self.deletion)
            case "delete_all":
                return frozenset(self.deletion) if self.deletes_by else frozenset()
            case _:
                return frozenset()
