"""Classes and modules as their source has them: with annotations as they are written, and in their order."""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from textwrap import dedent
from types import ModuleType

from docs.site.reference.docstrings import Docstring

_DEFAULT = re.compile(r"(: [^,=()]+)=")
"""The end of an annotation before a default."""


@dataclass(frozen=True, slots=True)
class Member:
    """A public field, property or method of a class.

    Args:
        name: its name.
        arguments: those of a method, in parentheses; empty for a field or property.
        annotation: the type of a field or property, or of a method's result; may be empty.
        doc: its description.
    """

    name: str
    arguments: str
    annotation: str
    doc: Docstring


def members(documented: type) -> Iterator[Member]:
    """Yield the public members of a class; a field is described by the "Args" or "Attributes" of the class."""
    nodes = ast.walk(ast.parse(dedent(inspect.getsource(documented))))
    tree = next(node for node in nodes if isinstance(node, ast.ClassDef))
    annotations = {
        node.target.id: ast.unparse(node.annotation)
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    entries = Docstring.of_object(documented).entries
    # Other arguments of a class are its constructor's alone.
    fields = {name: text for name, text in entries.get("Args", {}).items() if name in annotations}
    for name, text in (fields | entries.get("Attributes", {})).items():
        yield Member(name, "", annotations.get(name, ""), Docstring(text))
    yield from _methods(tree)


def attribute_docstring(module: ModuleType, name: str) -> str:
    """Return the text below an assignment in a module.

    Raises:
        LookupError: there is none.
    """
    body = ast.parse(inspect.getsource(module)).body
    for node, following in pairwise(body):
        match node, following:
            case (
                (ast.Assign(targets=[ast.Name(id=target)]) | ast.TypeAlias(name=ast.Name(id=target))),
                ast.Expr(value=ast.Constant(value=str(text))),
            ) if target == name:
                return text
            case _:
                pass
    raise LookupError(f"{module.__name__}.{name} has no docstring below it.")


def _methods(tree: ast.ClassDef) -> Iterator[Member]:
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
        doc = Docstring.of(ast.get_docstring(node))
        annotation = ast.unparse(node.returns).strip("'\"") if node.returns else ""
        if "property" in decorators:
            yield Member(node.name, "", annotation, doc)
        elif not decorators & {"overload", "classmethod", "staticmethod"}:
            yield Member(node.name, f"({_arguments(node.args)})", annotation, doc)


def _arguments(arguments: ast.arguments) -> str:
    """Return the arguments of a method without `self`."""
    without = ast.arguments(
        posonlyargs=[argument for argument in arguments.posonlyargs if argument.arg != "self"],
        args=[argument for argument in arguments.args if argument.arg != "self"],
        vararg=arguments.vararg,
        kwonlyargs=arguments.kwonlyargs,
        kw_defaults=arguments.kw_defaults,
        kwarg=arguments.kwarg,
        defaults=arguments.defaults,
    )
    return _DEFAULT.sub(r"\1 = ", ast.unparse(without))
