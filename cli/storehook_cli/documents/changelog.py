"""Changes of versions, from CHANGELOG.md. The wheel has a copy of it beside this module."""

import re
from collections.abc import Iterator
from pathlib import Path

from packaging.version import Version

HERE = Path(__file__).parent

ORDER = ("Breaking", "Removed", "Changed", "Deprecated", "Security", "Fixed", "Added")
"""Kinds of changes, as Keep a Changelog names them. Those that can need an author's work come first."""

_VERSION = re.compile(r"^## \[?(?:Unreleased\] )?(\d[\w.+!]*).*\n", re.MULTILINE)

_KIND = re.compile(r"^### (.+)\n", re.MULTILINE)


def changes(before: str, now: str, text: str | None = None) -> str:
    """Return the changes after one version, up to and including another, as Markdown. Breaks come first.

    Args:
        text: a changelog. Default: storehook's.
    """
    changes = sorted(_changes(before, now, _changelog() if text is None else text), key=lambda change: _rank(change[1]))
    return "\n\n".join(f"## {kind} in {version}\n\n{lines}" for version, kind, lines in changes)


def _changes(before: str, now: str, text: str) -> Iterator[tuple[str, str, str]]:
    _, *parts = _VERSION.split(text)
    for version, section in zip(parts[::2], parts[1::2], strict=True):
        if Version(before) < Version(version) <= Version(now):
            _, *kinds = _KIND.split(section)
            yield from ((version, kind, lines.strip()) for kind, lines in zip(kinds[::2], kinds[1::2], strict=True))


def _rank(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _changelog() -> str:
    packaged = HERE / "CHANGELOG.md"
    return (packaged if packaged.is_file() else HERE.parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
