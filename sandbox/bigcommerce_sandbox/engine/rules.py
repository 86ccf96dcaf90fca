"""Rules of a kind that its facts do not have: they hold what the documents say in prose alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bigcommerce_facts import Role
from bigcommerce_sandbox.engine.changes import Change, Draft, Event, EventOfMany
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.store import Store

type Access = Literal["write", "read", "none"]
"""A client's right to an item."""

type Worked = Callable[[Store, Row], Any]
"""A function that works out a value of an item when it is read."""


def anyone(_row: Row, _client: str) -> Access:
    """Let every client read and change an item."""
    return "write"


@dataclass(frozen=True, slots=True)
class Unique:
    """Fields of which no two items have the same values.

    Args:
        status: the answer to the second item.
    """

    fields: tuple[str, ...]
    status: int = 409


@dataclass(frozen=True, slots=True)
class Reference:
    """A field with the id, or a list of ids, of items of a kind.

    Args:
        status: the answer to an unknown id; None for the usual status of a bad field.
        on_delete: the effect of the other item's deletion: the field gets its default (`unset`), this item goes too
            (`delete`), or the other item cannot go (`refuse`).
    """

    kind: str
    status: int | None = None
    on_delete: Literal["keep", "unset", "delete", "refuse"] = "keep"


@dataclass(frozen=True, slots=True)
class Most:
    """The largest number of items in one request.

    Args:
        field: of the query or the body with the items; empty if the body is the list.
        status: the answer to more.
    """

    items: int
    field: str = ""
    status: int = 422


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the number of items.

    Args:
        per: the fields that items counted together have in common; empty to count the whole store.
    """

    count: int
    per: tuple[str, ...] = ()
    status: int = 422


@dataclass(frozen=True, slots=True)
class Search:
    """A filter that looks for a text in several fields, or in what functions work out."""

    fields: tuple[str | Worked, ...]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Rules of a kind. Every name is one of its facts, which a test checks.

    Args:
        table: the name of its table, for kinds that are views of one; empty for the kind's own.
        like: another kind whose answers have the right schemas, where the documents of this one are wrong.
        roles: the right roles of operations whose facts have wrong ones, by name.
        unserved: the operations that the stand-in store does not implement, by name. They answer 501.
        key: the field by which a path names an item, if it is not the facts' one.
        links: the fields that hold the ids of owners, by kind, if they are not the names in the paths.
        unique: which values may be there once.
        refers: the references to other kinds, by field.
        filters: the targets of filters whose names are no field: a field's name with dots into objects, and after a
            colon the comparison if the filter names none, a search, or a function.
        optional: the parameters of queries that the facts require by mistake.
        most: the largest number of items in a request, by operation.
        limits: the largest numbers of items.
        marks: the fields that no answer shows, and that people write.
        needs: the paths of fields that bodies must have, though no schema requires them, by operation.
        takes: the beginnings of the paths of fields within objects that requests may have, though no schema names them.
        defaults: the values of fields that nobody wrote, where the schema's own default is wrong or has none.
        inherits: true if null is shown for what nobody wrote, for the setting of the whole store holds then.
        verbatim: the fields that answers show as they were written, without the defaults of their parts.
        computed: the functions that work out fields of an item when it is written. They run in order, each with the
            fields of those before it, and may refuse the item.
        derived: the functions that work out fields when an item is read.
        includes: the kinds of the items, or the functions that work out the fields, of `include`, by name, where these
            are no children.
        reveals: the fields that an answer has only if `include` names them, by the name there.
        brings: the kinds of items that a new item may bring along, by the field that holds them. Their owner's creation
            tells of them.
        replaces: the fields of `brings` whose list takes the place of the items that there are when an item changes.
        fixed: the fields that a request cannot change. It ignores them.
        without_filter: the effect of operations that delete by filters on a request that has none: `all` or `none` of
            the items, where it is not refused.
        upsert_by: the fields by which an upsert finds an item that brings no id.
        access: tells a client's right to an item.
        settles: gives the item as it is kept, after a write has stored it. What it writes besides is a part of that: no
            event tells of it.
        after: does what follows from a change.
        events: the events that changes cause.
        together: the events that all changes of a request for many cause together.
        seeds: the items of a new small shop, at a moment in unix seconds.
        everywhere: true if even an empty store has the seeds.
        first_id: the id of the first item.
        archives: true if a deleted item can still be read by its id.
    """

    table: str = ""
    like: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict[str, Role])
    unserved: tuple[str, ...] = ()
    key: str = ""
    links: Mapping[str, str] = field(default_factory=dict[str, str])
    unique: tuple[Unique, ...] = ()
    refers: Mapping[str, Reference] = field(default_factory=dict[str, Reference])
    filters: Mapping[str, str | Search | Worked] = field(default_factory=dict[str, Any])
    optional: tuple[str, ...] = ()
    most: Mapping[str, Most] = field(default_factory=dict[str, Most])
    limits: tuple[Limit, ...] = ()
    marks: tuple[str, ...] = ()
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    takes: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    inherits: bool = False
    verbatim: tuple[str, ...] = ()
    computed: tuple[Callable[[Draft], Mapping[str, Any]], ...] = ()
    derived: Mapping[str, Worked] = field(default_factory=dict[str, Worked])
    includes: Mapping[str, str | Worked] = field(default_factory=dict[str, Any])
    reveals: Mapping[str, str] = field(default_factory=dict[str, str])
    brings: Mapping[str, str] = field(default_factory=dict[str, str])
    replaces: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    without_filter: Mapping[str, str] = field(default_factory=dict[str, str])
    upsert_by: tuple[str, ...] = ()
    access: Callable[[Row, str], Access] = anyone
    settles: Callable[[Draft], Row] | None = None
    after: Callable[[Change], None] = lambda _change: None
    events: tuple[Event, ...] = ()
    together: tuple[EventOfMany, ...] = ()
    seeds: Callable[[float], Iterable[Row]] = lambda _now: ()
    everywhere: bool = False
    first_id: int = 1
    archives: bool = False
