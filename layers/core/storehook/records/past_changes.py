"""Which runs have changed a record, when, and which of its fields: the last changes, kept in the record's own row.

So they take no call of their own, and are stored with what they are about or not at all. `rows.item` keeps as many as
there is room for.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MAX_KEPT = 10
"""Changes that a record remembers."""

MAX_NAMES = 12
"""Fields that one of them names."""


@dataclass(frozen=True, slots=True)
class PastChange:
    """What a run has changed in a record that was there.

    Args:
        run_key: the run.
        at: when it saved last, in whole unix seconds.
        fields: the names of what it changed, the first twelve.
        count: how many they are, at least.
    """

    run_key: str
    at: int
    fields: tuple[str, ...]
    count: int


type PastChanges = tuple[PastChange, ...]
"""The oldest first."""


def with_change(changes: PastChanges, run_key: str, at: float, names: Iterable[str]) -> PastChanges:
    """The changes after another one. What a run saves several times is one change, if no other came in between.

    Args:
        changes: those before.
        run_key: who changes.
        at: when, in unix seconds.
        names: the fields that are changed.
    """
    earlier, own = (changes[:-1], changes[-1:]) if changes and changes[-1].run_key == run_key else (changes, ())
    fields = tuple(dict.fromkeys([*(name for each in own for name in each.fields), *names]))
    count = max([len(fields), *(each.count for each in own)])
    return (*earlier, PastChange(run_key, int(at), fields[:MAX_NAMES], count))[-MAX_KEPT:]
