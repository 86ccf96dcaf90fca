"""Rules that BigCommerce's documents state in prose alone, each with its page and line.

Statuses, effects and figures are there only as far as the documents state them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args, get_type_hints

type Values = Mapping[str, Any]
"""Fields of an item with the values that a rule is about."""

_NO_VALUES: Values = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    """A rule.

    Args:
        source: page and line in BigCommerce's documents, two with a space between them.
    """

    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfKind(_Stated):
    """A rule of a kind."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOperation(_Stated):
    """A rule of an operation."""

    operation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique(OfKind):
    """Fields of which no two items have the same values."""

    fields: tuple[str, ...]
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(OfKind):
    """The largest number of items.

    Args:
        per: the fields that items counted together have in common; empty for the whole store.
        when: the values of the items that count.
    """

    count: int
    per: tuple[str, ...] = ()
    when: Values = field(default_factory=lambda: _NO_VALUES)
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Most(OfOperation):
    """The largest number of items in one request.

    Args:
        field: of the body or the query with the items; empty if the body is the list.
    """

    items: int
    field: str = ""
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth(OfKind):
    """The largest number of levels of items below one another."""

    parent: str
    levels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refers(OfKind):
    """A field with ids of items of another kind.

    Args:
        to: the other kind.
        status: the answer to an unknown id.
        on_delete: the effect of the other item's deletion.
    """

    field: str
    to: str
    status: int | None = None
    on_delete: Literal["", "unset", "delete", "refuse"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs(OfOperation):
    """Fields that a body must have under a condition.

    Args:
        fields: all of them.
        one_of: one of them.
        within: the list whose items the rule is about; empty for the body.
        when: the values that make them needed.
        when_given: the field that makes them needed.
        without: the field whose absence makes them needed.
    """

    fields: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    within: str = ""
    when: Values = field(default_factory=lambda: _NO_VALUES)
    when_given: str = ""
    without: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BareDelete(OfOperation):
    """The effect of a DELETE of many items without a filter."""

    without_filter: Literal["all", "none", "refused"]
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeletable(OfKind):
    """Items that cannot be deleted, by their values."""

    when: Values
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed(OfKind):
    """Fields that nobody can change once the item is there.

    Args:
        given: the effect of a request that brings another value.
    """

    fields: tuple[str, ...]
    given: Literal["", "ignored", "refused"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(OfOperation):
    """The order of a list without `sort`."""

    by: str
    descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages(OfOperation):
    """The usual and the largest number of items on a page.

    Args:
        including: the values of `include` that the figures are for; empty for any.
    """

    default: int | None = None
    largest: int | None = None
    including: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Concurrency(OfOperation):
    """The largest number of requests at the same time. More of them are answered 429."""

    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(OfKind):
    """The format of a date that is not ISO 8601."""

    field: str
    format: Literal["rfc2822"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination(OfKind):
    """The values that one field may have with a value of another.

    Args:
        field: the other one.
        other: the one that the values are for.
    """

    field: str
    value: str
    other: str
    values: tuple[str, ...]
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(OfKind):
    """The OAuth scopes of which a token needs one, for a kind and the kinds below it.

    Args:
        kind: its name, or the beginning of the names of several.
        change: for writes and reads.
        read: for reads alone.
    """

    change: tuple[str, ...]
    read: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload(_Stated):
    """The data of an event.

    Args:
        data: the types by name; a text with `=` is the value itself.
        many: true for a list of them.
    """

    scope: str
    data: Mapping[str, Any]
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence(OfKind):
    """A change that does not cause an event.

    Args:
        fields: the changed ones; empty for any.
        when: the values of items whose changes are meant.
    """

    scope: str
    fields: tuple[str, ...] = ()
    when: Values = field(default_factory=lambda: _NO_VALUES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """All rules that prose states.

    Args:
        documents: the repository and the commit that the sources are in.
    """

    documents: str
    unique: tuple[Unique, ...]
    limits: tuple[Limit, ...]
    most: tuple[Most, ...]
    depth: tuple[Depth, ...]
    references: tuple[Refers, ...]
    needs: tuple[Needs, ...]
    deletes: tuple[BareDelete, ...]
    undeletable: tuple[Undeletable, ...]
    fixed: tuple[Fixed, ...]
    order: tuple[Order, ...]
    pages: tuple[Pages, ...]
    concurrency: tuple[Concurrency, ...]
    dates: tuple[Date, ...]
    combinations: tuple[Combination, ...]
    oauth: tuple[Grant, ...]
    events: tuple[Payload, ...]
    silences: tuple[Silence, ...]


@lru_cache(maxsize=1)
def load_prose() -> Prose:
    """Return the rules in this package."""
    content = json.loads(files(__package__).joinpath("prose.json").read_bytes())
    types = get_type_hints(Prose)
    rules = {name: tuple(_rule(get_args(types[name])[0], node) for node in content[name]) for name in _sections()}
    return Prose(documents=content["documents"], **rules)


def _sections() -> list[str]:
    return [field.name for field in fields(Prose) if field.name != "documents"]


def _rule(rule: type[_Stated], node: Mapping[str, Any]) -> Any:
    return rule(**{name: _frozen(value) for name, value in node.items()})


def _frozen(value: Any) -> Any:
    return tuple(cast("list[Any]", value)) if isinstance(value, list) else value
