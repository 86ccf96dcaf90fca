"""All runs that a question is about, a page at a time; and those to act on, a chunk at a time."""

import math
import time
from collections.abc import Iterator, Sequence
from itertools import batched

from storehook.history.reading import RunHistory
from storehook.history.rows import Filter, Row, can_be_stored
from storehook.runs.run import Run, RunKey
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment

PAGE = 1_000
"""Runs that are asked for at once, at most."""

CHUNK = 100
"""Runs that are acted on at the same time, at most."""


def search(history: RunHistory, where: Filter, limit: int) -> Iterator[Row]:
    """The runs, newest first. Each page looks at a bounded number of rows; the next is read when it is wanted.

    Args:
        history: what has run.
        where: which runs.
        limit: how many at most.

    Raises:
        QuestionTooBroad: the range of time is too long.
    """
    cursor: str | None = None
    while limit > 0:
        page = history.page(where, cursor, limit=min(limit, PAGE))
        yield from page.rows
        limit -= len(page.rows)
        if (cursor := page.next) is None:
            return


def known_run(deployment: Deployment, key: RunKey) -> Run:
    """A run.

    Raises:
        CommandError: there is none of that name.
    """
    if (run := deployment.run(key) if can_be_stored(key) else None) is None:
        raise CommandError(f"There is no run {key}. `storehook runs list` shows those that there are.")
    return run


def paced[T](items: Sequence[T], rate: int) -> Iterator[tuple[T, ...]]:
    """Items in chunks, so that no more of them come up in a second than the rate.

    Args:
        items: what to go through.
        rate: how many a second.
    """
    ends_at = 0.0
    for chunk in batched(items, _size(rate), strict=False):
        time.sleep(max(ends_at - time.monotonic(), 0.0))
        ends_at = time.monotonic() + len(chunk) / rate
        yield chunk


def chunks(items: Sequence[object], rate: int) -> int:
    """How many chunks `paced` gives."""
    return math.ceil(len(items) / _size(rate))


def _size(rate: int) -> int:
    return min(rate, CHUNK)
