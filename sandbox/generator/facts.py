"""The facts file: every operation on one line, and the schemas that several of them share."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sandbox.generator.documents import Documents
from sandbox.generator.json_trees import Json, children, members, with_children
from sandbox.generator.kinds import describe_kinds, kind_names, owners
from sandbox.generator.repairs import repaired
from sandbox.generator.roles import role_of
from sandbox.generator.simplify import simplified

_SHORTEST_SHARED = 60
"""Characters of JSON: a shorter schema is written wherever it is used."""

_WITH_SCHEMAS = ("path", "query", "body", "answer")
"""The parts of an operation that may name shared schemas."""

_JSON = "application/json"

type Facts = dict[str, Any]


def derive(documents: Documents) -> Facts:
    """Return the facts that the documents tell, with each schema written out."""
    operations = {
        name: repaired(name, _operation(family, described)) for family, name, described in documents.operations()
    }
    kinds = kind_names(name.split()[1] for name in operations)
    for name, operation in operations.items():
        path = name.split()[1]
        operation |= {"role": role_of(name, operation, operations.keys()), "kind": kinds[path]}
        operation |= {"owners": owned} if (owned := owners(path, kinds)) else {}
    return {"source": documents.source, "operations": operations, "kinds": describe_kinds(operations)}


def write(facts: Facts) -> str:
    """Return the text of the facts file. A schema that is used more than once is written once."""
    uses: Counter[str] = Counter()
    for operation in facts["operations"].values():
        _count([value for part, value in operation.items() if part in _WITH_SCHEMAS], uses)
    shared: dict[str, Json] = {}
    operations = {
        name: {
            part: _shared(value, uses, shared) if part in _WITH_SCHEMAS else value for part, value in operation.items()
        }
        for name, operation in facts["operations"].items()
    }
    parts = {"source": facts["source"], "operations": operations, "kinds": facts["kinds"], "schemas": shared}
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {_lines(part)}" for name, part in parts.items()) + "\n}\n"


def written_out(facts: Mapping[str, Any]) -> Facts:
    """Return the content of a facts file with each schema written out."""
    return {**facts, "operations": _written_out(facts["operations"], facts["schemas"]), "schemas": {}}


def _operation(family: str, described: Json) -> dict[str, Any]:
    answers: Mapping[str, Json] = described["answers"]
    good = sorted(code for code in answers if code.startswith("2"))
    parameters = {
        place: {name: _parameter(rules) for name, rules in described[place].items()}
        for place in ("path", "query")
        if described.get(place)
    }
    status, answer = _answer(answers, good)
    operation: dict[str, Any] = {"family": family, **parameters, **_body(described), "status": status, **answer}
    others = [int(code) for code in good if int(code) != status]
    refusals = sorted(int(code) for code in answers if code.isdecimal() and not code.startswith("2"))
    return operation | ({"others": others} if others else {}) | ({"refusals": refusals} if refusals else {})


def _parameter(rules: Json) -> dict[str, Any]:
    return simplified(rules) | ({"needed": True} if rules.get("required!") else {})


def _body(described: Json) -> dict[str, Any]:
    bodies: Mapping[str, Json] = described.get("body") or {}
    if not bodies:
        return {}
    media = _JSON if _JSON in bodies else next(iter(bodies))
    types = {} if [*bodies] == [_JSON] else {"media": [*bodies]}
    needed = {"body_needed": True} if described.get("body_required") else {}
    return {"body": simplified(bodies[media]), **needed, **types}


def _answer(answers: Mapping[str, Json], good: list[str]) -> tuple[int, dict[str, Any]]:
    """Return the usual status and the schema of its answer. An answer of 204 has no body, documented or not."""
    code = next((code for code in good if code != "207"), "200")
    schemas: Mapping[str, Json] = answers.get(code) or {}
    schema = schemas.get(_JSON) or next(iter(schemas.values()), None)
    return int(code), {} if schema is None or code == "204" else {"answer": simplified(schema)}


def _count(node: Json, uses: Counter[str]) -> None:
    if isinstance(node, dict):
        uses[_text(node)] += 1
        if uses[_text(node)] > 1:
            return
    for value in children(node):
        _count(value, uses)


def _shared(node: Json, uses: Counter[str], shared: dict[str, Json]) -> Json:
    text = _text(node)
    written = with_children(node, lambda value: _shared(value, uses, shared))
    if uses[text] < 2 or len(text) < _SHORTEST_SHARED:
        return written
    name = hashlib.sha256(text.encode()).hexdigest()[:8]
    shared[name] = written
    return {"$": name}


def _written_out(node: Json, schemas: Mapping[str, Json]) -> Json:
    name = members(node).get("$")
    if name is not None:
        return _written_out(schemas[name], schemas)
    return with_children(node, lambda value: _written_out(value, schemas))


def _text(node: Json) -> str:
    return json.dumps(node, separators=(",", ":"))


def _lines(part: Json) -> str:
    """Return the JSON of a part of the file, an object with a line for each of its values."""
    lines = [f"{json.dumps(name)}:{_text(value)}" for name, value in sorted(members(part).items())]
    return "{\n" + ",\n".join(lines) + "\n}" if lines else json.dumps(part)
