"""The code that documents show is the code of a tested file."""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

from tests.support.documents import TEXTS, prose
from tests.support.repository import ROOT, SAMPLES
from tests.support.rules import expect_none

MAX_README = 750
"""Words, without code."""

_PYTHON = re.compile(r"(?:^<!-- from (\S+) -->\n)?^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)

QUOTATIONS = [
    (name, block[1], block[2])
    for name, text in TEXTS.items()
    for block in _PYTHON.finditer(text)
    # The reference shows examples of docstrings and of docs/examples. A tutorial is followed by a test. Both run.
    if not name.startswith(("docs/reference/", "docs/tutorials/"))
]
"""Each block of Python: its document, the file that a comment above it names, and the code."""


def quoted_file(path: str) -> Path:
    """Return the file that a quotation is compared with."""
    frozen = SAMPLES / path
    return frozen if frozen.is_file() else ROOT / path


def excerpts(text: str, length: int) -> Iterator[str]:
    """Yield every stretch of so many lines, without the indentation that its lines have in common."""
    lines = text.splitlines(keepends=True)
    return (dedent("".join(lines[begin : begin + length])) for begin in range(len(lines) - length + 1))


def is_quotation(source: str | None, code: str) -> bool:
    """Say whether a block is an excerpt of the file above it, or the whole file that its first line names."""
    if source:
        return code in excerpts(quoted_file(source).read_text(), code.count("\n"))
    first, _, rest = code.partition("\n")
    file = quoted_file(first.removeprefix("# "))
    return file.is_file() and file.read_text() in (code, rest)


def test_all_code_is_quoted_from_a_file_as_it_is() -> None:
    expect_none(
        f"{name} differs from {source or 'the file in its first line'}:\n{code}"
        for name, source, code in QUOTATIONS
        if not is_quotation(source, code)
    )


def test_the_readme_shows_an_action() -> None:
    assert "# functions/worker/actions/" in TEXTS["README.md"]


def test_the_readme_is_short() -> None:
    assert len(prose(TEXTS["README.md"]).split()) <= MAX_README
