"""Client ID and client secrets of the app, from Secrets Manager."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from storehook.aws.cache import TtlCache
from storehook.errors import HookSecretUnusable, SecretUnusable
from storehook.stores.store import AppAccount

if TYPE_CHECKING:
    from storehook.aws.client_types import StoredSecretsOperations

CURRENT = ("AWSCURRENT",)

CURRENT_AND_PREVIOUS = ("AWSCURRENT", "AWSPREVIOUS")
"""Labels that Secrets Manager moves by itself when a new value is stored."""

REFRESH_AFTER = 5.0
"""Age in seconds at which a remembered value is read again for a signature that does not match."""


@dataclass(slots=True)
class AppSecrets:
    """Client secrets of the app: the current one and the previous one.

    Secrets Manager keeps the previous value, so both are valid while a secret is exchanged.

    Args:
        secret_id: ARN of the secret. Its value is JSON with `client_id` and `client_secret`.
        ttl: seconds for which a value is used without another call.
        clock: gives monotonic seconds.
    """

    client: "StoredSecretsOperations"
    secret_id: str
    ttl: float
    clock: Callable[[], float]
    _known: TtlCache[tuple[str, ...], tuple[AppAccount, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Start with an empty cache."""
        faults = (BotoCoreError, ClientError, SecretUnusable)
        self._known = TtlCache(self._fetch_all, self.clock, faults, limit=2)

    def of_store(self, _store_hash: str) -> Iterator[tuple[str, ...]]:
        """Yield the client secrets that may sign a store's webhooks, likeliest first. All stores have the same.

        The current secret comes first. While it is remembered, that costs no call. For a signature that does not match,
        the previous secret follows, and then the newest values. Remembered values are used while Secrets Manager does
        not answer.

        Raises:
            BotoCoreError: Secrets Manager does not answer, and nothing is known yet.
            ClientError: Secrets Manager refuses, and nothing is known yet.
            SecretUnusable: the current value has no client secret, and nothing is known yet.
        """
        for accounts in self._groups():
            yield tuple(account.client_secret for account in accounts)

    def accounts(self) -> Iterator[tuple[AppAccount, ...]]:
        """Yield the app's accounts that have a client ID, in the groups and with the errors of `of_store`.

        Raises:
            SecretUnusable: the current value lacks the client ID, which ingest does not need.
        """
        for accounts in self._groups():
            if not accounts[0].client_id:
                raise SecretUnusable(self.secret_id)
            yield tuple(account for account in accounts if account.client_id)

    def _groups(self) -> Iterator[tuple[AppAccount, ...]]:
        yield self._known.at_most(self.ttl, CURRENT)
        yield self._known.at_most(self.ttl, CURRENT_AND_PREVIOUS)
        yield self._known.at_most(REFRESH_AFTER, CURRENT_AND_PREVIOUS)

    def _fetch_all(self, stages: tuple[str, ...]) -> tuple[AppAccount, ...]:
        return tuple(account for stage in stages if (account := self._fetch(stage)))

    def _fetch(self, stage: str) -> AppAccount | None:
        account = _account(secret_text(self.client, self.secret_id, stage))
        if account is None and stage == "AWSCURRENT":
            raise SecretUnusable(self.secret_id)
        return account


def secret_text(client: "StoredSecretsOperations", secret_id: str, stage: str) -> str:
    """Return a value's text. It is empty if the value is binary, or if there is no previous value.

    Args:
        secret_id: ARN of the secret.
        stage: label of the value.

    Raises:
        BotoCoreError: Secrets Manager does not answer.
        ClientError: Secrets Manager refuses, or the secret does not exist.
    """
    try:
        return client.get_secret_value(SecretId=secret_id, VersionStage=stage).get("SecretString", "")
    except ClientError as error:
        if stage == "AWSPREVIOUS" and error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
            return ""  # it has had only one value
        raise


def _account(text: str) -> AppAccount | None:
    try:
        value = json.loads(text)
        client_id, client_secret = value.get("client_id"), value["client_secret"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not isinstance(client_secret, str) or not client_secret:
        return None
    return AppAccount(client_id if isinstance(client_id, str) else "", client_secret)


@dataclass(slots=True)
class HookSecrets:
    """Secrets of the stack for the keys of its webhooks: the current one and the previous one.

    Args:
        secret_id: ARN of the secret. Its value is the secret itself.
        ttl: seconds for which a value is used without another call.
        clock: gives monotonic seconds.
    """

    client: "StoredSecretsOperations"
    secret_id: str
    ttl: float
    clock: Callable[[], float]
    _known: TtlCache[tuple[str, ...], tuple[str, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Start with an empty cache."""
        faults = (BotoCoreError, ClientError, HookSecretUnusable)
        self._known = TtlCache(self._fetch_all, self.clock, faults, limit=2)

    def groups(self) -> Iterator[tuple[str, ...]]:
        """Yield the secrets, likeliest first, as `AppSecrets.of_store` does.

        Raises:
            BotoCoreError: Secrets Manager does not answer, and nothing is known yet.
            ClientError: Secrets Manager refuses, and nothing is known yet.
            HookSecretUnusable: the current value has no text, and nothing is known yet.
        """
        yield self._known.at_most(self.ttl, CURRENT)
        yield self._known.at_most(self.ttl, CURRENT_AND_PREVIOUS)
        yield self._known.at_most(REFRESH_AFTER, CURRENT_AND_PREVIOUS)

    def current(self) -> str:
        """Return the secret for new keys.

        Raises:
            BotoCoreError: Secrets Manager does not answer, and nothing is known yet.
            ClientError: Secrets Manager refuses, and nothing is known yet.
            HookSecretUnusable: as `groups`.
        """
        return self._known.at_most(self.ttl, CURRENT)[0]

    def _fetch_all(self, stages: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(secret for stage in stages if (secret := self._fetch(stage)))

    def _fetch(self, stage: str) -> str:
        secret = secret_text(self.client, self.secret_id, stage)
        if not secret and stage == "AWSCURRENT":
            raise HookSecretUnusable(self.secret_id)
        return secret
