"""Questions about runs that are not answered.

QueryInvalid           as it stands
├── QueryTooBroad
└── CursorInvalid
RunsThrottled          for now
"""

from storehook.errors import StorehookError


class QueryInvalid(StorehookError):
    """A question about runs that is not answered as it stands. The message says what to ask instead."""


class QueryTooBroad(QueryInvalid):
    """The range of time is too long to look through."""

    def __init__(self, days: int) -> None:
        super().__init__(f"Choose at most {days} days, or one store, or failed or retrying runs.")


class CursorInvalid(QueryInvalid):
    """What asks for the next page is not what a page before gave, or was given for another question."""

    def __init__(self) -> None:
        super().__init__("`next` does not belong to this question. Ask without it, and go on from there.")


class RunsThrottled(StorehookError):
    """The table of runs did not give every row that was asked for, however often."""

    def __init__(self) -> None:
        super().__init__("The table of runs is read too much just now. Ask again in a minute.")
