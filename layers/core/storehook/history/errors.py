"""Questions about runs that are not answered as they stand.

NotAnswerable
├── QuestionTooBroad
└── CursorInvalid
"""

from storehook.errors import StorehookError


class NotAnswerable(StorehookError):
    """A question about runs that is not answered as it stands. The message says what to ask instead."""


class QuestionTooBroad(NotAnswerable):
    """The range of time is too long to look through."""

    def __init__(self, days: int) -> None:
        super().__init__(f"Choose at most {days} days, or one store, or failed or retrying runs.")


class CursorInvalid(NotAnswerable):
    """What asks for the next page is not what a page before gave, or was given for another question."""

    def __init__(self) -> None:
        super().__init__("`next` does not belong to this question. Ask without it, and go on from there.")
