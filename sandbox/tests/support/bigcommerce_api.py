"""BigCommerce's REST API by its public documents of 2026-04-01: names and types, in bigcommerce_api.txt.

There a family is a name in brackets, and an endpoint its method, its path and its query parameters. Below that stand
the body that it `takes` and, after the statuses, its answer. Longer lines go on, indented further.

`{integer: id status_id string: name+}` is an object, with the type of the names that follow; `+` marks those that a
body needs. `[string]` is an array. `@name` is what the line that begins with it says. `?` may be null; `any`, `object`
and `list` are all that is known.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from bigcommerce_facts import Operation, Schema, load

type JsonSchema = Mapping[str, Any]

_TEXT = Path(__file__).with_suffix(".txt")

_TOKEN = re.compile(r"[{}\[\]:]|[^\s{}\[\]:]+")

_TYPES: Mapping[str, JsonSchema] = {
    "any": {},
    "list": {"type": "array"},
    "date-time": {"type": "string", "format": "date-time"},
    "uuid": {"type": "string", "format": "uuid"},
}
"""The types that are not called as JSON Schema calls them."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Documentation of an endpoint.

    Args:
        name: method and path, with `{}` for each placeholder.
        family: of the documents.
        parameters: the query's.
        statuses: of the answers.
        answer: the schema of what a success brings, if that is documented.
        takes: the schema of the body, if it has one.
    """

    name: str
    family: str
    parameters: frozenset[str]
    statuses: frozenset[int]
    answer: JsonSchema | None
    takes: JsonSchema | None


@cache
def endpoints() -> Mapping[str, Endpoint]:
    """The endpoints by their names."""
    text = re.sub(r"\n {4}", " ", _TEXT.read_text())
    written = {endpoint.name: endpoint for endpoint in _endpoints(text.splitlines()[1:])}
    facts = (_of_facts(operation) for operation in load().operations.values())
    return written | {endpoint.name: endpoint for endpoint in facts if endpoint.name not in written}


def _of_facts(operation: Operation) -> Endpoint:
    """Return the documentation of an endpoint whose family the text does not have."""
    return Endpoint(
        f"{operation.method} {re.sub('{[^}]*}', '{}', operation.path)}",
        operation.family.split("/")[-1],
        frozenset(operation.query),
        frozenset({operation.status, *operation.others}),
        _as_json_schema(operation.answer) if operation.answer else None,
        _as_json_schema(operation.body) if operation.body else None,
    )


def _as_json_schema(schema: Schema) -> JsonSchema:
    if schema.type == "any" or schema.alternatives:
        return {}
    kind = [schema.type, "null"] if schema.nullable else schema.type
    parts = {"items": _as_json_schema(schema.items)} if schema.items else {}
    formats = {"format": schema.format} if schema.format in ("date-time", "uuid") else {}
    properties = {name: _as_json_schema(field) for name, field in schema.properties.items()}
    is_closed = bool(properties) and schema.extra is None
    closed = {"properties": properties, "additionalProperties": False} if is_closed else {}
    return {"type": kind, **parts, **formats, **closed}


def json_schema(shape: str, named: Mapping[str, JsonSchema]) -> JsonSchema:
    """The JSON Schema of a shape.

    Args:
        shape: as the module describes it.
        named: the schemas of what it names with `@`.
    """
    return _read([*reversed(_TOKEN.findall(shape))], named)


def _read(tokens: list[str], named: Mapping[str, JsonSchema]) -> JsonSchema:
    match tokens.pop():
        case "{":
            return _object(tokens, named)
        case "[":
            items = _read(tokens, named)
            tokens.pop()
            return {"type": "array", "items": items}
        case word if word.startswith("@"):
            return named[word]
        case word:
            return _scalar(word)


def _object(tokens: list[str], named: Mapping[str, JsonSchema]) -> JsonSchema:
    fields: dict[str, JsonSchema] = {}
    needed: list[str] = []
    while tokens[-1] != "}":
        kind = _read(tokens, named)
        tokens.pop()
        while _is_name(tokens):
            name = tokens.pop()
            fields[name.rstrip("+")] = kind
            needed += [name[:-1]] if name.endswith("+") else []
    tokens.pop()
    return {"type": "object", "properties": fields, "required": needed, "additionalProperties": False}


def _is_name(tokens: list[str]) -> bool:
    """Return whether a name is next: a type is followed by a colon, at once or after its brackets."""
    return tokens[-1] not in "{}[" and tokens[-2] != ":"


def _scalar(word: str) -> JsonSchema:
    kind = word.removeprefix("?")
    known = _TYPES.get(kind, {"type": kind})
    return known if kind == word else {**known, "type": [known["type"], "null"]}


def _endpoints(lines: Iterable[str]) -> Iterator[Endpoint]:
    named: dict[str, JsonSchema] = {}
    family, name, parameters = "", "", frozenset[str]()
    takes: JsonSchema | None = None
    for line in lines:
        first, _, rest = line.strip().partition(" ")
        if first.startswith("@"):
            named[first] = json_schema(rest, named)
        elif first.startswith("["):
            family = line.strip("[]")
        elif first == "takes":
            takes = json_schema(rest, named)
        elif first.isdecimal():
            yield Endpoint(name, family, parameters, *_answer(line.split(), named), takes)
            takes = None
        else:
            path, *more = rest.split()
            name, parameters = f"{first} {path}", frozenset(more)


def _answer(words: list[str], named: Mapping[str, JsonSchema]) -> tuple[frozenset[int], JsonSchema | None]:
    statuses = [*takewhile(str.isdecimal, words)]
    shape = " ".join(words[len(statuses) :])
    return frozenset(map(int, statuses)), json_schema(shape, named) if shape else None
