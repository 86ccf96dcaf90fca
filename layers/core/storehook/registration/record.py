"""Registration of a store: the state of its webhooks, as the last reconciliation stored it."""

from dataclasses import dataclass, replace
from typing import Literal, Protocol, get_args

from storehook.stores.store import Store

RECORDED_EVERY = 3600.0
"""Seconds for which a reconciliation that finds nothing new stores nothing: a write costs as much as the whole row. A
gap may start that much earlier than necessary. The catch-up finds that those events have run."""

ReconciliationOutcome = Literal["reconciled", "failed", "unauthorized", "retrying"]
"""All webhooks match; some could not be repaired; the token is invalid; BigCommerce was busy or didn't answer."""

OUTCOMES: tuple[ReconciliationOutcome, ...] = get_args(ReconciliationOutcome)


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
class BlockedDomain:
    """Domain of ours to which BigCommerce delivers nothing for a while.

    Args:
        until: end of the block, in unix seconds.
        reasons: BigCommerce's texts.
    """

    destination: str
    until: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryException:
    """Latest `store/hook/deliveryException`.

    Args:
        code: 90001: a delivery failed and is retried. 90002: its retries are used up and the webhook is deactivated.
            90003: the domain is blocked (BigCommerce docs, webhook events).
        message: BigCommerce's text.
        at: unix seconds.
    """

    code: int
    message: str
    at: float


@dataclass(frozen=True, slots=True)
class Registration:
    """State of a store's webhooks.

    Args:
        webhooks: our webhooks, by scope. One that was lost and could not be replaced yet is inactive.
        missing: needed scopes that are not registered.
        reconciled_at: end of the last reconciliation that was stored, in unix seconds; 0 before the first. See
            `RECORDED_EVERY`.
        detail: the reason for the outcome; empty if it is "reconciled".
        well_since: time since when no reconciliation has found a gap, in unix seconds; 0 while one is open.
        well_until: last time that no gap was open, as exact as `reconciled_at`; 0 before the first. A gap is open while
            a registered webhook is missing or inactive, or a domain of ours is blocked. A webhook that could never be
            registered is only in `missing`, as it has never delivered an event.
        refused_since: first time that BigCommerce refused the token, in unix seconds; 0 if it works. See `refusals`.
        version: counts the writes, except those of the exception; 0 before the first.
    """

    webhooks: tuple[RegisteredWebhook, ...] = ()
    missing: tuple[str, ...] = ()
    reconciled_at: float = 0.0
    outcome: ReconciliationOutcome = "retrying"
    detail: str = ""
    well_since: float = 0.0
    well_until: float = 0.0
    blocked: tuple[BlockedDomain, ...] = ()
    exception: DeliveryException | None = None
    refused_since: float = 0.0
    version: int = 0

    def differs(self, last: "Registration") -> bool:
        """Return whether it says more than the last registration, or that one is old."""
        same = replace(
            self,
            reconciled_at=last.reconciled_at,
            well_until=last.well_until,
            exception=last.exception,
            version=last.version,
        )
        return same != last or self.reconciled_at - last.reconciled_at >= RECORDED_EVERY

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
        """Store all but the exception. Return False if the version before it, or the store, is not there."""
        ...

    def save_exception(self, store_hash: str, exception: DeliveryException) -> None:
        """Store the exception alone, unless the store is unknown."""
        ...
