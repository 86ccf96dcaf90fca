"""Which items a list gets, and in what order.

Source: BigCommerce docs, the query parameters of each list. v2 writes `min_id` and v3 `id:min`; both include the bound.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from bigcommerce_sandbox.engine.dates import parse_date
from bigcommerce_sandbox.resources.schema import Item, Schema

_NAME = re.compile(r"(?P<bound>min|max)_(?P<field>\w+)|(?P<path>[\w.+]+)(?::(?P<operator>\w+))?")

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "equal": operator.eq,
    "not": operator.ne,
    "in": lambda value, wanted: value in wanted,
    "not_in": lambda value, wanted: value not in wanted,
    "min": operator.ge,
    "max": operator.le,
    "greater": operator.gt,
    "less": operator.lt,
    "like": lambda value, wanted: wanted.lower() in value.lower(),
}

_WITHOUT_BOUND = {"min": operator.gt, "max": operator.lt}


@dataclass(frozen=True, slots=True)
class Filter:
    """A query parameter that leaves items out.

    Args:
        path: the field, with dots into objects; texts joined by `+` are read as one, with spaces between.
        operator: how its value is held against the parameter's.
        kind: the field's.
    """

    path: str
    operator: str
    kind: str

    def reads(self, text: str, *, includes_moment: bool) -> Callable[[Item], bool]:
        """What an item must be, as the parameter's text says.

        Args:
            text: the parameter's.
            includes_moment: whether a bound that is a date is let through itself.

        Raises:
            ValueError: if the text is no value of the field.
        """
        read = _READ.get(self.kind, str)
        wanted = [read(each) for each in text.split(",")] if self.operator in ("in", "not_in") else read(text)
        is_date = self.kind in ("rfc", "iso")
        if is_date and self.operator == "equal" and len(text) == len("2026-08-11"):
            return lambda item: any(read(str(value)).date() == read(text).date() for value in self._values(item))
        fits = (_WITHOUT_BOUND if is_date and not includes_moment else {}).get(self.operator, _OPERATORS[self.operator])

        def lets_through(item: Item) -> bool:
            values = self._values(item)
            return any(value is not None and fits(read(str(value)), wanted) for value in values)

        return lets_through

    def _values(self, item: Item) -> list[Any]:
        found = [_at(item, path) for path in self.path.split("+")]
        return [" ".join(map(str, found))] if len(found) > 1 else _listed(found[0])


def read_filters(declared: str, fields: Schema) -> dict[str, Filter]:
    """Read the filters of a list, by the names of their parameters.

    Args:
        declared: names, as `id:in`, `min_id` or `status_id` tell the field and the operator; where a name does not,
            they follow after `=`: `email=billing_address.email`.
        fields: the items'.
    """
    pairs = (each.partition("=") for each in declared.split())
    return {name: _filter(target or name, fields) for name, _, target in pairs}


def lets_through(
    filters: Mapping[str, Filter], query: Mapping[str, str], *, includes_moment: bool
) -> tuple[Callable[[Item], bool], list[str]]:
    """What an item must be for a query, and the parameters that cannot be read."""
    wanted: list[Callable[[Item], bool]] = []
    unreadable: list[str] = []
    for name in filters.keys() & query.keys():
        try:
            wanted.append(filters[name].reads(query[name], includes_moment=includes_moment))
        except (ValueError, LookupError, InvalidOperation):
            unreadable.append(name)
    return (lambda item: all(fits(item) for fits in wanted)), unreadable


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of a list: by a field, then by id."""

    field: str = "id"
    descends: bool = False

    def of(self, items: Iterable[Item]) -> list[Item]:
        """The items in this order."""
        return sorted(items, key=lambda item: (self._rank(item), item["id"]), reverse=self.descends)

    def _rank(self, item: Item) -> Any:
        return parse_date(item[self.field]) if self.field.startswith("date_") else item[self.field]


def _filter(target: str, fields: Schema) -> Filter:
    match = cast("re.Match[str]", _NAME.fullmatch(target))
    path = match["field"] or match["path"]
    return Filter(path, match["bound"] or match["operator"] or "equal", _kind(path, fields))


def _kind(path: str, fields: Schema) -> str:
    first, _, rest = path.partition(".")
    if rest:
        return _kind(rest, fields[first].parts or {})
    kind = "text" if "+" in path else fields[first].kind.strip("[]")
    return "text" if "|" in kind else kind


def _at(item: Any, path: str) -> Any:
    for name in path.split("."):
        item = item[name]
    return item


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.lower()]


_READ: Mapping[str, Callable[[str], Any]] = {
    "integer": int,
    "number": _number,
    "money": _number,
    "boolean": _boolean,
    "rfc": parse_date,
    "iso": parse_date,
}
