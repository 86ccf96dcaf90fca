"""What ties a record in memory to the one in the store."""

from dataclasses import dataclass
from typing import Any, Protocol

from storehook.records.changes import Baselines
from storehook.records.rows import Operation, RecordKey


class Keeper(Protocol):
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
        keeper: what saves it, while its `run` goes on.
    """

    key: RecordKey
    version: int
    baselines: Baselines
    operation: Operation | None = None
    stale: bool = False
    keeper: Keeper | None = None
