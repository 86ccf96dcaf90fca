"""The app's client id and client secrets, from Secrets Manager."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from storehook.aws.cache import TtlCache
from storehook.errors import HookSecretUnusable, SecretUnusable
from storehook.stores.store import AppAccount

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

CURRENT = ("AWSCURRENT",)

CURRENT_AND_PREVIOUS = ("AWSCURRENT", "AWSPREVIOUS")
"""Labels that Secrets Manager moves itself when a new value is put."""

REFRESH_AFTER = 5.0
"""Seconds after which a signature that does not match is reason enough to ask for newer secrets."""


@dataclass(slots=True)
class AppSecrets:
    """The client secrets of the app: the current one, and the one before it.

    Secrets Manager itself keeps the value before the current one, so that both are valid while they are exchanged.

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
    _known: TtlCache[tuple[str, ...], tuple[AppAccount, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Know nothing yet."""
        faults = (BotoCoreError, ClientError, SecretUnusable)
        self._known = TtlCache(self._fetch_all, self.clock, faults, limit=2)

    def of_store(self, _store_hash: str) -> Iterator[tuple[str, ...]]:
        """The client secrets that sign a store's webhooks, likeliest first; the app's, for every store.

        First the current one: while it is known, that costs no call. Then, for a signature that it does not match, the
        one before as well; then the newest that can be known. When Secrets Manager does not answer, what is known goes
        on counting until it does.

        Raises:
            BotoCoreError: Secrets Manager does not answer, and nothing is known yet.
            ClientError: it refuses, and nothing is known yet.
            SecretUnusable: the current value holds no client secret, and nothing is known yet.
        """
        for accounts in self._groups():
            yield tuple(account.client_secret for account in accounts)

    def accounts(self) -> Iterator[tuple[AppAccount, ...]]:
        """The app's accounts, in the groups and with the errors of `of_store`. One without a client id does not count.

        Raises:
            SecretUnusable: the current value lacks the client id, which ingest does without.
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
        if (found := _account(secret_text(self.client, self.secret_id, stage))) is None and stage == "AWSCURRENT":
            raise SecretUnusable(self.secret_id)
        return found


def secret_text(client: "SecretsManagerClient", secret_id: str, stage: str) -> str:
    """A value's text; empty if it was put in as bytes, or if there was no value before the current one.

    Args:
        client: Secrets Manager.
        secret_id: the secret's ARN.
        stage: the value's label.

    Raises:
        BotoCoreError: Secrets Manager does not answer.
        ClientError: it refuses, or there is no such secret.
    """
    try:
        return client.get_secret_value(SecretId=secret_id, VersionStage=stage).get("SecretString", "")
    except ClientError as error:
        if stage == "AWSPREVIOUS" and error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
            return ""  # it has had one value only
        raise


def _account(text: str) -> AppAccount | None:
    try:
        found = json.loads(text)
        client_id, client_secret = found.get("client_id"), found["client_secret"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not isinstance(client_secret, str) or not client_secret:
        return None
    return AppAccount(client_id if isinstance(client_id, str) else "", client_secret)


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
    _known: TtlCache[tuple[str, ...], tuple[str, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Know nothing yet."""
        faults = (BotoCoreError, ClientError, HookSecretUnusable)
        self._known = TtlCache(self._fetch_all, self.clock, faults, limit=2)

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
