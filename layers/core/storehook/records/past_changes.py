"""Past changes of a record: which run changed which fields, and when. They are kept in the record's own row.

They therefore need no separate call, and are stored together with the change. `rows.item` keeps as many as fit.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MAX_KEPT = 10
"""Changes that a record keeps."""

MAX_NAMES = 12
"""Fields that a change names."""


@dataclass(frozen=True, slots=True)
class PastChange:
    """Change that a run made to an existing record.

    Args:
        at: time of the run's last save, in whole unix seconds.
        fields: names of the changed fields, the first 12.
        count: number of changed fields, at least.
    """

    run_key: str
    at: int
    fields: tuple[str, ...]
    count: int


type PastChanges = tuple[PastChange, ...]
"""Oldest first."""


def with_change(changes: PastChanges, run_key: str, at: float, names: Iterable[str]) -> PastChanges:
    """Return the changes with another one added. Several saves of a run are one change, if no other came in between."""
    earlier, own = (changes[:-1], changes[-1:]) if changes and changes[-1].run_key == run_key else (changes, ())
    fields = tuple(dict.fromkeys([*(name for change in own for name in change.fields), *names]))
    count = max([len(fields), *(change.count for change in own)])
    return (*earlier, PastChange(run_key, int(at), fields[:MAX_NAMES], count))[-MAX_KEPT:]
