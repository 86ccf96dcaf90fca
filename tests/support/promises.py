"""The table of the promises in docs/explanation/reliability/README.md, read as data."""

import re
from dataclasses import dataclass

from tests.support.repository import ROOT

TABLE = ROOT / "docs" / "explanation" / "reliability" / "README.md"

_ROW = re.compile(r"^\| (\d+\. |What |Of )(.+) \| (.+) \| (.+) \|$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Promise:
    """A row of the table.

    Args:
        number: the promise's; 0 for one about what waits.
        name: the row's first cell.
        tests: what fails if it is broken, the first of them first.
        bugs: what has been put into the code to see that.
    """

    number: int
    name: str
    tests: tuple[str, ...]
    bugs: tuple[str, ...]


def promises() -> list[Promise]:
    """Every row."""
    return [_promise(*found) for found in _ROW.findall(TABLE.read_text())]


def _promise(begin: str, name: str, tests: str, bugs: str) -> Promise:
    number = int(begin.partition(".")[0]) if begin[0].isdigit() else 0
    return Promise(number, f"{begin}{name}", tuple(_CODE.findall(tests)), tuple(_CODE.findall(bugs)))
