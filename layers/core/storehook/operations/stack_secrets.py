"""Secrets of the stack that verify deliveries: the app's account, and the secret that webhook keys are derived from."""

import json
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

StackSecretName = Literal["app", "hook"]

RECONCILER_TTL = 5.0
"""Seconds for which the reconciler uses the secret of webhook keys without reading it again."""


@dataclass(frozen=True, slots=True)
class LiveSecret:
    """Values of a secret that count.

    Args:
        text: the current value. It appears in no log line, message or repr.
        since: time of its exchange, in unix seconds.
        previous_until: time when the previous value ends; None if it has ended, or if there is none.
    """

    text: str = field(repr=False)
    since: float
    previous_until: float | None = None


class StackSecret(Protocol):
    """One of the secrets."""

    def live(self) -> LiveSecret:
        """Return the values that count."""
        ...

    def put(self, text: str) -> None:
        """Store a new value. The current one becomes the previous one, and the one before that ends."""
        ...


def exchange(secret: StackSecret, text: str, *, leaked: bool) -> LiveSecret:
    """Replace a secret. The previous value counts for 49 hours, or not at all if it has leaked."""
    secret.put(text)
    if leaked:
        secret.put(text)  # the previous value is now the same
    return secret.live()


def app_account(text: str) -> tuple[str, str]:
    """Return the app's client ID and client secret. Each is empty if the value doesn't contain it as text."""
    try:
        account: Any = json.loads(text)
        values = account.get("client_id"), account.get("client_secret")
    except (ValueError, AttributeError):
        values = None, None
    client_id, client_secret = (value if isinstance(value, str) else "" for value in values)
    return client_id, client_secret
