"""Results of a conditional write."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saved:
    """The write is stored."""


@dataclass(frozen=True, slots=True)
class Conflict[T]:
    """The write was refused, because another version is stored."""

    stored: T


SAVED = Saved()
