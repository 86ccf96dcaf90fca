"""All runs that a question is about, a page at a time."""

from collections.abc import Iterator

from storehook.history.reading import RunHistory
from storehook.history.rows import Filter, Row

PAGE = 1_000
"""Runs that are asked for at once, at most."""


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
