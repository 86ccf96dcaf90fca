"""Secrets of an author's actions, such as the API key of another service."""

import re
from dataclasses import dataclass
from typing import Protocol

from storehook.errors import SecretMissing

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class SecretTexts(Protocol):
    """Store of the secrets."""

    def find(self, name: str) -> str | None:
        """Return the text of a secret, or None if it doesn't exist."""
        ...


@dataclass(frozen=True, slots=True)
class Secrets:
    """Secrets by name: `ctx.secrets["mailchimp"]`. Each is read when it is first used."""

    texts: SecretTexts

    def __getitem__(self, name: str) -> str:
        """Return the text of a secret.

        Raises:
            SecretMissing: no secret has that name.
        """
        if not is_secret_name(name) or (text := self.texts.find(name)) is None:
            raise SecretMissing(name)
        return text


def is_secret_name(name: str) -> bool:
    """Return whether a secret can have this name: up to 100 letters, digits, dots, hyphens and underscores.

    With a colon, Parameter Store would return an older text ("PutParameter", Systems Manager API reference).
    """
    return _NAME.fullmatch(name) is not None
