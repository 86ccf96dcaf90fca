"""Secrets that actions read. Operators set, list and delete them, and nothing shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

MAX_BYTES = 4096
"""Bytes of a secret's text: the limit of a standard parameter (AWS Systems Manager, "Parameter tiers")."""


@dataclass(frozen=True, slots=True)
class SecretEntry:
    """A secret in a list, without its text. `changed_at` is in unix seconds."""

    name: str
    changed_at: float


class ActionSecrets(Protocol):
    """The secrets of one stack."""

    def put(self, name: str, text: str) -> None:
        """Store a text under a name, and replace the earlier one."""
        ...

    def delete(self, name: str) -> bool:
        """Delete a secret. Return whether it existed."""
        ...

    def all(self) -> Iterator[SecretEntry]:
        """Yield all secrets, without their texts."""
        ...
