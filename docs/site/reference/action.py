"""docs/reference/action.md: the options of `@action`, and of its `Retries`."""

import inspect
from collections.abc import Iterator

from docs.site.reference import examples
from docs.site.reference.docstrings import Docstring
from docs.site.reference.markdown import block, code, errors, sentence, table
from docs.site.reference.markdown import page as whole_page

import storehook

OF_CONTEXT = ("settings", "secrets")
"""Examples of what isn't an option, and belongs to most actions all the same."""


def page() -> str:
    """Write the page."""
    action, retries = Docstring.of_object(storehook.action), Docstring.of_object(storehook.Retries)
    return whole_page(
        "@action",
        "the docstrings of `action` and `Retries`",
        action.text,
        block(action.example),
        "## Options",
        table(("option", "default", "description"), _options(action)),
        "## Errors at import",
        errors(action),
        "## Retries",
        retries.text,
        table(("option", "default", "description"), _fields(retries)),
        block(retries.example),
        "## Examples",
        *map(examples.section, (*_names(), *OF_CONTEXT)),
    )


def _names() -> Iterator[str]:
    yield from inspect.signature(storehook.action).parameters


def _options(doc: Docstring) -> Iterator[tuple[str, str, str]]:
    for option in inspect.signature(storehook.action).parameters.values():
        yield code(option.name), code(repr(option.default)), sentence(doc.entries["Args"][option.name])


def _fields(doc: Docstring) -> Iterator[tuple[str, str, str]]:
    for field in inspect.signature(storehook.Retries).parameters.values():
        yield code(field.name), code(repr(field.default)), sentence(doc.entries["Args"][field.name])
