"""docs/reference/errors.md: the errors of storehook.errors."""

import ast
import inspect
from collections.abc import Iterator
from textwrap import dedent

from docs.site.reference.docstrings import Docstring
from docs.site.reference.markdown import block
from docs.site.reference.markdown import page as whole_page

import storehook
from storehook import errors

INTRODUCTION = """\
Every error of storehook is a `StorehookError`. An action may raise and catch those that `storehook` exports. The others
come from `storehook.errors`."""


def page() -> str:
    """Write the page."""
    module = Docstring.of(errors.__doc__)
    tree = module.more.partition("\n\n")[0]
    return whole_page(
        "Errors", "`storehook.errors`", INTRODUCTION, "## The tree", block(tree, "text"), *_sections("## Each error")
    )


def _sections(heading: str) -> Iterator[str]:
    yield heading
    for name, error in vars(errors).items():
        if isinstance(error, type) and issubclass(error, errors.StorehookError):
            yield from _section(name, error)


def _section(name: str, error: type[errors.StorehookError]) -> Iterator[str]:
    doc = Docstring.of_object(error)
    yield f"### {name}"
    yield doc.text
    if name in storehook.__all__:
        yield f"Import it with `from storehook import {name}`."
    if message := _message(error):
        yield f"Message: {message}"
    yield block(doc.example)


def _message(error: type) -> str:
    """Return the message that the error's own constructor builds, with its values as `{name}`; empty if it has none."""
    if "__init__" not in vars(error):
        return ""
    for node in ast.walk(ast.parse(dedent(inspect.getsource(vars(error)["__init__"])))):
        match node:
            case ast.Call(func=ast.Attribute(attr="__init__"), args=[ast.Constant(value=str(text))]):
                return text
            case ast.Call(func=ast.Attribute(attr="__init__"), args=[ast.JoinedStr(values=values)]):
                return "".join(map(_part, values))
            case _:
                pass
    return ""


def _part(value: ast.expr) -> str:
    if isinstance(value, ast.FormattedValue):
        name = next(node.id for node in ast.walk(value.value) if isinstance(node, ast.Name))
        return f"*{name}*"
    return str(ast.literal_eval(value))
