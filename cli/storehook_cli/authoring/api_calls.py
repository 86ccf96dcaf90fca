"""Calls of BigCommerce's API in an author's code. BigCommerce itself answers a misspelled path in a run."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from storehook.bigcommerce import endpoints

METHODS = {"get": "GET", "list": "GET", "post": "POST", "put": "PUT", "delete": "DELETE"}

VERSIONS = ("v2", "v3")
"""Attributes of a store's client."""

UNCHECKED = "# unchecked"
"""Comment on the line of a call that is right although BigCommerce does not document it like this."""

ADVICE = f"If the call is right all the same, add the comment {UNCHECKED}."


@dataclass(frozen=True, slots=True)
class ApiCall:
    """API call in an action. The path has `{}` for each value of an f-string."""

    line: int
    method: str
    version: str
    path: str


def wrong_calls(tree: ast.Module, lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the line and the problem of each call that BigCommerce does not document. Unknown paths are left out."""
    for call in _calls(tree):
        if UNCHECKED not in lines[call.line - 1] and (problem := _problem(call)):
            yield call.line, problem


def _problem(call: ApiCall) -> str:
    if call.path.startswith(tuple(f"/{version}/" for version in VERSIONS)):
        return f"Leave out {call.path[:3]}: the client adds /{call.version} to {call.path!r}."
    path = f"/{call.version}{call.path}"
    methods = endpoints.methods(path)
    if call.method in methods:
        return ""
    if methods:
        return f"BigCommerce documents no {call.method} {path}, only {', '.join(sorted(methods))}. {ADVICE}"
    nearest = endpoints.nearest(path)
    meant = f" Did you mean {nearest}?" if nearest else ""
    return f"BigCommerce documents no endpoint with the path {path}.{meant} {ADVICE}"


def _calls(tree: ast.Module) -> Iterator[ApiCall]:
    aliases = _aliases(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=api, attr=method), args=[first, *_]) if method in METHODS:
                version, path = _version(api, aliases), _path(first)
                if version and path.startswith("/") and not path.startswith("/{"):
                    yield ApiCall(first.lineno, METHODS[method], version, path)
            case _:
                pass


def _aliases(tree: ast.Module) -> Mapping[str, str]:
    """Return the version of each name that a line such as `api = store.v3` sets. Empty if there are several."""
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(name)], value=value):
                version = _version(value, {})
                aliases[name] = version if aliases.get(name, version) == version else ""
            case _:
                pass
    return aliases


def _version(api: ast.expr, aliases: Mapping[str, str]) -> str:
    match api:
        case ast.Attribute(attr=version) if version in VERSIONS:
            return version
        case ast.Name(name):
            return aliases.get(name, "")
        case _:
            return ""


def _path(node: ast.expr) -> str:
    """Return the path of a literal or an f-string. "" if only a run knows it."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(str(value.value) if isinstance(value, ast.Constant) else "{}" for value in values)
        case _:
            return ""
