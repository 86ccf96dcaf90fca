"""A store: what we know of a tenant; and what opens its API."""

from dataclasses import dataclass, field, replace
from typing import Literal, get_args

Status = Literal["active", "paused", "uninstalled"]

AnyStatus = Status | Literal["purged"]
"""A store's status, or that it was purged: then there is no store, but a tombstone."""

Account = Literal["app", "store"]

Secret = Literal["token", "client_secret"]

STATUSES: tuple[Status, ...] = get_args(Status)

RECONCILER = "the reconciler"
"""Who has paused a store whose token is not valid any more."""

ACCOUNTS: tuple[Account, ...] = get_args(Account)

SECRETS: tuple[Secret, ...] = get_args(Secret)


@dataclass(frozen=True, slots=True)
class Pause:
    """Who has paused something, and when.

    Args:
        by: who, such as the ARN of an AWS role.
        at: unix seconds.
        reason: for people; may be empty.
    """

    by: str
    at: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """A store.

    Args:
        store_hash: its name in BigCommerce's paths.
        status: active; paused, by an operator or when its token no longer works; or uninstalled.
        name: for people.
        scopes: the OAuth scopes that the merchant granted.
        account: the API account that its token belongs to: the app's, or a store-level one with its own client secret.
        installed_at: when the app was last installed, or the store added, in unix seconds.
        reason: why it is paused, for people; empty if it is not.
        paused_by: who has paused it; empty if it is not.
        paused_at: since when it is paused, in unix seconds; 0 if it is not.
    """

    store_hash: str
    status: Status = "active"
    name: str = ""
    scopes: tuple[str, ...] = ()
    account: Account = "app"
    installed_at: float = 0.0
    reason: str = ""
    paused_by: str = ""
    paused_at: float = 0.0

    @property
    def is_paused_by_an_operator(self) -> bool:
        """Whether somebody has paused it, and not its token's end."""
        return self.status == "paused" and self.paused_by != RECONCILER

    def paused(self, pause: Pause) -> "Store":
        """The same, paused."""
        return replace(self, status="paused", reason=pause.reason, paused_by=pause.by, paused_at=pause.at)

    def not_paused(self, status: Status) -> "Store":
        """The same in another status."""
        return replace(self, status=status, reason="", paused_by="", paused_at=0.0)

    def erases(self) -> tuple[Secret, ...]:
        """The secrets that a store in this state must not have: none are kept once it is saved."""
        if self.status == "uninstalled":
            return SECRETS
        # The app's account signs with the app's secret; one left from a store-level account must not verify any more.
        return ("client_secret",) if self.account == "app" else ()


@dataclass(frozen=True, slots=True)
class Credentials:
    """A store and the token that opens its API.

    Args:
        store: the store.
        token: what requests carry as X-Auth-Token; None if there is none. In no log line, message or repr.
    """

    store: Store
    token: str | None = field(repr=False)

    def why_unusable(self) -> str | None:
        """What is wrong, as in "is paused"; None if the store can be called."""
        if self.store.status != "active":
            return f"is {self.store.status}"
        return None if self.token else "has no token: install the app anew"


@dataclass(frozen=True, slots=True)
class AppAccount:
    """The app, as BigCommerce knows it.

    Args:
        client_id: public; empty if nobody has put it in.
        client_secret: signs webhooks and callbacks, and exchanges codes. In no log line, message or repr.
    """

    client_id: str
    client_secret: str = field(repr=False)
