"""Results of a conditional write."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saved:
    """The write is stored."""


@dataclass(frozen=True, slots=True)
class Conflict[T]:
    """The write was refused, and nothing was written.

    Args:
        stored: the version that is stored instead.
    """

    stored: T


SAVED = Saved()
