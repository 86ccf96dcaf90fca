"""Table of the promises in docs/explanation/reliability/README.md, as data."""

import re
from dataclasses import dataclass

from tests.support.repository import ROOT

TABLE = ROOT / "docs" / "explanation" / "reliability" / "README.md"

_ROW = re.compile(r"^\| (?:(\d+)\. )?(.+) \| (`tests/.+) \| (.+) \|$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Promise:
    """A row of the table.

    Args:
        number: 0 for a promise about waiting runs.
        tests: the tests that fail if the promise is broken, as `path::name`.
        bugs: the names of the seeded bugs that they catch.
    """

    number: int
    name: str
    tests: tuple[str, ...]
    bugs: tuple[str, ...]


def promises() -> list[Promise]:
    """Return every row."""
    return [_promise(*cells) for cells in _ROW.findall(TABLE.read_text())]


def _promise(number: str, name: str, tests: str, bugs: str) -> Promise:
    return Promise(int(number or 0), name, tuple(_CODE.findall(tests)), tuple(_CODE.findall(bugs)))
