"""Registration of a store: the state of its webhooks, as the last reconciliation stored it."""

from dataclasses import dataclass, replace
from typing import Literal, Protocol, get_args

from storehook.stores.gaps import Interval
from storehook.stores.store import Store

RECORDED_EVERY = 3600.0
"""Seconds for which a reconciliation that finds nothing new stores nothing: a write costs as much as the whole row. A
gap may start that much earlier than necessary. The catch-up finds that those events have run."""

MAX_SCOPES = 1000
"""Scopes that a store's row holds: about 250 of a table's 400 KB, with a webhook and a subscription for each."""

ReconciliationOutcome = Literal["reconciled", "failed", "unauthorized", "retrying"]
"""All webhooks match; some could not be repaired; the token is invalid; BigCommerce was busy or didn't answer."""

OUTCOMES: tuple[ReconciliationOutcome, ...] = get_args(ReconciliationOutcome)


GapCause = Literal["missing", "inactive", "moved", "reinstalled", "dropped", "blocked"]
"""The webhook was gone; BigCommerce or a person deactivated it; it had an earlier address of the stack; the app was
absent or its token invalid; no action needed the scope for a while; BigCommerce blocked the stack's domain."""


@dataclass(frozen=True, slots=True)
class RegisteredWebhook:
    """Webhook of ours at BigCommerce.

    Args:
        active: whether BigCommerce delivers to it.
        since: time of its creation, in unix seconds.
    """

    id: int
    scope: str
    destination: str
    active: bool
    since: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """Scope that the actions need, or needed not long ago, and the state of its deliveries.

    Args:
        webhook_id: the webhook that last delivered its events; 0 while the first one is created.
        delivered_until: last time that it was known to deliver, in unix seconds, as exact as `reconciled_at`. If it is
            broken, it is the time of the oldest delivery that may be lost.
        broken: the reason why it doesn't deliver; None if it does.
        absent_since: time since when no action, or no channel in the store's list, has the scope; 0 if one has.
    """

    scope: str
    webhook_id: int
    delivered_until: float
    broken: GapCause | None = None
    absent_since: float = 0.0


@dataclass(frozen=True, slots=True)
class ActionScope:
    """Scope of an action that is deployed, or was not long ago.

    Args:
        since: time from which the action has it, in unix seconds. While it is absent, the time of the earliest event
            that it may miss.
        absent_since: time since when the action is not deployed with the scope; 0 if it is.
    """

    action: str
    scope: str
    since: float
    absent_since: float = 0.0


@dataclass(frozen=True, slots=True)
class BlockedDomain:
    """Domain of ours to which BigCommerce delivers nothing for a while.

    Args:
        until: end of the block, in unix seconds.
        reasons: BigCommerce's texts.
    """

    destination: str
    until: float
    reasons: tuple[str, ...] = ()


EXHAUSTED = 90002
"""Code of the exception that says that the retries of a webhook's deliveries are used up."""


@dataclass(frozen=True, slots=True)
class DeliveryException:
    """Latest `store/hook/deliveryException`.

    Args:
        code: 90001: a delivery failed and is retried. 90002: its retries are used up and the webhook is deactivated.
            90003: the domain is blocked (BigCommerce docs, webhook events).
        message: BigCommerce's text.
        at: unix seconds.
        webhook_id: 0 if it names none.
    """

    code: int
    message: str
    at: float
    webhook_id: int = 0


@dataclass(frozen=True, slots=True)
class Registration:
    """State of a store's webhooks.

    Args:
        webhooks: our webhooks, by scope.
        missing: needed scopes that are not registered.
        reconciled_at: end of the last reconciliation that was stored, in unix seconds; 0 before the first. See
            `RECORDED_EVERY`.
        detail: the reason for the outcome, and what else an operator must know; empty if there is nothing.
        subscriptions: the scopes, each with the time when it last delivered.
        action_scopes: scopes of the actions. See `absences`.
        retried_gaps: times of blocks whose events BigCommerce still retries.
        left_out: times that no catch-up covers, because runs of that time may have expired.
        exception: the latest exception.
        exhausted: the latest exception with the code 90002.
        exhausted_seen: time of the latest `exhausted` that a reconciliation took into account.
        refused_since: first time that BigCommerce refused the token, in unix seconds; 0 if it works. See `refusals`.
        version: counts the writes, except those of exceptions; 0 before the first.
    """

    webhooks: tuple[RegisteredWebhook, ...] = ()
    missing: tuple[str, ...] = ()
    reconciled_at: float = 0.0
    outcome: ReconciliationOutcome = "retrying"
    detail: str = ""
    subscriptions: tuple[Subscription, ...] = ()
    action_scopes: tuple[ActionScope, ...] = ()
    blocked: tuple[BlockedDomain, ...] = ()
    retried_gaps: tuple[Interval, ...] = ()
    left_out: tuple[Interval, ...] = ()
    exception: DeliveryException | None = None
    exhausted: DeliveryException | None = None
    exhausted_seen: float = 0.0
    refused_since: float = 0.0
    version: int = 0

    def differs(self, last: "Registration") -> bool:
        """Return whether it says more than the last registration, or that one is old."""
        return self._timeless() != last._timeless() or self.reconciled_at - last.reconciled_at >= RECORDED_EVERY

    def is_same(self, other: "Registration") -> bool:
        """Return whether they are equal but for their exceptions, which are stored apart."""
        return replace(self, exception=other.exception, exhausted=other.exhausted) == other

    def _timeless(self) -> "Registration":
        subscriptions = tuple(replace(subscription, delivered_until=0.0) for subscription in self.subscriptions)
        return replace(self, subscriptions=subscriptions, reconciled_at=0.0, exception=None, exhausted=None, version=0)

    def known_for(self, store: Store) -> "Registration":
        """Return what still holds of it, now that the store may have been uninstalled or its token refused.

        BigCommerce deletes an app's webhooks when the app is uninstalled, and an API account's webhooks with the
        account. If it refuses the token, no webhook is known to be active.
        """
        if store.status == "uninstalled":
            return replace(self, webhooks=(), missing=(), blocked=())
        if self.outcome != "unauthorized":
            return self
        return replace(self, webhooks=tuple(replace(webhook, active=False) for webhook in self.webhooks))

    def of_another_account(self) -> "Registration":
        """Return the next registration, now that the store has another API account.

        None of the webhooks is the new account's. The next reconciliation finds that the subscriptions have lost
        theirs, and opens a gap.
        """
        return replace(self, webhooks=(), outcome="retrying", detail="", refused_since=0.0, version=self.version + 1)

    def health(self, now: float) -> str:
        """Return "all registered" or the problem, in one line."""
        if any(domain.until > now for domain in self.blocked):
            return "blocked by BigCommerce"
        if self.missing:
            return f"missing {len(self.missing)}"
        if inactive := sum(not webhook.active for webhook in self.webhooks):
            return f"inactive {inactive}"
        if not self.reconciled_at:
            return "not reconciled yet"
        return "all registered" if self.outcome == "reconciled" else self.detail or self.outcome


def sanitized(text: str, length: int) -> str:
    """Return a foreign text as the table accepts it: cut to a length, without halves of surrogate pairs."""
    return text[:length].encode(errors="replace").decode()


class Registrations(Protocol):
    """Registrations in the rows of the stores."""

    def with_store(self, store_hash: str) -> tuple[Store, Registration] | None:
        """Return a store and its registration, read at once. Return None if the store is unknown."""
        ...

    def get(self, store_hash: str) -> Registration:
        """Return a store's registration. It is empty if the store was never reconciled."""
        ...

    def save(self, store_hash: str, registration: Registration) -> bool:
        """Store all but the exceptions. Return False if the version before it, or the store, is not there."""
        ...

    def save_exception(self, store_hash: str, exception: DeliveryException) -> None:
        """Store an exception alone, unless the store is unknown. One with the code `EXHAUSTED` is kept twice."""
        ...
