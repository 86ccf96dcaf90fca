"""The partitions of the index by time: a few for each day, as one takes 1,000 writes a second."""

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

SHARDS = 4

DAY = 86_400
"""Seconds."""


def partition(created_at: float, event_id: str) -> str:
    """The partition that a run is in: its UTC day, and one of four, the same for every run of an event.

    Args:
        created_at: when the run was created, in unix seconds.
        event_id: its event.
    """
    return _named(int(created_at // DAY), zlib.crc32(event_id.encode(errors="surrogatepass")) % SHARDS)


def days(since: float, until: float) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Each day from one time to another, the newest first: when it begins, and its partitions. Unix seconds."""
    for day in range(int(until // DAY), int(since // DAY) - 1, -1):
        yield float(day * DAY), tuple(_named(day, shard) for shard in range(SHARDS))


def _named(day: int, shard: int) -> str:
    return f"{datetime.fromtimestamp(day * DAY, UTC):%Y-%m-%d}#{shard}"
