"""Partitions of the table of runs that hold one kind of a store's rows, such as steps. A purge reads each."""

import zlib
from dataclasses import dataclass

PARTS = 16
"""Partitions of a kind and a store. Rows stay where they were written, so this never changes."""


@dataclass(frozen=True, slots=True)
class StorePartitions:
    """Partitions of a kind of rows."""

    kind: str

    def all(self, store_hash: str) -> tuple[str, ...]:
        """Return the partitions that hold a store's rows."""
        return tuple(self._partition(store_hash, part) for part in range(PARTS))

    def of(self, store_hash: str, name: str) -> str:
        """Return the partition that holds the rows of a name."""
        return self._partition(store_hash, zlib.crc32(name.encode(errors="surrogatepass")) % PARTS)

    def _partition(self, store_hash: str, part: int) -> str:
        return f"{self.kind}#{store_hash}#{part:02}"


def prefix(name: str) -> str:
    """Return the beginning of the sort keys of a name's rows. The length comes first, so no prefix begins another."""
    return f"{len(name)}/{name}/"
