"""Client ID and client secrets of the app, and the secrets of webhook keys, from Secrets Manager."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from botocore.exceptions import BotoCoreError, ClientError

from storehook.aws.cache import TtlCache
from storehook.errors import HookSecretUnusable, SecretUnusable
from storehook.stores.store import AppAccount
from storehook.webhooks.signature import PREVIOUS_COUNTS, MayRefresh

if TYPE_CHECKING:
    from storehook.aws.client_types import StoredSecretsOperations

CURRENT = ("AWSCURRENT",)

CURRENT_AND_PREVIOUS = ("AWSCURRENT", "AWSPREVIOUS")
"""Labels that Secrets Manager moves by itself when a new value is stored."""

REFRESH_AFTER = 5.0
"""Age in seconds at which a remembered value is read again for any signature that does not match."""


def read_since(began: float, clock: Callable[[], float], may_refresh: MayRefresh) -> float:
    """Return the earliest time of a read that is good enough for a delivery that matches nothing older.

    Args:
        began: time when the delivery came. A secret that is read later counts, however recently it was exchanged.
    """
    if may_refresh():
        return began
    return clock() - REFRESH_AFTER


@dataclass(slots=True)
class RotatedSecret[Value](ABC):
    """Secret with two valid values: the current one, and for 49 hours after an exchange the previous one.

    Args:
        secret_id: its ARN.
        ttl: seconds for which a value is used without another call.
        clock: of the process, for the age of remembered values.
        now: time of day, for the age of an exchange.
    """

    unusable: ClassVar[type[SecretUnusable | HookSecretUnusable]]

    client: "StoredSecretsOperations"
    secret_id: str
    ttl: float
    clock: Callable[[], float]
    now: Callable[[], float]
    _known: TtlCache[tuple[str, ...], tuple[Value, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        faults = (BotoCoreError, ClientError, self.unusable)
        self._known = TtlCache(self._fetch_all, self.clock, faults, limit=2)

    def groups(self, may_refresh: MayRefresh) -> Iterator[tuple[Value, ...]]:
        """Yield the values, likeliest first.

        The current value comes first. While it is remembered, that costs no call. For a signature that does not match,
        the previous value follows, and then the newest values. Remembered values are used while Secrets Manager does
        not answer.

        Args:
            may_refresh: whether the newest values are read now. If not, they may be `REFRESH_AFTER` old.

        Raises:
            BotoCoreError: Secrets Manager does not answer, and nothing known matched.
            ClientError: Secrets Manager refuses, and nothing known matched.
            SecretUnusable: the current value of the app's secret cannot be used, and nothing is known yet.
            HookSecretUnusable: the same, for the secret of webhook keys.
        """
        began = self.clock()
        yield self._current()
        yield self._known.at_most(self.ttl, CURRENT_AND_PREVIOUS)
        yield self._known.since(read_since(began, self.clock, may_refresh), CURRENT_AND_PREVIOUS)

    @abstractmethod
    def _parse(self, text: str) -> Value | None:
        """Return the value in a text. None if it cannot be used."""

    def _current(self) -> tuple[Value, ...]:
        return self._known.at_most(self.ttl, CURRENT)

    def _fetch_all(self, stages: tuple[str, ...]) -> tuple[Value, ...]:
        answer = self.client.get_secret_value(SecretId=self.secret_id, VersionStage="AWSCURRENT")
        current = self._parse(answer.get("SecretString", ""))
        if current is None:
            raise self.unusable(self.secret_id)
        # The current version was created by the exchange that made the other one the previous version.
        if stages == CURRENT or self.now() - _seconds(answer["CreatedDate"]) >= PREVIOUS_COUNTS:
            return (current,)
        previous = self._parse(self._previous())
        if previous is None:
            return (current,)
        return current, previous

    def _previous(self) -> str:
        """Return the text of the previous value. It is empty if the value is binary, or if there is none."""
        try:
            answer = self.client.get_secret_value(SecretId=self.secret_id, VersionStage="AWSPREVIOUS")
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
                return ""  # it has had only one value
            raise
        return answer.get("SecretString", "")


def _seconds(created: datetime | float) -> float:
    """Return a time as unix seconds. The SDK's clients give a date, and those of `signed_clients` give seconds."""
    if isinstance(created, datetime):
        return created.timestamp()
    return created


class AppSecrets(RotatedSecret[AppAccount]):
    """Client secrets of the app. Each value is JSON with `client_id` and `client_secret`."""

    __slots__ = ()

    unusable = SecretUnusable

    def of_store(self, _store_hash: str, may_refresh: MayRefresh) -> Iterator[tuple[str, ...]]:
        """Yield the client secrets that may sign a store's webhooks, as `groups`. All stores have the same."""
        for accounts in self.groups(may_refresh):
            yield tuple(account.client_secret for account in accounts)

    def accounts(self, may_refresh: MayRefresh) -> Iterator[tuple[AppAccount, ...]]:
        """Yield the app's accounts that have a client ID, as `groups`.

        Raises:
            SecretUnusable: the current value lacks the client ID, which ingest does not need.
        """
        for accounts in self.groups(may_refresh):
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
        return self._current()[0]

    def _parse(self, text: str) -> str | None:
        return text or None
