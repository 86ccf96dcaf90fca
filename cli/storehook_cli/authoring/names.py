"""Names of actions, settings, params and API paths in an author's code. Python looks them up only in a run."""

import ast
import inspect
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from storehook.actions.action import Action, Registry
from storehook_cli.authoring import sample_payloads
from storehook_cli.authoring.api_calls import wrong_calls
from storehook_cli.errors import CommandError

CALLS = ("enqueue", "call")
"""Methods of `ctx` whose first argument is the name of an action."""

type Function = ast.FunctionDef


@dataclass(frozen=True, slots=True)
class Known:
    """Names that exist.

    Args:
        settings: attributes of the settings; None if none are declared.
    """

    actions: Mapping[str, Action]
    settings: frozenset[str] | None


def require_known(folder: Path, worker: Path, registry: Registry, settings: frozenset[str] | None) -> None:
    """Check the names in the Python files of a project.

    Args:
        worker: folder of the author's code, below the project's.
        settings: attributes of the settings; None if none are declared.

    Raises:
        CommandError: a name does not exist. The message has the file, the line and the most similar name of each.
    """
    known = Known({action.name: action for action in registry}, settings)
    problems: list[str] = []
    sources = {file: tree for file in sorted((folder / worker).rglob("*.py")) if (tree := _parsed(file))}
    called = _called(sources.values())
    for file, tree in sources.items():
        with tokenize.open(file) as source:
            wrong = wrong_calls(tree, [*source])
        for line, problem in sorted([*_unknown(tree, known, called), *wrong]):
            problems.append(f"{file.relative_to(folder)}:{line}: {problem}")
    if problems:
        raise CommandError("\n".join(problems))


def _parsed(file: Path) -> ast.Module | None:
    try:
        return ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        return None  # no action imports it


def _called(trees: Iterable[ast.Module]) -> frozenset[str] | None:
    """Return the names of the actions that code calls or enqueues. None if a name is only known in a run."""
    names = [name for tree in trees for _, name in _action_names(tree)]
    literals = frozenset(name for name in names if name is not None)
    return literals if len(literals) == len({*names}) else None


def _action_names(tree: ast.AST) -> Iterator[tuple[int, str | None]]:
    """Yield the line and the name of each call of an action. The name is None if it isn't a literal."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("ctx"), attr=method), args=[first, *_]) if method in CALLS:
                is_literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
                yield node.lineno, str(first.value) if is_literal else None  # type: ignore[union-attr]
            case _:
                pass


def _unknown(tree: ast.Module, known: Known, called: frozenset[str] | None) -> Iterator[tuple[int, str]]:
    for line, name in _action_names(tree):
        if name is not None and name not in known.actions:
            yield line, f"No action is named {name!r}.{_nearest(name, known.actions)}"
    for line, name in _read(tree, "ctx", "settings"):
        if known.settings is None:
            yield line, f"ctx.settings.{name} is used, but no settings are declared. Write a settings.py."
        elif name not in known.settings:
            public = [setting for setting in known.settings if not setting.startswith(("_", "model_"))]
            yield line, f"settings.py has no setting {name!r}.{_nearest(name, public)}"
    yield from _unknown_fields(tree, known, called)


def _unknown_fields(tree: ast.Module, known: Known, called: frozenset[str] | None) -> Iterator[tuple[int, str]]:
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        action = known.actions.get(function.name)
        if action is not None and inspect.unwrap(action.function).__code__.co_name == function.name:
            yield from _unknown_waits(function, action)
            if action.webhooks and called is not None and function.name not in called:
                yield from _unknown_params(function, action)


def _unknown_waits(function: Function, action: Action) -> Iterator[tuple[int, str]]:
    """Yield the fields that an action compares in its waits, and that no event of the scope has."""
    options = {keyword.arg: keyword.value for node in function.decorator_list for keyword in _keywords(node)}
    line = options.get("waits_for", function).lineno
    for scope, field in action.waits_for:
        values = sample_payloads.values(scope)
        if field not in values:
            has = ", ".join(sorted(values)) or "nothing that can be compared"
            problem = f"waits_for compares {field!r}, which no event of {scope} has, so none would end the wait."
            yield line, f"{problem}{_nearest(field, values)} It has: {has}."


def _keywords(node: ast.expr) -> list[ast.keyword]:
    return node.keywords if isinstance(node, ast.Call) else []


def _unknown_params(function: Function, action: Action) -> Iterator[tuple[int, str]]:
    """Yield the values that an action reads from its params, and that no event of its scopes has."""
    params = function.args.args[0]
    if not isinstance(params.annotation, ast.Name) or params.annotation.id != "Params":
        return  # a type checker knows the fields of a model
    fields = {field for scope in action.webhooks for field in sample_payloads.fields(scope)}
    for line, name in _read(function, params.arg):
        if name not in fields and not hasattr(dict, name):
            has = ", ".join(sorted(fields))
            yield line, f"No event of {', '.join(action.webhooks)} has {name!r}.{_nearest(name, fields)} It has: {has}."


def _read(tree: ast.AST, *path: str) -> Iterator[tuple[int, str]]:
    """Yield the line and name of each attribute that is read from a name, or from an attribute of it."""
    wanted = ".".join(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == wanted:
            yield node.lineno, node.attr


def _nearest(name: str, names: Iterable[str]) -> str:
    found = get_close_matches(name, names, n=1)
    return f" Did you mean {found[0]!r}?" if found else ""
