"""Key of a run, by which rows, messages and people name it."""

import hashlib
from dataclasses import dataclass

KEYED = "key:"
"""Prefix of the event ID of a run that was enqueued with a key."""

WINDOW = "window:"
"""Prefix of the event ID of a run that stands for all events of a resource within a window."""

REUSABLE = (KEYED, WINDOW)
"""Prefixes of event IDs that can be used again once the earlier run's row has expired."""

MAX_EVENT_ID = 128
"""Bytes. BigCommerce's hashes have 40. A page cursor holds up to 32 IDs, and API Gateway allows 10,240 bytes."""


@dataclass(frozen=True, slots=True, order=True)
class RunKey:
    """Key of a run: its store, event, action and generation.

    Args:
        event_id: the event's hash, or the ID of a run that an action enqueued.
        generation: 0 at first. It counts up when a key is reused or a run is repeated.
    """

    store_hash: str
    event_id: str
    action: str
    generation: int = 0

    @classmethod
    def named(cls, store_hash: str, event_id: str, name: str) -> "RunKey":
        """Return the key with this `name`."""
        action, _, generation = name.partition("~")
        return cls(store_hash, event_id, action, int(generation) if generation.isdecimal() else 0)

    @classmethod
    def in_store(cls, store_hash: str, path: str) -> "RunKey":
        """Return the key with this `path` in a store."""
        event_id, _, name = path.rpartition("/")
        return cls.named(store_hash, event_id, name)

    @classmethod
    def of_run_key(cls, run_key: str) -> "RunKey":
        """Return the key of the run with this `Run.run_key`."""
        store_hash, _, path = run_key.partition("/")
        return cls.in_store(store_hash, path.rpartition("@")[0] if path.startswith(REUSABLE) else path)

    @property
    def path(self) -> str:
        """Name within the store: `event-1/sync_order~1`."""
        return f"{self.event_id}/{self.name}"

    @property
    def name(self) -> str:
        """Name within the event: `sync_order`, or `sync_order~1` for the next generation."""
        return f"{self.action}~{self.generation}" if self.generation else self.action

    def __str__(self) -> str:
        return f"{self.store_hash}/{self.path}"


def shortened(name: str, most: int = MAX_EVENT_ID) -> str:
    """Return a name from outside that fits into keys and addresses: itself, or its digest if it has more bytes."""
    encoded = name.encode(errors="surrogatepass")
    return name if len(encoded) <= most else hashlib.sha256(encoded).hexdigest()
