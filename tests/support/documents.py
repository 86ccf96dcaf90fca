"""The repository's documents, read as data."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Template

from tests.support.repository import ROOT

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE_SPAN = re.compile(r"`([^`\n]+)`")

_NOT_OURS = {"node_modules", "__pycache__"}


def _documents() -> Iterator[Path]:
    for folder, folders, names in ROOT.walk():
        folders[:] = [name for name in folders if name == ".github" or (name[0] != "." and name not in _NOT_OURS)]
        yield from (folder / name for name in names if name.endswith((".md", "llms.txt")))


def _text_of(path: Path) -> str:
    if "project_files" in path.parts:
        return Template(path.read_text()).substitute(name="my-app")
    return path.read_text()


TEXTS = {path.relative_to(ROOT).as_posix(): _text_of(path) for path in sorted(_documents())}
"""Each Markdown file of the repository and llms.txt, by its path, as its readers see it."""


def prose(text: str) -> str:
    """Return a document without its blocks of code."""
    return FENCE.sub("", text)


def spans() -> list[tuple[str, str]]:
    """Return each code span outside of blocks, with its document's name."""
    return [(name, span) for name, text in TEXTS.items() for span in CODE_SPAN.findall(prose(text))]


def named(pattern: str) -> set[tuple[str, str]]:
    """Return everything that a pattern finds in a document, with the document's name."""
    return {(name, found) for name, text in TEXTS.items() for found in re.findall(pattern, text, re.MULTILINE)}


def blocks(language: str) -> list[tuple[str, str]]:
    """Return each block of code of a language, with its document's name."""
    return [(name, block[2]) for name, text in TEXTS.items() for block in FENCE.finditer(text) if block[1] == language]


def rows(document: str, heading: str) -> list[list[str]]:
    """Return the cells of each row of the table whose first heading is this."""
    lines = TEXTS[document].splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |")) + 2
    end = next((number for number, line in enumerate(lines[begin:], begin) if not line.startswith("|")), len(lines))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[begin:end]]
