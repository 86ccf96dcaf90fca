"""The secret that hooks' keys are made with, from Secrets Manager."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storehook.errors import HookSecretUnusable

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

TTL = 60.0
"""Seconds that the secret is used without asking again."""


@dataclass(slots=True)
class HookSecret:
    """The stack's secret for hooks' keys, as it is now.

    Args:
        client: Secrets Manager.
        secret_id: the secret's ARN. Its value is the secret, as it is.
        clock: gives seconds that only go up.
    """

    client: "SecretsManagerClient"
    secret_id: str
    clock: Callable[[], float]
    _known: tuple[float, str] | None = field(default=None, repr=False)

    def current(self) -> str:
        """The secret.

        Raises:
            ClientError: Secrets Manager does not give it.
            HookSecretUnusable: there is no text in it.
        """
        if self._known is None or self.clock() - self._known[0] >= TTL:
            asked_at = self.clock()
            found = self.client.get_secret_value(SecretId=self.secret_id).get("SecretString")
            if not found:
                raise HookSecretUnusable(self.secret_id)
            self._known = asked_at, found
        return self._known[1]
