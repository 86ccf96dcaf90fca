"""The app's client secrets, from Secrets Manager."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

STAGES = ("AWSCURRENT", "AWSPREVIOUS")
"""Secrets Manager moves these labels itself when a new value is put: both secrets stay valid in between."""


@dataclass(slots=True)
class AppSecrets:
    """The client secrets of the app, current and previous.

    Args:
        client: Secrets Manager.
        secret_id: the secret's ARN. Its value is JSON with `client_id` and `client_secret`.
        ttl: how long a value is used without asking again, in seconds.
        clock: gives seconds that only go up.
    """

    client: "SecretsManagerClient"
    secret_id: str
    ttl: float
    clock: Callable[[], float]
    _known: tuple[str, ...] = ()
    _expires_at: float = field(default=float("-inf"))

    def of_store(self, _store_hash: str) -> tuple[str, ...]:
        """The client secrets that sign a store's webhooks now; the app's, for every store.

        When Secrets Manager does not answer, the last known ones go on counting until it does.

        Raises:
            BotoCoreError: Secrets Manager does not answer, and none is known yet.
            ClientError: it refuses, and none is known yet.
        """
        now = self.clock()
        if now >= self._expires_at:
            try:
                found = (self._fetch(stage) for stage in STAGES)
                self._known = tuple(secret for secret in found if secret)
            except (BotoCoreError, ClientError):
                if not self._known:
                    raise
            self._expires_at = now + self.ttl
        return self._known

    def _fetch(self, stage: str) -> str | None:
        try:
            answer = self.client.get_secret_value(SecretId=self.secret_id, VersionStage=stage)
        except self.client.exceptions.ResourceNotFoundException:
            if stage == "AWSPREVIOUS":
                return None  # it has had one value only
            raise
        return json.loads(answer["SecretString"]).get("client_secret")
