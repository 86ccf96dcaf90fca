"""The secrets of authors' own, as operators keep them: set, listed and deleted, and never shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

MOST_BYTES = 4096
"""Bytes of a secret's text: a standard parameter's ("Parameter tiers", Systems Manager user guide)."""


@dataclass(frozen=True, slots=True)
class SecretEntry:
    """What is told of a secret.

    Args:
        name: its name.
        changed_at: when its text was last set, in unix seconds.
    """

    name: str
    changed_at: float


class ActionSecrets(Protocol):
    """The secrets of one stack."""

    def put(self, name: str, text: str) -> None:
        """Keep a text under a name, in place of that which is there."""
        ...

    def delete(self, name: str) -> bool:
        """Forget a secret. Tells whether there was one."""
        ...

    def all(self) -> Iterator[SecretEntry]:
        """Every secret, without its text."""
        ...
