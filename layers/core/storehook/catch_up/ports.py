"""What catch-up needs from the outside besides the queues and the stores, as protocols."""

from collections.abc import Sequence
from typing import Protocol

from storehook.catch_up.progress import Progress
from storehook.runs import RunSummary


class History(Protocol):
    """What the table of runs remembers of a resource."""

    def of_resource(self, store_hash: str, resource: str, since: float) -> Sequence[RunSummary]:
        """The runs of events about a resource, such as `order/113`, that happened at a time or later.

        A run of the last moments may be missing.

        Args:
            store_hash: the store.
            resource: what the events are about.
            since: unix seconds, by BigCommerce's clock.
        """
        ...


class CatchUps(Protocol):
    """How far the stores' catch-ups have come, in the stores' rows."""

    def get(self, store_hash: str) -> Progress | None:
        """A store's latest catch-up, or None."""
        ...

    def save(self, progress: Progress) -> bool:
        """Store it as the successor of the version before it, or where none is stored; False if it is not stored.

        So of two workers one goes on. A store that is not there stays away; what others keep stays as it is.
        """
        ...
