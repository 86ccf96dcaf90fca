"""What the last reconcile of a store found and did, as its store record shows it."""

from dataclasses import dataclass, replace
from typing import Literal, Protocol, get_args

from storehook.stores.store import Store

RECORDED_EVERY = 3600.0
"""Seconds for which passes that find nothing new leave a record as it is: a write takes the whole row. A gap may begin
as much earlier than it could, and a catch-up finds that those events have run."""

ReconciliationOutcome = Literal["reconciled", "failed", "unauthorized", "retrying"]
"""All is as wanted; something could not be put right; the token is not valid; BigCommerce was busy or not there."""

OUTCOMES: tuple[ReconciliationOutcome, ...] = get_args(ReconciliationOutcome)


@dataclass(frozen=True, slots=True)
class RegisteredWebhook:
    """A webhook of ours at BigCommerce.

    Args:
        id: BigCommerce's.
        scope: what it subscribes to.
        destination: where its deliveries go.
        active: whether BigCommerce delivers to it.
        since: when it was made, in unix seconds.
    """

    id: int
    scope: str
    destination: str
    active: bool
    since: int


@dataclass(frozen=True, slots=True)
class BlockedDomain:
    """A domain of ours to which BigCommerce delivers nothing for a while.

    Args:
        destination: the domain.
        until: when the block ends, in unix seconds.
        reasons: what BigCommerce says of it.
    """

    destination: str
    until: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryException:
    """The latest `store/hook/deliveryException`.

    Args:
        code: 90001 a delivery failed and is tried again; 90002 its retries are used up and the webhook is switched off;
            90003 the domain is blocked (BigCommerce docs, webhook events).
        message: BigCommerce's text.
        at: when it happened, in unix seconds.
    """

    code: int
    message: str
    at: float


@dataclass(frozen=True, slots=True)
class Registration:
    """A store's webhooks, and how they are.

    Args:
        webhooks: our webhooks, by scope. One that was lost and could not be replaced yet is there as inactive.
        missing: the scopes that are wanted and not registered.
        reconciled_at: when the last reconcile ended, in unix seconds; 0 before the first. Later ones that found nothing
            new may have been, for an hour (`RECORDED_EVERY`).
        outcome: how it ended.
        detail: why it did not end well; empty if it did.
        well_since: since when no pass has found a gap, in unix seconds; 0 while one is open.
        well_until: the last time that no gap was open, as exact as `reconciled_at`; 0 before the first. A gap is open
            while a webhook that was registered is missing or inactive, or a domain of ours blocked. What could never be
            registered is in `missing` only: no event has come by it.
        blocked: our domains that BigCommerce blocks.
        exception: the latest delivery exception; None if there was none.
        version: counts the writes, but for the exception's; 0 before the first.
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
    version: int = 0

    def differs(self, last: "Registration") -> bool:
        """Whether it says more than the record before it, or that one is old by now."""
        same = replace(
            self,
            reconciled_at=last.reconciled_at,
            well_until=last.well_until,
            exception=last.exception,
            version=last.version,
        )
        return same != last or self.reconciled_at - last.reconciled_at >= RECORDED_EVERY

    def health(self, now: float) -> str:
        """In one line for people: "all registered", or what is wrong.

        Args:
            now: unix seconds.
        """
        if any(domain.until > now for domain in self.blocked):
            return "blocked by BigCommerce"
        if self.missing:
            return f"missing {len(self.missing)}"
        if inactive := sum(not webhook.active for webhook in self.webhooks):
            return f"switched off {inactive}"
        if not self.reconciled_at:
            return "not reconciled yet"
        return "all registered" if self.outcome == "reconciled" else self.detail or self.outcome


def sanitized(text: str, most: int) -> str:
    """A text of others, as the table takes it: at most so many characters, and no half of a surrogate pair."""
    return text[:most].encode(errors="replace").decode()


class Registrations(Protocol):
    """What the stores' rows say of their webhooks."""

    def with_store(self, store_hash: str) -> tuple[Store, Registration] | None:
        """A store and its registration, as of one moment; None if the store is not known."""
        ...

    def get(self, store_hash: str) -> Registration:
        """A store's registration; an empty one if it was never reconciled."""
        ...

    def save(self, store_hash: str, registration: Registration) -> bool:
        """Store it, all but the exception, after the version before it; False if that or the store is not there."""
        ...

    def save_exception(self, store_hash: str, exception: DeliveryException) -> None:
        """Store the latest exception alone. A store that is not there stays away."""
        ...
