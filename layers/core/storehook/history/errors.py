"""Errors of queries for runs.

QueryInvalid            query to change
├── QueryTooBroad
└── CursorInvalid
RunsThrottled           query to repeat later
"""

from storehook.errors import StorehookError


class QueryInvalid(StorehookError):
    """Query that can't be answered. The message says how to change it."""


class QueryTooBroad(QueryInvalid):
    """Query over too long a range of time."""

    def __init__(self, days: int) -> None:
        super().__init__(
            f"The query covers more than {days} days. Choose a shorter range, one store, or failed or retrying runs."
        )


class CursorInvalid(QueryInvalid):
    """Cursor that is invalid, or belongs to another query."""

    def __init__(self) -> None:
        super().__init__("The cursor `next` doesn't belong to this query. Repeat the query without it.")


class RunsThrottled(StorehookError):
    """Table of runs that throttled reads in spite of retries."""

    def __init__(self) -> None:
        super().__init__("DynamoDB throttles reads of the table of runs. Try again in a minute.")
