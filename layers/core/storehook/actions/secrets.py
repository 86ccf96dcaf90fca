"""The secrets of an author's own, such as the key of another service's API."""

import re
from dataclasses import dataclass
from typing import Protocol

from storehook.errors import SecretMissing

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class SecretTexts(Protocol):
    """Where the secrets are kept."""

    def find(self, name: str) -> str | None:
        """A secret's text, or None if there is none of that name."""
        ...


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets by their names: `ctx.secrets["mailchimp"]`. Each is asked for when it is first used.

    Args:
        texts: where they are kept.
    """

    texts: SecretTexts

    def __getitem__(self, name: str) -> str:
        """A secret's text.

        Raises:
            SecretMissing: there is none of that name.
        """
        if not is_secret_name(name) or (found := self.texts.find(name)) is None:
            raise SecretMissing(name)
        return found


def is_secret_name(name: str) -> bool:
    """Whether a secret can have this name: up to 100 letters, digits, dots, hyphens and underscores.

    With a colon, Parameter Store would give an older text ("PutParameter", Systems Manager API reference).
    """
    return _NAME.fullmatch(name) is not None
