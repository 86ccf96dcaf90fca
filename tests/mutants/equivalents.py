"""Equivalent mutants, which no test can or need distinguish from the original code: `equivalents.toml`.

They are identified by their change, not by mutmut's numbers, which move with every edit of a function.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.outcomes import Mutant

FILE = Path(__file__).with_name("equivalents.toml")

type Change = tuple[str, str, str]
"""A function, and its lines before and after."""


@dataclass(frozen=True, slots=True)
class Equivalents:
    """The reasons, by change."""

    reasons: dict[Change, str]

    @classmethod
    def read(cls) -> "Equivalents":
        """Read the file."""
        return cls(dict(_entries(FILE.read_text())))

    def reason_for(self, mutant: Mutant) -> str:
        """Return why a mutant survives; empty if the file has no reason."""
        return self.reasons.get(_change(mutant), "")

    def unused(self, mutants: Iterable[Mutant]) -> list[str]:
        """Return the listed changes of which no mutant survived."""
        surviving = {_change(mutant) for mutant in mutants if mutant.survived}
        return [f"{function}\n    + {after}" for function, before, after in self.reasons.keys() - surviving]


def _change(mutant: Mutant) -> Change:
    return mutant.function, mutant.before, mutant.after


def _entries(text: str) -> Iterator[tuple[Change, str]]:
    for entry in tomllib.loads(text)["equivalent"]:
        for after in entry["after"]:
            yield (entry["function"], entry["before"], after), entry["reason"]
