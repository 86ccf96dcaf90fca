"""The console's answers as TypeScript has them. After a change of answers.py: `python -m tests.repo.page_types`."""

import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints, is_typeddict

from storehook.operations import answers

PATH = Path(__file__).parents[2] / "layers" / "core" / "storehook" / "console" / "page" / "answers.d.ts"
HEAD = "/** What the console's API answers. Made of operations/answers.py by `python -m tests.repo.page_types`. */"

_NAMES: dict[Any, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    Any: "unknown",
}
_LITERALS: dict[Any, str] = {each: name for name, each in vars(answers).items() if get_origin(each) is Literal}


def render() -> str:
    """The text of the page's answers.d.ts."""
    aliases = "\n".join(f"export type {name} = {_choices(each)};" for each, name in _LITERALS.items())
    shapes = (each for each in vars(answers).values() if is_typeddict(each))
    return "\n\n".join([HEAD, aliases, *map(_interface, shapes)]) + "\n"


def _interface(shape: Any) -> str:
    bases = [base for base in types.get_original_bases(shape) if is_typeddict(base)]
    inherited = {name for base in bases for name in get_type_hints(base)}
    extends = "".join(f" extends {base.__name__}" for base in bases)
    own = {name: hint for name, hint in get_type_hints(shape).items() if name not in inherited}
    fields = "\n".join(f"  {name}: {_type(hint)};" for name, hint in own.items())
    return f"export interface {shape.__name__}{extends} {{\n{fields}\n}}"


def _type(hint: Any) -> str:
    if hint in _LITERALS:
        return _LITERALS[hint]
    match get_origin(hint):
        case typing.Union | types.UnionType:
            return " | ".join(map(_type, get_args(hint)))
        case origin if origin is list:
            return f"{_type(get_args(hint)[0])}[]"
        case origin if origin in (dict, Mapping):
            return f"Record<{', '.join(map(_type, get_args(hint)))}>"
        case _:
            return hint.__name__ if is_typeddict(hint) else _NAMES[hint]


def _choices(literal: Any) -> str:
    return " | ".join(f"'{value}'" for value in get_args(literal))


if __name__ == "__main__":
    PATH.write_text(render())
