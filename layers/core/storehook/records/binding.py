"""Binding of a record in memory to its row in the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from storehook.records.rows import Operation, RecordKey
from storehook.records.values import Fields, same

Since = Literal["loaded", "saved"]
"""Baseline of a comparison.

`loaded` still includes what was just saved in `on_success`. `saved` covers unsaved changes.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """Change of a field, in typed values.

    Args:
        previous: None if the record did not exist and the field has no default.

    ```python
    change = ctx.records(Order).upsert(params.id, staff_notes="Packed").changes("staff_notes")
    if change is not None and change.previous == "":
        ctx.logger.info("The first notes", extra={"notes": change.current})
    ```
    """

    previous: Any
    current: Any


@dataclass(frozen=True, slots=True)
class Baselines:
    """Values that a record is compared with. A field that a baseline lacks counts as changed.

    Args:
        loaded: fields before the run changed them. The defaults if the record did not exist.
        saved: fields as stored now. Empty if nothing is stored.
    """

    loaded: Fields
    saved: Fields

    def of(self, since: Since) -> Fields:
        """Return one of the baselines."""
        if since not in ("loaded", "saved"):
            raise ValueError(f'since is "loaded" or "saved", not {since!r}')
        return self.loaded if since == "loaded" else self.saved


def changed(before: Fields, after: Fields) -> Iterator[str]:
    """Yield the fields that have another value than before."""
    return (name for name, value in after.items() if name not in before or not same(before[name], value))


class Writer(Protocol):
    """Writer that stores a record during its `run`."""

    def save(self, record: Any) -> None: ...
    def delete(self, record: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Binding:
    """Binding of a record to its row.

    Args:
        version: version that was last read or written. 0 if nothing is stored.
        operation: None if the record was only read.
        stale: the last save was refused because the stored record is newer.
        writer: saves the record during its `run`.
    """

    key: RecordKey
    version: int
    baselines: Baselines
    operation: Operation | None = None
    stale: bool = False
    writer: Writer | None = None
