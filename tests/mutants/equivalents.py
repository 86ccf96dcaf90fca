"""Equivalent mutants, which no test can or need distinguish from the original code: `equivalents.toml`.

They are identified by their change, not by mutmut's numbers, which move with every edit of a function. Some parts of a
line, such as the wording of a log line, are ignored wherever they are.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.mutants.outcomes import Mutant

FILE = Path(__file__).with_name("equivalents.toml")

type Change = tuple[str, str, str]
"""A function, and its lines before and after."""


@dataclass(frozen=True, slots=True)
class Equivalents:
    """The reasons, by change.

    Args:
        ignored: the reasons for parts of a line, by the pattern of the part.
    """

    reasons: Mapping[Change, str]
    ignored: Mapping[re.Pattern[str], str]

    @classmethod
    def read(cls) -> "Equivalents":
        """Read the file."""
        listed = tomllib.loads(FILE.read_text())
        ignored = {re.compile(entry["part"]): entry["reason"] for entry in listed["ignored"]}
        return cls(dict(_entries(listed["equivalent"])), ignored)

    def reason_for(self, mutant: Mutant) -> str:
        """Return why a mutant survives; empty if the file has no reason."""
        if reason := self.reasons.get(_change(mutant)):
            return reason
        reasons = (reason for part, reason in self.ignored.items() if _differs_only_in(part, mutant))
        return next(reasons, "")

    def unused(self, mutants: Iterable[Mutant]) -> list[str]:
        """Return the listed changes of which no mutant survived."""
        surviving = {_change(mutant) for mutant in mutants if mutant.survived}
        return [f"{function}\n    + {after}" for function, before, after in self.reasons.keys() - surviving]


def _change(mutant: Mutant) -> Change:
    return mutant.function, mutant.before, mutant.after


def _differs_only_in(part: re.Pattern[str], mutant: Mutant) -> bool:
    return part.sub("", mutant.before) == part.sub("", mutant.after)


def _entries(listed: Iterable[dict[str, Any]]) -> Iterator[tuple[Change, str]]:
    for entry in listed:
        for after in entry["after"]:
            yield (entry["function"], entry["before"], after), entry["reason"]
