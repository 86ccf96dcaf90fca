"""Docstrings in Google style, read as data."""

import re
from dataclasses import dataclass, field
from inspect import cleandoc
from typing import Any

_SECTION = re.compile(r"^(Args|Attributes|Raises|Returns|Yields):$", re.MULTILINE)
_ENTRY = re.compile(r"^    (\S[^:\n]*): ", re.MULTILINE)
_BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ITEM = re.compile(r"^- `([^`]+)`: (.+(?:\n  .+)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring.

    Args:
        summary: its first paragraph.
        more: the other paragraphs.
        entries: of each section, such as `Args`, the names and their descriptions.
        example: the code of its last block; empty without one.
    """

    summary: str
    more: str = ""
    entries: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    example: str = ""

    @classmethod
    def of(cls, text: str | None) -> "Docstring":
        """Read a docstring."""
        whole = cleandoc(text or "")
        blocks = _BLOCK.findall(whole)
        prose, *sections = _SECTION.split(_BLOCK.sub("", whole))
        summary, _, more = prose.strip().partition("\n\n")
        entries = {name: _entries(body) for name, body in zip(sections[::2], sections[1::2], strict=True)}
        return cls(" ".join(summary.split()), more.strip(), entries, blocks[-1] if blocks else "")

    @classmethod
    def of_object(cls, documented: Any) -> "Docstring":
        """Read the docstring of a class or function."""
        return cls.of(documented.__doc__)

    @property
    def text(self) -> str:
        """The prose without sections and examples."""
        return "\n\n".join(filter(None, [self.summary, self.more]))


def items(text: str) -> dict[str, str]:
    """Return the items of a list in a docstring: "- `name`: description"."""
    return {name: " ".join(description.split()) for name, description in _ITEM.findall(cleandoc(text))}


def _entries(body: str) -> dict[str, str]:
    _, *parts = _ENTRY.split(body)
    return {name: " ".join(text.split()) for name, text in zip(parts[::2], parts[1::2], strict=True)}
