"""docs/reference/api.md: the public modules, with their names. The site adds their docstrings and signatures."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any, TypeAliasType

from docs.site.reference.docstrings import Docstring
from docs.site.reference.markdown import block, code, table
from docs.site.reference.markdown import page as whole_page
from docs.site.reference.source import attribute_docstring

import storehook
import storehook.payloads
import storehook.testing
from storehook import errors

INTRODUCTION = """\
These modules are public: `storehook`, `storehook.errors`, `storehook.payloads` and `storehook.testing`. Everything else
may change with any version."""


def page() -> str:
    """Write the page."""
    modules = (storehook, storehook.payloads, storehook.testing)
    sections = (part for module in modules for part in _section(module))
    link = "## storehook.errors\n\n[Errors](errors.md) lists them all."
    return whole_page("API", "the public modules", INTRODUCTION, *sections, link)


def _section(module: ModuleType) -> Iterator[str]:
    doc = Docstring.of(module.__doc__)
    yield f"## {module.__name__}"
    yield doc.text
    yield block(doc.example)
    yield table(
        ("name", "description"), ((code(name), _summary(name, getattr(module, name))) for name in _names(module))
    )
    yield f"<!-- ::: {module.__name__} -->"


def _names(module: ModuleType) -> list[str]:
    """Return the names that a module exports: those of `__all__`, or else its own classes."""
    own = (name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__)
    return list(getattr(module, "__all__", sorted(own)))


def _summary(name: str, value: Any) -> str:
    if isinstance(value, TypeAliasType):
        return Docstring.of(attribute_docstring(import_module(str(value.__module__)), name)).summary
    if isinstance(value, type) and issubclass(value, errors.StorehookError):
        return f"{Docstring.of_object(value).summary} See [Errors](errors.md#{value.__name__.lower()})."
    return Docstring.of_object(value).summary
