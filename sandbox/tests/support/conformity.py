"""Comparison of a store's requests and answers with the names and types in BigCommerce's documents."""

import re
from collections.abc import Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, cast
from uuid import UUID

import httpx
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from sandbox.tests.support.bigcommerce_api import Endpoint, JsonSchema, endpoints
from sandbox.tests.support.deviations import DEVIATIONS

_STORE_PATH = re.compile(r"/stores/[^/]+(/v[23]/.+)")

_FORMATS = FormatChecker(())

_JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


@_FORMATS.checks("date-time", ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("uuid", ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or bool(UUID(value))


def deviations(request: httpx.Request, answer: httpx.Response) -> Iterator[str]:
    """Yield each deviation from the documents in an accepted request and its answer.

    Each is a line such as `GET /v3/hooks answers data.headers: null, not object`, where a place in an array has no
    part. A refusal has none, nor have the paths beside the API.
    """
    path = _STORE_PATH.fullmatch(request.url.path)
    if path and answer.is_success:
        method = request.method.replace("HEAD", "GET")
        endpoint = _endpoint(f"{method} {path[1]}")
        yield from (f"{endpoint.name} {line}" for line in (*_asked(endpoint, request), *_answered(endpoint, answer)))


def fields(schema: JsonSchema, value: Any, at: str = "") -> Iterator[tuple[str, bool]]:
    """The documented fields of each object in a value, named as in deviations, with whether it has them.

    Args:
        schema: of the value.
        value: JSON.
        at: where it is, with a dot at the end.
    """
    items: Any = value if isinstance(value, list) else [value]
    properties = schema.get("items", schema).get("properties", {})
    for item in (each for each in items if isinstance(each, dict)):
        for name, each in properties.items():
            yield at + name, name in item
            yield from fields(each, item.get(name), f"{at}{name}.")


def reasons(deviation: str) -> list[str]:
    """The known deviations, as `DEVIATIONS` has them, that this one is among."""
    return [known for known in DEVIATIONS if fnmatchcase(deviation, known)]


@cache
def _endpoint(request: str) -> Endpoint:
    """The documented endpoint of a method and a path. A word in a path comes before a placeholder."""
    fitting = [endpoint for pattern, endpoint in _patterns() if pattern.fullmatch(request)]
    return min(fitting, key=lambda endpoint: endpoint.name.count("{}"))


@cache
def _patterns() -> list[tuple[re.Pattern[str], Endpoint]]:
    # There are more than `re` keeps compiled.
    return [(re.compile(_pattern(endpoint.name)), endpoint) for endpoint in endpoints().values()]


def _pattern(name: str) -> str:
    return re.escape(name).replace(r"\{\}", "[^/]+")


def _asked(endpoint: Endpoint, request: httpx.Request) -> Iterator[str]:
    # Nobody reads the body of a GET.
    body = None if request.method == "GET" else _json(request.content)
    if body is not None and endpoint.takes is not None:
        yield from _lines("takes", endpoint.takes, body)
    elif body:
        yield "takes a body"


def _answered(endpoint: Endpoint, answer: httpx.Response) -> Iterator[str]:
    if answer.status_code not in endpoint.statuses:
        yield f"answers {answer.status_code}"
    body = _json(answer.content)
    if body is not None:
        yield from ("answers a body",) if endpoint.answer is None else _lines("answers", endpoint.answer, body)


def _json(content: bytes) -> Any:
    """None where there is none: half of an answer is a fault that a test has ordered."""
    try:
        return httpx.Response(200, content=content).json()
    except ValueError:
        return None


def _lines(what: str, schema: JsonSchema, value: Any) -> Iterator[str]:
    for error in Draft202012Validator(schema, format_checker=_FORMATS).iter_errors(value):
        yield from (f"{what} {line}" for line in _told(error))


def _told(error: ValidationError) -> Iterator[str]:
    path = [part for part in error.absolute_path if isinstance(part, str)]
    value, schema = cast("Any", error.instance), cast("Any", error.schema)
    match error.validator:
        case "additionalProperties":
            yield from (
                f"{'.'.join([*path, name])}: undocumented" for name in sorted(value.keys() - schema["properties"])
            )
        case "required":
            yield from (f"{'.'.join([*path, name])}: missing" for name in schema["required"] if name not in value)
        case _:
            kind = _JSON_TYPES.get(type(value), "null")
            yield f"{'.'.join(path) or 'all'}: {kind}, not {_expected(error.validator_value)}"


def _expected(value: Any) -> str:
    return value if isinstance(value, str) else " or ".join(value)
