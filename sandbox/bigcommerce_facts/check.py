"""Checks of a request's body against its schema. They are pure: a body in, the problems of its fields out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any, cast
from uuid import UUID

from bigcommerce_facts.operation import Operation
from bigcommerce_facts.schema import Schema, Type

MISSING = "error.path.missing."
"""The problem of a field that is required and is not there, as v3 words it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that breaks a rule.

    Args:
        at: the path to the field, such as `custom_url.url`. An index in an array has no part in it.
        text: the rule, in words.
    """

    at: str
    text: str


def body_problems(operation: Operation, body: Any) -> list[Problem]:
    """Return the problems of a body, one for each field at most.

    The number of items in an array that is the whole body is not checked. The documents limit it in prose, with
    another status.

    Args:
        operation: the operation that takes the body.
        body: parsed JSON.
    """
    if operation.body is None:
        return []
    in_path = frozenset(operation.placeholders)
    check = _Check(in_path, complete=is_complete(operation), numbers_as_text=operation.version == "v2")
    if isinstance(body, list) and operation.body.items:
        return _first_ones(check.items(operation.body.items, cast("list[Any]", body), ""))
    return _first_ones(check.value(operation.body, body, ""))


def value_problems(schema: Schema, value: Any, *, numbers_as_text: bool = False) -> list[Problem]:
    """Return the problems of a value, one for each field at most. No field is required.

    Args:
        schema: of the value.
        value: parsed JSON.
        numbers_as_text: true if a number may come as text and the reverse.
    """
    check = _Check(frozenset(), complete=False, numbers_as_text=numbers_as_text)
    return _first_ones(check.value(schema, value, ""))


def undocumented(value: Any, schemas: Iterable[Schema | None], at: str = "") -> Iterator[str]:
    """Yield the paths of the fields in a value that no schema knows.

    Args:
        value: parsed JSON.
        schemas: of the value; one that names no field, or allows others, allows any.
        at: the path to the value.
    """
    parts = [part for schema in schemas if schema for part in parts_of(schema)]
    if isinstance(value, list):
        items = [part.items for part in parts]
        for item in cast("list[Any]", value):
            yield from undocumented(item, items, at)
    if isinstance(value, dict) and any(part.properties for part in parts) and not any(part.extra for part in parts):
        for name, field in cast("dict[str, Any]", value).items():
            path = f"{at}.{name}" if at else name
            known = [part.properties[name] for part in parts if name in part.properties]
            yield from undocumented(field, known, path) if known else (path,)


def parts_of(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and its alternatives."""
    yield schema
    for alternative in schema.alternatives:
        yield from parts_of(alternative)


def is_complete(operation: Operation) -> bool:
    """Return true if a body must have every required field.

    The documents repeat for many a PUT the fields that a new item needs, but a PUT may bring the changed fields alone.
    An upsert whose items may have an id is such a PUT.
    """
    items = operation.body.items if operation.body else None
    names_items = items is not None and "id" in items.properties
    return operation.method == "POST" or (operation.role == "upsert" and not names_items)


def _first_ones(problems: Iterable[Problem]) -> list[Problem]:
    by_field: dict[str, Problem] = {}
    for problem in problems:
        by_field.setdefault(problem.at, problem)
    return [*by_field.values()]


@dataclass(frozen=True, slots=True)
class _Check:
    """A check of one body.

    Args:
        in_path: the names that the path has values for. The documents require some of them in the body, too.
        complete: true if required fields must be there.
        numbers_as_text: true if a number may come as text and the reverse, as v2 allows.
    """

    in_path: frozenset[str]
    complete: bool
    numbers_as_text: bool

    def value(self, schema: Schema, value: Any, at: str) -> Iterator[Problem]:
        """Yield the problems of a value and of everything in it.

        Few documents say which fields may be null. A list may not unless they say so, and no object of a whole item:
        for a part of settings, null means that those of the store hold.
        """
        if value is None:
            is_needed = schema.type == "array" or (schema.type == "object" and self.complete)
            if is_needed and not schema.nullable:
                yield Problem(at, f"Must be {_TYPE_NAMES[schema.type]}")
            return
        if not self._has_type(schema.type, value):
            yield Problem(at, f"Must be {_TYPE_NAMES[schema.type]}")
            return
        yield from (Problem(at, text) for text in broken_rules(schema, value))
        yield from self._parts(schema, value, at)
        yield from self._alternatives(schema, value, at)

    def items(self, schema: Schema, values: Iterable[Any], at: str) -> Iterator[Problem]:
        """Yield the problems of the items of an array."""
        for value in values:
            if value is None and any(part.properties for part in parts_of(schema)):
                yield Problem(at, "Must be an object")
            yield from self.value(schema, value, at)

    def _parts(self, schema: Schema, value: Any, at: str) -> Iterator[Problem]:
        if isinstance(value, dict):
            yield from self._fields(schema, cast("dict[str, Any]", value), at)
        if isinstance(value, list) and schema.items:
            yield from self.items(schema.items, cast("list[Any]", value), at)

    def _fields(self, schema: Schema, value: Mapping[str, Any], at: str) -> Iterator[Problem]:
        prefix = f"{at}." if at else ""
        yield from (
            Problem(prefix + name, MISSING)
            for name in self._required(schema)
            if (name not in value and self.complete) or self._is_null(schema, value, name)
        )
        for name, field in value.items():
            rules = schema.properties.get(name) or schema.extra
            if rules:
                yield from self.value(rules, field, prefix + name)

    def _is_null(self, schema: Schema, value: Mapping[str, Any], name: str) -> bool:
        rules = schema.properties.get(name)
        return name in value and value[name] is None and rules is not None and not rules.nullable

    def _required(self, schema: Schema) -> list[str]:
        given_by_store = {name for name, rules in schema.properties.items() if rules.read_only}
        return sorted(schema.required - given_by_store - self.in_path)

    def _alternatives(self, schema: Schema, value: Any, at: str) -> Iterator[Problem]:
        if not schema.alternatives:
            return
        most = max(_known_fields(alternative, value) for alternative in schema.alternatives)
        meant = [alternative for alternative in schema.alternatives if _known_fields(alternative, value) == most]
        yield from min(([*self.value(alternative, value, at)] for alternative in meant), key=len)

    def _has_type(self, name: Type, value: Any) -> bool:
        if name == "any" or type(value) in _JSON_TYPES[name]:
            return True
        if not self.numbers_as_text or type(value) not in (str, int, float):
            return False
        return name == "string" or (name in ("integer", "number") and _is_number(value))


def _known_fields(schema: Schema, value: Any) -> int:
    """Return how many fields of a value an alternative knows. The alternative that knows most is the one meant."""
    if not isinstance(value, dict):
        return 0
    nested = [_known_fields(alternative, value) for alternative in schema.alternatives]
    return len(schema.properties.keys() & cast("dict[str, Any]", value).keys()) + max(nested, default=0)


def broken_rules(schema: Schema, value: Any) -> Iterator[str]:
    """Yield the rules that a value of the right type breaks, in words."""
    if schema.enum and value not in schema.enum and str(value) not in map(str, schema.enum):
        yield f"Must be one of {', '.join(map(str, schema.enum))}"
    if type(value) in (int, float):
        yield from _broken_bounds(schema, value)
    if isinstance(value, str):
        yield from _broken_text_rules(schema, value)
    if isinstance(value, list):
        yield from _broken_list_rules(schema, cast("list[Any]", value))


def _broken_bounds(schema: Schema, value: float) -> Iterator[str]:
    if schema.minimum is not None and value < schema.minimum:
        yield f"Must be at least {schema.minimum:g}"
    if schema.maximum is None:
        return
    if schema.exclusive_maximum and value >= schema.maximum:
        yield f"Must be less than {schema.maximum:g}"
    elif value > schema.maximum:
        yield f"Must be at most {schema.maximum:g}"


def _broken_text_rules(schema: Schema, value: str) -> Iterator[str]:
    if schema.min_length is not None and len(value) < schema.min_length:
        yield f"Must have at least {schema.min_length} characters"
    if schema.max_length is not None and len(value) > schema.max_length:
        yield f"Must have at most {schema.max_length} characters"
    if schema.pattern and not re.search(schema.pattern, value):
        yield f"Must match {schema.pattern}"
    if schema.format in _FORMATS and not _can_be_read(_FORMATS[schema.format], value):
        yield f"Must have the format {schema.format}"


def _broken_list_rules(schema: Schema, value: list[Any]) -> Iterator[str]:
    if schema.min_items is not None and len(value) < schema.min_items:
        yield f"Must have at least {schema.min_items} items"
    if schema.max_items is not None and len(value) > schema.max_items:
        yield f"Must have at most {schema.max_items} items"
    if schema.unique_items and any(item in value[:index] for index, item in enumerate(value)):
        yield "Must not have the same item twice"


def _is_number(value: Any) -> bool:
    return _can_be_read(float, str(value)) and isfinite(float(value))


def _can_be_read(read: Callable[[str], Any], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


_JSON_TYPES: Mapping[Type, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}

_TYPE_NAMES: Mapping[Type, str] = {
    "object": "an object",
    "array": "an array",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}

_FORMATS: Mapping[str, Callable[[str], Any]] = {
    "date-time": datetime.fromisoformat,
    "date": date.fromisoformat,
    "uuid": UUID,
}
"""The formats that are checked, with the functions that refuse other texts."""
