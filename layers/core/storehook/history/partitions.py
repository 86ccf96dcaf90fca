"""Partitions of the runs by time."""

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

SHARDS = 4
"""Partitions of a day. Busy partitions are split, as each takes 1,000 writes a second."""

DAY = 86_400
"""Seconds."""


def partition(created_at: float, event_id: str) -> str:
    """Return a run's partition by time: its UTC day and one of four shards, the same for every run of an event."""
    return _named(int(created_at // DAY), zlib.crc32(event_id.encode(errors="surrogatepass")) % SHARDS)


def days(since: float, until: float) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Yield the start and the partitions of each day in a range of unix seconds, newest first."""
    for day in range(int(until // DAY), int(since // DAY) - 1, -1):
        yield float(day * DAY), tuple(_named(day, shard) for shard in range(SHARDS))


def _named(day: int, shard: int) -> str:
    return f"{datetime.fromtimestamp(day * DAY, UTC):%Y-%m-%d}#{shard}"
