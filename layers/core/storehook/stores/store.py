"""Store: one tenant, its status and its credentials."""

from dataclasses import dataclass, field, replace
from typing import Literal, get_args

Status = Literal["active", "paused", "uninstalled"]

AnyStatus = Status | Literal["purged"]
"""Status of a store, or of the tombstone that is left after a purge."""

Account = Literal["app", "store"]

Secret = Literal["token", "client_secret"]

STATUSES: tuple[Status, ...] = get_args(Status)

RECONCILER = "the reconciler"
"""Author of the pause of a store whose token is invalid."""

SECRETS: tuple[Secret, ...] = get_args(Secret)


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause of a store, an action or a lane.

    Args:
        by: its author, such as the ARN of an AWS role.
        at: unix seconds.
        reason: text for operators; may be empty.
    """

    by: str
    at: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """BigCommerce store. The fields of a pause are empty if it is not paused. Times are in unix seconds.

    Args:
        store_hash: its name in BigCommerce's paths.
        status: `paused` by an operator, or by the reconciler because the token no longer works.
        scopes: OAuth scopes that the merchant granted.
        account: API account of its token: the app's, or a store-level one with its own client secret.
        installed_at: time of the last installation, or of adding the store.
        uninstalled_at: 0 unless its status is `uninstalled`.
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
    uninstalled_at: float = 0.0

    @property
    def is_paused_by_an_operator(self) -> bool:
        """True if an operator paused it, and not the reconciler."""
        return self.status == "paused" and self.paused_by != RECONCILER

    @property
    def has_refused_token(self) -> bool:
        """True if the reconciler paused it, because BigCommerce refuses its token."""
        return self.status == "paused" and self.paused_by == RECONCILER

    def installed(self, account: Account, at: float, scopes: tuple[str, ...] = ()) -> "Store":
        """Return the store with a new token of an API account. An operator's pause stays."""
        after = replace(self, account=account, scopes=scopes, installed_at=at)
        return after if self.is_paused_by_an_operator else after.active()

    def paused(self, pause: Pause) -> "Store":
        """Return the store, paused."""
        return replace(self, status="paused", reason=pause.reason, paused_by=pause.by, paused_at=pause.at)

    def active(self) -> "Store":
        """Return the store, active."""
        return replace(self, status="active", reason="", paused_by="", paused_at=0.0, uninstalled_at=0.0)

    def uninstalled(self, at: float) -> "Store":
        """Return the store, uninstalled at a time in unix seconds."""
        return replace(self.active(), status="uninstalled", uninstalled_at=at)

    def erases(self) -> tuple[Secret, ...]:
        """Return the secrets that a store in this state must not keep. They are erased when it is saved."""
        if self.status == "uninstalled":
            return SECRETS
        # The app's account signs with the app's secret; one left from a store-level account must not verify any more.
        return ("client_secret",) if self.account == "app" else ()


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials of a store.

    Args:
        token: value of X-Auth-Token, or None. It appears in no log line, message or repr.
    """

    store: Store
    token: str | None = field(repr=False)

    @property
    def is_usable(self) -> bool:
        """True if the store may be called."""
        return self.store.status == "active" and bool(self.token)


@dataclass(frozen=True, slots=True)
class AppAccount:
    """API account of the app.

    Args:
        client_id: public; empty if nobody has put it in.
        client_secret: signs webhooks and callbacks, and exchanges codes. In no log line, message or repr.
    """

    client_id: str
    client_secret: str = field(repr=False)
