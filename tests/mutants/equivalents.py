"""Mutants that no test can tell from what they were made of, each with its reason: `equivalents.toml`.

They are named by what they change, not by mutmut's numbers, which move with every edit of a function.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.outcomes import Mutant

FILE = Path(__file__).with_name("equivalents.toml")

type Change = tuple[str, str, str]
"""A function, its lines before and after."""


@dataclass(frozen=True, slots=True)
class Equivalents:
    """The reasons, by what is changed."""

    reasons: dict[Change, str]

    @classmethod
    def read(cls) -> "Equivalents":
        """As the file has them."""
        return cls(dict(_entries(FILE.read_text())))

    def reason_for(self, mutant: Mutant) -> str:
        """Why it survives; empty if nobody has said."""
        return self.reasons.get(_change(mutant), "")

    def unused(self, tried: Iterable[Mutant]) -> list[str]:
        """What is listed although no such mutant survives."""
        surviving = {_change(mutant) for mutant in tried if mutant.survived}
        return [f"{function}\n    + {after}" for function, before, after in self.reasons.keys() - surviving]


def _change(mutant: Mutant) -> Change:
    return mutant.function, mutant.before, mutant.after


def _entries(text: str) -> Iterator[tuple[Change, str]]:
    for entry in tomllib.loads(text)["equivalent"]:
        for after in entry["after"]:
            yield (entry["function"], entry["before"], after), entry["reason"]
