"""What ties a record in memory to the one in the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from storehook.records.rows import Operation, RecordKey
from storehook.records.values import Fields, same

Since = Literal["loaded", "saved"]
"""Since when: `loaded` still tells in `on_success` what was saved just now, `saved` what is not saved yet."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field's change, in typed values.

    Args:
        previous: what it was; None if the record did not exist and the field has no default.
        current: what it is.

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
    """What a record is compared with.

    A field that a baseline does not have counts as changed, whatever its value.

    Args:
        loaded: the fields before the run changed them; the defaults, where the record did not exist.
        saved: the fields as they are stored now; empty, where nothing is stored.
    """

    loaded: Fields
    saved: Fields

    def of(self, since: Since) -> Fields:
        """One of the two.

        Raises:
            ValueError: if it is neither.
        """
        if since not in ("loaded", "saved"):
            raise ValueError(f'since is "loaded" or "saved", not {since!r}')
        return self.loaded if since == "loaded" else self.saved


def changed(before: Fields, after: Fields) -> Iterator[str]:
    """The fields whose value is another than before."""
    return (name for name, value in after.items() if name not in before or not same(before[name], value))


class Writer(Protocol):
    """What makes a record durable while its `run` goes on."""

    def save(self, record: Any) -> None: ...
    def delete(self, record: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Binding:
    """What a record is in the store.

    Args:
        key: its name.
        version: the version as it was read or written last; 0 if nothing is stored.
        baselines: what it is compared with.
        operation: what is done with it; None if it was only read.
        stale: whether its last save was refused because the stored one is newer.
        writer: what saves it, while its `run` goes on.
    """

    key: RecordKey
    version: int
    baselines: Baselines
    operation: Operation | None = None
    stale: bool = False
    writer: Writer | None = None
