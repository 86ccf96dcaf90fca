"""Bodies that follow the facts, and bodies with one fault each: the facts say which faults there can be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bigcommerce_facts import Operation, Schema
from bigcommerce_facts.check import is_complete

_TEXTS = ("text", "1", "12:00:00", "+15035550100", "/oak", "A", "_")
"""Texts of which one matches each documented pattern."""

_BY_FORMAT = {
    "date-time": "2026-08-01T00:00:00+00:00",
    "date": "2026-08-01",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "email": "ada@example.com",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A body with one fault.

    Args:
        rule: the rule that it breaks, such as `maximum`.
        at: the path to the field.
        body: the whole body.
    """

    rule: str
    at: str
    body: Any


def valid_body(operation: Operation) -> Any:
    """Return a body that has every documented field which a request may write."""
    assert operation.body is not None
    return _valid(_merged(operation.body))


def faults(operation: Operation) -> Iterator[Fault]:
    """Yield a body for each rule of each field of an operation."""
    assert operation.body is not None
    body, schema = valid_body(operation), _merged(operation.body)
    if isinstance(body, list):
        assert schema.items is not None
        found = _of_parts(schema.items, body[0], "", operation)
        yield from (Fault(fault.rule, fault.at, [fault.body]) for fault in found)
    else:
        yield from _of_parts(schema, body, "", operation)


def _merged(schema: Schema) -> Schema:
    """Return a schema with its first alternative in it."""
    if not schema.alternatives:
        return schema
    first = _merged(schema.alternatives[0])
    values: dict[str, Any] = {name: getattr(schema, name) for name in Schema.__slots__}
    own = {name: value for name, value in values.items() if value != _EMPTY[name]}
    rest: dict[str, Any] = {name: getattr(first, name) for name in Schema.__slots__}
    together: dict[str, Any] = {
        "properties": {**first.properties, **schema.properties},
        "required": first.required | schema.required,
        "alternatives": (),
    }
    return Schema(**(rest | own | together))


_PLAIN = Schema(properties={})
_EMPTY = {name: getattr(_PLAIN, name) for name in Schema.__slots__}


def _valid(schema: Schema) -> Any:
    schema = _merged(schema)
    if schema.enum:
        return schema.enum[0]
    match schema.type:
        case "object" | "any":
            return {name: _valid(rules) for name, rules in _written(schema).items()}
        case "array":
            return [_valid(schema.items)] * max(1, schema.min_items or 0) if schema.items else []
        case "string":
            return _text(schema)
        case "boolean":
            return True
        case _:
            return _number(schema)


def _number(schema: Schema) -> Any:
    most = 1 if schema.maximum is None else min(1, schema.maximum - schema.exclusive_maximum)
    number = most if schema.minimum is None else max(schema.minimum, most)
    return int(number) if schema.type == "integer" else number


def _text(schema: Schema) -> str:
    if schema.format in _BY_FORMAT:
        return _BY_FORMAT[schema.format]
    text = next(text for text in _TEXTS if not schema.pattern or re.search(schema.pattern, text))
    text = text[: schema.max_length] if schema.max_length else text
    return text + text[-1] * ((schema.min_length or 0) - len(text))


def _written(schema: Schema) -> dict[str, Schema]:
    return {name: rules for name, rules in schema.properties.items() if not rules.read_only}


def _of_parts(schema: Schema, value: Any, at: str, operation: Operation) -> Iterator[Fault]:
    """Yield the faults in the fields of an object, or in the first item of an array."""
    schema = _merged(schema)
    if isinstance(value, dict):
        yield from _of_fields(schema, value, at, operation)
    elif isinstance(value, list) and schema.items and value:
        yield from (
            Fault(fault.rule, fault.at, [fault.body, *value[1:]])
            for fault in _of_value(schema.items, value[0], at, operation)
        )


def _of_fields(schema: Schema, value: dict[str, Any], at: str, operation: Operation) -> Iterator[Fault]:
    prefix = f"{at}." if at else ""
    if schema.properties and schema.extra is None:
        yield Fault("unknown", f"{prefix}colour", value | {"colour": "red"})
    for name, rules in _written(schema).items():
        yield from (
            Fault(fault.rule, fault.at, value | {name: fault.body})
            for fault in _of_value(rules, value[name], prefix + name, operation)
        )
        if name in schema.required and name not in operation.placeholders and is_complete(operation):
            rest = {other: kept for other, kept in value.items() if other != name}
            yield Fault("required", prefix + name, rest)


def _of_value(schema: Schema, value: Any, at: str, operation: Operation) -> Iterator[Fault]:
    yield from (Fault(rule, at, wrong) for rule, wrong in _wrong(_merged(schema), value, operation))
    yield from _of_parts(schema, value, at, operation)


def _wrong(schema: Schema, value: Any, operation: Operation) -> Iterator[tuple[str, Any]]:
    """Yield the values that break one rule, with the rule's name."""
    if schema.type == "any":
        return
    yield "type", {"wrong": True} if schema.type != "object" else "wrong"
    if schema.type in ("integer", "number", "boolean"):
        yield "type", "wrong"
    if schema.type == "string" and operation.version == "v3":
        yield "type", 1
    if schema.enum:
        yield "enum", "wrong" if schema.type == "string" else -99
    elif schema.type in ("integer", "number"):
        yield from _out_of_bounds(schema)
    elif schema.type == "string":
        yield from _wrong_texts(schema, value)
    elif schema.type == "array":
        yield from _wrong_lists(schema, value)


def _out_of_bounds(schema: Schema) -> Iterator[tuple[str, Any]]:
    if schema.minimum is not None:
        yield "minimum", schema.minimum - 1
    if schema.maximum is not None:
        yield "maximum", schema.maximum + 1


def _wrong_texts(schema: Schema, value: str) -> Iterator[tuple[str, Any]]:
    if schema.min_length:
        yield "minLength", value[: schema.min_length - 1]
    if schema.max_length is not None:
        yield "maxLength", value + value[-1] * (schema.max_length + 1 - len(value))
    if schema.pattern:
        yield "pattern", next(text for text in ("~", "\n") if not re.search(schema.pattern, text))
    if schema.format in ("date-time", "date", "uuid"):
        yield "format", "wrong"


def _wrong_lists(schema: Schema, value: list[Any]) -> Iterator[tuple[str, Any]]:
    if schema.min_items:
        yield "minItems", value[: schema.min_items - 1]
    if schema.max_items is not None and value:
        yield "maxItems", value[:1] * (schema.max_items + 1)
