"""Windows and stores in memory, for tests and for trying actions out. They keep the same contract as those on AWS."""

import threading
from dataclasses import dataclass, field, replace

from storehook.bigcommerce.windows import Window
from storehook.stores import Credentials, Store


@dataclass(slots=True)
class MemoryWindows:
    """The table of rate windows in a dictionary: `ports.Windows`. It counts the writes."""

    rows: dict[str, Window] = field(default_factory=dict[str, Window])
    writes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def save(self, window: Window) -> Window | None:
        """As `ports.Windows.save`."""
        with self._lock:
            self.writes += 1
            stored = self.rows.get(window.store_hash)
            if stored is None or stored.version == window.version - 1:
                self.rows[window.store_hash] = window
                return None
            return None if stored.is_same_write(window) else stored


@dataclass(slots=True)
class MemoryStores:
    """The table of stores in a dictionary: `ports.Stores`."""

    rows: dict[str, Credentials] = field(default_factory=dict[str, Credentials], repr=False)

    def get(self, store_hash: str) -> Store | None:
        """As `ports.Stores.get`."""
        found = self.rows.get(store_hash)
        return found.store if found else None

    def save(self, store: Store, token: str | None = None) -> None:
        """As `ports.Stores.save`."""
        before = self.rows.get(store.store_hash, Credentials(store, None))
        kept = None if store.status == "uninstalled" else token or before.token
        self.rows[store.store_hash] = replace(before, store=store, token=kept)

    def credentials(self, store_hash: str) -> Credentials | None:
        """As `ports.Stores.credentials`."""
        return self.rows.get(store_hash)
