"""Bodies of requests: what they bring of an item, as a table holds it."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from bigcommerce_facts import Operation, Schema, body_problems, undocumented
from bigcommerce_facts.check import MISSING, parts_of
from bigcommerce_sandbox.engine.call import Call
from bigcommerce_sandbox.engine.model import Model
from bigcommerce_sandbox.errors import ApiError, refused

_READ_ONLY = "This field cannot be written to"

_UNKNOWN = "BigCommerce documents no such field"


def check_body(model: Model, operation: Operation, body: Any, current: Mapping[str, Any] | None = None) -> None:
    """Refuse a body that breaks a documented rule.

    Args:
        current: the item as answers show it. A field that stays as it is may break a rule, as some defaults do.

    Raises:
        ApiError: 400 if it is needed and missing, and in v2 if it breaks a rule; 422 in v3.
    """
    if operation.body is None:
        return
    if body is None:
        raise ApiError(400, "Input is invalid.")
    items = cast("list[Any]", body) if isinstance(body, list) else [body]
    found = {problem.at or "data": problem.text for problem in body_problems(operation, body)}
    unknown = {name: text for item in items for name, text in _unwritable(model, operation, item)}
    unknown |= {"data": "Must have no null in it"} if None in items else {}
    unknown |= {path: MISSING for path in model.rules.needs.get(operation.name, ()) if _lacks(body, path)}
    problems = {name: text for name, text in (found | unknown).items() if not _stays(name, body, current)}
    if problems:
        raise refused(operation.version, problems)


def check_most(call: Call) -> None:
    """Refuse more items in the body, or in a field of it or of the query, than a request may bring.

    Raises:
        ApiError: 400 in v2 and 422 in v3, or for the body as documented.
    """
    most = call.model.rules.most.get(call.operation.name)
    if most is None or _count(_items(call, most.field)) <= most.items:
        return
    if most.field:
        raise refused(call.model.version, {most.field: f"A request may bring no more than {most.items}"})
    raise ApiError(most.status, f"A request may bring no more than {most.items} items.")


def _items(call: Call, field: str) -> Any:
    body: Any = call.body
    if not field:
        return cast("list[Any]", body) if isinstance(body, list) else None
    return call.query.get(field, cast("dict[str, Any]", body).get(field) if isinstance(body, dict) else None)


def _count(value: Any) -> int:
    match value:
        case int():
            return value
        case str():
            return value.count(",") + 1
        case list():
            return len(cast("list[Any]", value))
        case _:
            return 0


def _lacks(value: Any, path: str) -> bool:
    """Return true if an object at a path has not the last field of it, or has null there."""
    name, _, rest = path.partition(".")
    if isinstance(value, list):
        return any(_lacks(item, path) for item in cast("list[Any]", value))
    if not isinstance(value, dict):
        return False
    part = cast("dict[str, Any]", value).get(name)
    return _lacks(part, rest) if rest else part is None


def _stays(at: str, body: Any, current: Mapping[str, Any] | None) -> bool:
    name = at.partition(".")[0]
    return (
        current is not None
        and name in current
        and name in body
        and (type(body[name]), body[name]) == (type(current[name]), current[name])
    )


def fields_of(operation: Operation, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an item in a body that the request may write.

    Raises:
        ApiError: 400 in v2 and 422 in v3, if there is none.
    """
    schema = item_schema(operation)
    known = {name: rules for part in parts_of(schema) for name, rules in part.properties.items()}
    is_open = any(part.extra is not None for part in parts_of(schema)) or not known
    kept = {
        name: _stored(known.get(name), value, operation.version)
        for name, value in item.items()
        if (is_open and name not in known) or (name in known and not known[name].read_only)
    }
    if not kept:
        raise refused(operation.version, {"data": MISSING})
    return kept


def item_schema(operation: Operation) -> Schema:
    """Return the schema of one item of a body."""
    body = operation.body or Schema(properties={})
    return body.items or body


def _unwritable(model: Model, operation: Operation, item: Any) -> Iterator[tuple[str, str]]:
    """Yield the fields that a body may not have. A PUT ignores what only the store sets."""
    schema, is_put = item_schema(operation), operation.method == "PUT"
    known = {name: rules for part in parts_of(schema) for name, rules in part.properties.items()}
    if not isinstance(item, dict) or not known:
        return
    for path in undocumented(item, (schema, model.item) if is_put else (schema,)):
        if not path.startswith(model.rules.takes) and not (is_put and path == model.key):
            yield path, _READ_ONLY if path in model.fields else _UNKNOWN
    for name in cast("dict[str, Any]", item).keys() & known.keys() if not is_put else ():
        if known[name].read_only:
            yield name, _READ_ONLY


def _stored(schema: Schema | None, value: Any, version: str) -> Any:
    """Return a value as a table holds it: without read-only parts, and in v2 as a number where text means one."""
    if schema is None:
        return value
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        return {
            name: _stored(schema.properties.get(name), part, version)
            for name, part in fields.items()
            if name not in schema.properties or not schema.properties[name].read_only
        }
    if isinstance(value, list):
        return [_stored(schema.items, item, version) for item in cast("list[Any]", value)]
    return _retyped(schema, value) if version == "v2" else value


def _retyped(schema: Schema, value: Any) -> Any:
    match schema.type, value:
        case "string", bool():
            return value
        case "string", int() | float():
            return str(value)
        case "integer", str():
            return int(float(value))
        case "number", str():
            return float(value)
        case _:
            return value
