"""Client ID and client secrets of the app, and the secrets of webhook keys, from Secrets Manager."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

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
class RotatedSecret[Value](ABC):
    """Secret with two valid values, the current one and the previous one, while it is exchanged.

    Args:
        secret_id: its ARN.
        ttl: seconds for which a value is used without another call.
    """

    unusable: ClassVar[type[SecretUnusable | HookSecretUnusable]]

    client: "StoredSecretsOperations"
    secret_id: str
    ttl: float
    clock: Callable[[], float]
    _known: TtlCache[tuple[str, ...], tuple[Value, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        faults = (BotoCoreError, ClientError, self.unusable)
        self._known = TtlCache(self._fetch_all, self.clock, faults, limit=2)

    def groups(self) -> Iterator[tuple[Value, ...]]:
        """Yield the values, likeliest first.

        The current value comes first. While it is remembered, that costs no call. For a signature that does not match,
        the previous value follows, and then the newest values. Remembered values are used while Secrets Manager does
        not answer.

        Raises:
            BotoCoreError: Secrets Manager does not answer, and nothing is known yet.
            ClientError: Secrets Manager refuses, and nothing is known yet.
            SecretUnusable: the current value of the app's secret cannot be used, and nothing is known yet.
            HookSecretUnusable: the same, for the secret of webhook keys.
        """
        yield self._known.at_most(self.ttl, CURRENT)
        yield self._known.at_most(self.ttl, CURRENT_AND_PREVIOUS)
        yield self._known.at_most(REFRESH_AFTER, CURRENT_AND_PREVIOUS)

    @abstractmethod
    def _parse(self, text: str) -> Value | None:
        """Return the value in a text. None if it cannot be used."""

    def _fetch_all(self, stages: tuple[str, ...]) -> tuple[Value, ...]:
        return tuple(value for stage in stages if (value := self._fetch(stage)))

    def _fetch(self, stage: str) -> Value | None:
        value = self._parse(self._text(stage))
        if value is None and stage == "AWSCURRENT":
            raise self.unusable(self.secret_id)
        return value

    def _text(self, stage: str) -> str:
        """Return a value's text. It is empty if the value is binary, or if there is no previous value."""
        try:
            return self.client.get_secret_value(SecretId=self.secret_id, VersionStage=stage).get("SecretString", "")
        except ClientError as error:
            if stage == "AWSPREVIOUS" and error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
                return ""  # it has had only one value
            raise


class AppSecrets(RotatedSecret[AppAccount]):
    """Client secrets of the app. Each value is JSON with `client_id` and `client_secret`."""

    __slots__ = ()

    unusable = SecretUnusable

    def of_store(self, _store_hash: str) -> Iterator[tuple[str, ...]]:
        """Yield the client secrets that may sign a store's webhooks, as `groups`. All stores have the same."""
        for accounts in self.groups():
            yield tuple(account.client_secret for account in accounts)

    def accounts(self) -> Iterator[tuple[AppAccount, ...]]:
        """Yield the app's accounts that have a client ID, as `groups`.

        Raises:
            SecretUnusable: the current value lacks the client ID, which ingest does not need.
        """
        for accounts in self.groups():
            if not accounts[0].client_id:
                raise SecretUnusable(self.secret_id)
            yield tuple(account for account in accounts if account.client_id)

    def _parse(self, text: str) -> AppAccount | None:
        try:
            value = json.loads(text)
            client_id, client_secret = value.get("client_id"), value["client_secret"]
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        if not isinstance(client_secret, str) or not client_secret:
            return None
        return AppAccount(client_id if isinstance(client_id, str) else "", client_secret)


class HookSecrets(RotatedSecret[str]):
    """Secrets of the stack for the keys of its webhooks. Each value is the secret itself."""

    __slots__ = ()

    unusable = HookSecretUnusable

    def current(self) -> str:
        """Return the secret for new keys. It raises as `groups`."""
        return next(self.groups())[0]

    def _parse(self, text: str) -> str | None:
        return text or None
