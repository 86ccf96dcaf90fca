"""The secrets that hooks' keys are made with, from Secrets Manager."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from storehook.aws.secrets import CURRENT, CURRENT_AND_PREVIOUS, REFRESH_AFTER, secret_text
from storehook.errors import HookSecretUnusable
from storehook.remembered import Remembered

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient


@dataclass(slots=True)
class HookSecrets:
    """The stack's secrets for hooks' keys: the current one, and the one before it.

    Args:
        client: Secrets Manager.
        secret_id: the secret's ARN. Its value is the secret, as it is.
        ttl: how long a value is used without asking again, in seconds.
        clock: gives seconds that only go up.
    """

    client: "SecretsManagerClient"
    secret_id: str
    ttl: float
    clock: Callable[[], float]
    _known: Remembered[tuple[str, ...], tuple[str, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Know nothing yet."""
        faults = (BotoCoreError, ClientError, HookSecretUnusable)
        self._known = Remembered(self._fetch_all, self.clock, faults, limit=2)

    def groups(self) -> Iterator[tuple[str, ...]]:
        """The secrets that count, likeliest first, as `AppSecrets.of_store` gives the app's.

        Raises:
            BotoCoreError: Secrets Manager does not answer, and nothing is known yet.
            ClientError: it refuses, and nothing is known yet.
            HookSecretUnusable: there is no text in the current value, and nothing is known yet.
        """
        yield self._known.at_most(self.ttl, CURRENT)
        yield self._known.at_most(self.ttl, CURRENT_AND_PREVIOUS)
        yield self._known.at_most(REFRESH_AFTER, CURRENT_AND_PREVIOUS)

    def current(self) -> str:
        """The secret that new keys are made with.

        Raises:
            BotoCoreError: Secrets Manager does not answer, and nothing is known yet.
            ClientError: it refuses, and nothing is known yet.
            HookSecretUnusable: as `groups`.
        """
        return self._known.at_most(self.ttl, CURRENT)[0]

    def _fetch_all(self, stages: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(secret for stage in stages if (secret := self._fetch(stage)))

    def _fetch(self, stage: str) -> str:
        if not (found := secret_text(self.client, self.secret_id, stage)) and stage == "AWSCURRENT":
            raise HookSecretUnusable(self.secret_id)
        return found
