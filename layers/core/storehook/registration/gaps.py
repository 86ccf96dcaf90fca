"""Gaps: times in which events may have been lost. The last registration is compared with the store. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from storehook.registration.desired import overlaps
from storehook.registration.record import BlockedDomain, RegisteredWebhook, Registration
from storehook.registration.webhook import EXCEPTIONS, Webhook, WebhookOwnership

RETRY_SPAN = 49 * 3600.0
"""Seconds. BigCommerce retries a delivery for 48.07 hours (docs, webhooks overview) before it deactivates the webhook.
The events that it gave up on are as old as that."""

GapCause = Literal["missing", "inactive", "blocked", "reinstalled"]


@dataclass(frozen=True, slots=True)
class Outage:
    """Registered webhook that no longer delivers, because it is missing or inactive."""

    webhook: RegisteredWebhook
    cause: GapCause


@dataclass(frozen=True, slots=True)
class Gap:
    """Time in which events may have been lost.

    Args:
        cause: reinstalled, if the app was uninstalled or its token invalid.
        since: earliest time of a lost event, in unix seconds.
        scope: the webhook's scope; empty if all webhooks are affected.
    """

    cause: GapCause
    since: float
    scope: str = ""


def find_outages(
    last: Registration, existing: Iterable[Webhook], ownership: WebhookOwnership, scopes: Sequence[str]
) -> list[Outage]:
    """Return the webhooks of the last registration that no longer deliver, of the scopes that the actions need now."""
    owned = {webhook.id: webhook for webhook in ownership.owned(existing)}
    events = [scope for scope in scopes if scope != EXCEPTIONS]
    needed = (webhook for webhook in last.webhooks if overlaps(webhook.scope, events))
    return [Outage(webhook, cause) for webhook in needed if (cause := _cause(webhook, owned.get(webhook.id)))]


def mark_outages(last: Registration, outages: Iterable[Outage]) -> Registration:
    """Return the last registration with these webhooks inactive.

    It is stored before anything is repaired. If the process dies after the repair, the next reconciliation finds every
    webhook in place and still knows of the outages.
    """
    lost = {outage.webhook.id for outage in outages}
    webhooks = (_inactive(webhook) if webhook.id in lost else webhook for webhook in last.webhooks)
    return replace(last, webhooks=tuple(webhooks))


def registered_webhooks(owned: Iterable[Webhook], outages: Iterable[Outage]) -> tuple[RegisteredWebhook, ...]:
    """Return our webhooks for the next registration. Those that are not repaired yet are inactive."""
    webhooks = {webhook.id: webhook.registered() for webhook in owned}
    webhooks |= {outage.webhook.id: _inactive(webhooks.get(outage.webhook.id, outage.webhook)) for outage in outages}
    return tuple(sorted(webhooks.values(), key=lambda webhook: (webhook.scope, webhook.id)))


def outage_gaps(repaired: Iterable[Outage], last: Registration) -> list[Gap]:
    """Return the gaps that ended outages leave. None starts before its webhook was created."""
    return [Gap(outage.cause, _since(outage, last), outage.webhook.scope) for outage in repaired]


def block_gaps(blocked: Sequence[BlockedDomain], last: Registration) -> list[Gap]:
    """Return the gap of a block, once when it starts and once when it ends. A store without webhooks has none."""
    if bool(blocked) == bool(last.blocked) or not last.webhooks:
        return []
    return [Gap("blocked", last.well_until or min(webhook.since for webhook in last.webhooks))]


def reinstall_gaps(last: Registration, installed_at: float) -> list[Gap]:
    """Return the gap that a reinstallation ends. The first installation ends none.

    Events are ignored while the app is uninstalled, and runs fail while its token is invalid. Nobody reports when that
    started, but it was after the last time that all was well.
    """
    return [Gap("reinstalled", last.well_until)] if 0 < last.well_until < installed_at else []


def _cause(registered: RegisteredWebhook, webhook: Webhook | None) -> GapCause | None:
    if webhook is None:
        return "missing"
    return None if webhook.active and registered.active else "inactive"


def _since(outage: Outage, last: Registration) -> float:
    span = RETRY_SPAN if outage.cause == "inactive" else 0.0
    return max(outage.webhook.since, last.well_until - span) or last.reconciled_at


def _inactive(webhook: RegisteredWebhook) -> RegisteredWebhook:
    return replace(webhook, active=False)
