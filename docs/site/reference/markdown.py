"""Markdown, as the pages of the reference write it."""

from collections.abc import Iterable, Sequence

from docs.site.reference.docstrings import Docstring

NOTE = "<!-- `make docs` writes this page from {source}. Edit that, not this. -->"


def page(title: str, source: str, *parts: str) -> str:
    """Return a page: its title, a note about its source, and its parts."""
    return "\n\n".join([f"# {title}", NOTE.format(source=source), *filter(None, parts)]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; empty if it has no row."""
    lines = [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *lines])


def code(text: str) -> str:
    """Return a span of code; empty for an empty text."""
    return f"`{text}`" if text else ""


def sentence(text: str) -> str:
    """Return a text with a capital at its start."""
    return text[:1].upper() + text[1:]


def described(doc: Docstring, section: str) -> list[tuple[str, str]]:
    """Return the rows for a section of a docstring, such as `Args`: each name with its description."""
    entries = doc.entries.get(section, {}).items()
    return [(", ".join(map(code, names.split(", "))), sentence(description)) for names, description in entries]


def errors(doc: Docstring) -> str:
    """Return the table of what a function raises; empty if its docstring names nothing."""
    return table(("error", "reason"), described(doc, "Raises"))


def block(text: str, language: str = "python") -> str:
    """Return a block of code; empty for an empty text."""
    return f"```{language}\n{text.rstrip()}\n```" if text else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
