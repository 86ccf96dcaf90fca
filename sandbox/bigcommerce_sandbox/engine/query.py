"""Parameters of a query: filters, order and pages, read by the facts of the operation."""

import operator
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from bigcommerce_facts import Operation, Role, Schema
from bigcommerce_sandbox.engine.dates import parse_date
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.model import Model
from bigcommerce_sandbox.engine.rules import Search, Worked
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, invalid_query

type Test = Callable[[Row], bool]

VIEWS = frozenset({"include", "include_fields", "exclude_fields"})

ORDER = frozenset({"page", "limit", "before", "after", "sort", "direction"})

_EFFECTS: Mapping[Role, frozenset[str]] = {
    **dict.fromkeys(("get", "create", "update", "bulk create", "bulk update", "upsert"), VIEWS),
    **dict.fromkeys(("show", "put"), VIEWS | {"channel_id"}),
    **dict.fromkeys(("delete", "delete by ids"), frozenset[str]()),
}
"""The parameters that have an effect, by role. Lists read all."""

_FILTERED: tuple[Role, ...] = ("count", "bulk delete", "delete all")
"""Roles that read filters alone."""

_NAME = re.compile(r"(?P<bound>min|max)_(?P<field>\w+)|(?P<path>[\w.]+)(?::(?P<operator>\w+))?")

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


def check_query(operation: Operation, query: Mapping[str, str], optional: Collection[str] = ()) -> None:
    """Refuse a query with parameters that the documents do not know, or without those that they require.

    Args:
        operation: the operation.
        query: the request's.
        optional: the parameters that the documents require by mistake.

    Raises:
        ApiError: 422.
    """
    unknown = sorted(query.keys() - operation.query.keys())
    if unknown:
        problems = dict.fromkeys(unknown, "BigCommerce documents no such parameter")
        raise ApiError(422, f"BigCommerce documents no '{"', '".join(unknown)}' of {operation.name}.", problems)
    missing = sorted(
        name for name, schema in operation.query.items() if schema.needed and name not in {*query, *optional}
    )
    if missing:
        raise ApiError(422, f"The request must have '{"' and '".join(missing)}'.", dict.fromkeys(missing, "Is missing"))
    for name in _settled(operation) & query.keys():
        if query[name] not in operation.query[name].enum:
            raise invalid_query(operation.version, name)


def check_effects(model: Model, operation: Operation, query: Mapping[str, str]) -> None:
    """Refuse parameters that nothing reads: those of a list that the documents name for one item, for example.

    Raises:
        ApiError: 501.
    """
    role = model.role(operation)
    known = filter_names(operation) if role in _FILTERED else _EFFECTS.get(role)
    for name in query.keys() - known - _settled(operation) if known is not None else ():
        raise not_modelled(operation, name)


def not_modelled(operation: Operation, name: str) -> ApiError:
    """Return the answer to a parameter that is documented, and has no effect here."""
    title = f"BigCommerce documents '{name}' of {operation.name}, but the stand-in store does not implement it."
    return ApiError(501, title)


def filter_names(operation: Operation) -> frozenset[str]:
    """Return the parameters that choose items."""
    return frozenset(operation.query) - VIEWS - ORDER - _settled(operation)


def _settled(operation: Operation) -> frozenset[str]:
    """Return the parameters that can have one value only, which changes nothing."""
    names = operation.query.keys() - VIEWS - ORDER
    return frozenset(name for name in names if len(operation.query[name].enum) == 1)


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a request.

    Args:
        includes_moment: true if a bound that is a date lets through that moment itself.
    """

    store: Store
    model: Model
    operation: Operation
    includes_moment: bool

    def tests(self, query: Mapping[str, str]) -> list[Test]:
        """Return what an item must pass.

        Raises:
            ApiError: 400 in v2 and 422 in v3 if a value cannot be read, 501 for a parameter that has no effect.
        """
        names = filter_names(self.operation) | self.model.rules.filters.keys()
        return [self._test(name, text) for name, text in query.items() if name in names]

    def plain(self, query: Mapping[str, str]) -> dict[str, Any]:
        """Return the fields whose values an index can find."""
        found = {name: self._indexed(name, text) for name, text in query.items() if self._is_exact(name)}
        return {name: value for name, value in found.items() if value is not None}

    def one_of(self, query: Mapping[str, str]) -> tuple[str, list[Any]] | None:
        """Return a field and the values of which an item must have one, as of `id:in`, None if no index finds them."""
        for name, text in query.items():
            field = name.removesuffix(":in")
            values = [self._indexed(field, part) for part in dict.fromkeys(text.split(","))]
            if name.endswith(":in") and name not in self.model.rules.filters and None not in values:
                return field, values
        return None

    def _indexed(self, name: str, text: str) -> Any:
        """Return a text or an id as an index has it, None if no index finds it: for another type or the default."""
        schema = self.model.fields.get(name)
        if schema is None or name in self.model.rules.derived or name in self.model.rules.filters or schema.enum:
            return None
        is_text = schema.type == "string" and not _is_date(name, schema)
        value = text if is_text else int(text) if schema.type == "integer" and _is_id(text) else None
        return None if value == self.model.default(name) else value

    def _is_exact(self, name: str) -> bool:
        parameter = self.operation.query.get(name)
        return parameter is not None and parameter.type in ("string", "integer", "any")

    def _test(self, name: str, text: str) -> Test:
        match = cast("re.Match[str]", _NAME.fullmatch(name))
        path = match["field"] or match["path"]
        comparison = match["bound"] or match["operator"] or "equal"
        rules = self.model.rules.filters
        target = rules.get(name, rules.get(path, path))
        if isinstance(target, Search):
            return self._search(target, text)
        if isinstance(target, str):
            target, _, own = target.partition(":")
            return self._compare(name, own or comparison, self._field(name, target), text)
        worked = target
        schema = self.operation.query[name]
        comparison = "in" if schema.type == "array" and comparison == "equal" else comparison
        return self._compare(name, comparison, (schema.items or schema, lambda row: worked(self.store, row)), text)

    def _search(self, search: Search, text: str) -> Test:
        wanted, readers = text.lower(), [*map(self._value_of, search.fields)]
        return lambda row: any(wanted in str(value_of(row)).lower() for value_of in readers)

    def _value_of(self, name: str | Worked) -> Callable[[Row], Any]:
        """Return a function that reads a field of many items, as `Store.value` does of one."""
        if not isinstance(name, str):
            return lambda row: name(self.store, row)
        work_out, default = self.model.rules.derived.get(name), self.model.default(name)
        return (lambda row: work_out(self.store, row)) if work_out else lambda row: row.get(name, default)

    def _field(self, name: str, path: str) -> tuple[Schema, Callable[[Row], Any]]:
        first, *rest = path.split(".")
        schema = self.model.fields.get(first)
        if schema is None and first not in self.model.links.values():
            raise not_modelled(self.operation, name)
        schema = schema or Schema(type="integer", properties={})
        for part in rest:
            schema = schema.properties[part]
        value_of = self._value_of(first)
        return schema, (lambda row: _at(value_of(row), rest)) if rest else value_of

    def _compare(self, name: str, comparison: str, field: tuple[Schema, Callable[[Row], Any]], text: str) -> Test:
        schema, value_of = field
        content = schema.items or schema
        read = _reader(name, content, self.operation.query[name])
        try:
            wanted = [read(part) for part in text.split(",")] if comparison in ("in", "not_in") else read(text)
        except (ValueError, LookupError, InvalidOperation) as error:
            raise invalid_query(self.model.version, name) from error
        if read is parse_date and comparison == "equal" and len(text) == len("2026-08-11"):
            day = parse_date(text).date()
            return lambda row: any(parse_date(str(value)).date() == day for value in _listed(value_of(row)) if value)
        strict = read is parse_date and not self.includes_moment and comparison in _WITHOUT_BOUND
        fits = _WITHOUT_BOUND[comparison] if strict else _OPERATORS[comparison]

        def passes(value: Any) -> bool:
            return _is_there(value, read) and fits(value if type(value) is read else read(str(value)), wanted)

        return lambda row: any(map(passes, _listed(value_of(row))))


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of a list: by a field, then by id."""

    field: str = "id"
    descends: bool = False


def read_sort(model: Model, operation: Operation, query: Mapping[str, str]) -> Sort:
    """Read the order of a list.

    Raises:
        ApiError: 400 in v2 and 422 in v3 for an unknown one, 501 for one that the items have no field for.
    """
    schema = operation.query.get("sort")
    field, colon, direction = query.get("sort", "id").partition(":")
    direction = direction if colon else query.get("direction", "asc")
    allowed = {name.partition(":")[0] for name in (schema.enum if schema else ())}
    is_twice = bool(colon) and "direction" in operation.query
    needs_direction = bool(schema) and any(":" in name for name in schema.enum) and not colon
    if direction not in ("asc", "desc") or is_twice or ("sort" in query and (field not in allowed or needs_direction)):
        raise invalid_query(model.version, "sort" if "sort" in query else "direction")
    if field != "id" and field not in model.fields and field not in model.rules.derived:
        raise not_modelled(operation, f"sort={field}")
    return Sort(field, descends=direction == "desc")


def ordered(store: Store, model: Model, rows: list[Row], sort: Sort) -> list[Row]:
    """Return rows, which come by their ids, in an order."""
    if sort.field == "id":
        return rows[::-1] if sort.descends else rows
    is_date = sort.field in model.dates

    def rank(row: Row) -> tuple[bool, Any, Any]:
        value = store.value(model.name, row, sort.field)
        return value is not None, parse_date(value) if is_date and value else value, row["id"]

    return sorted(rows, key=rank, reverse=sort.descends)


def _at(value: Any, path: Iterable[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return value  # pyright: ignore[reportUnknownVariableType]


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _is_there(value: Any, read: Callable[[str], Any]) -> bool:
    """Return true if a value can be compared. An empty text is no number and no date."""
    return value is not None and (value != "" or read is str)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_date(name: str, schema: Schema) -> bool:
    return schema.format in ("date-time", "date") or name.startswith(("date_", "min_date", "max_date"))


def _reader(name: str, field: Schema, parameter: Schema) -> Callable[[str], Any]:
    wanted = parameter.items or parameter
    if field.type == "boolean":
        return _boolean
    if field.type == "integer":
        return int
    if field.type == "number" or wanted.type == "number":
        return _number
    if _is_date(name, field) or _is_date(name, wanted):
        return parse_date
    return str.lower if field.enum else str


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
