"""Times in which events may have been lost: what the last record says against what is there now. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from storehook.registration.desired import related
from storehook.registration.record import BlockedDomain, RegisteredWebhook, Registration
from storehook.registration.webhook import EXCEPTIONS, Webhook, WebhookOwnership

RETRY_SPAN = 49 * 3600.0
"""Seconds. BigCommerce tries a delivery for 48.07 hours (webhooks overview): a webhook that it switched off has lost
events that are as old as that."""

GapCause = Literal["missing", "inactive", "blocked", "reinstalled"]


@dataclass(frozen=True, slots=True)
class Outage:
    """A webhook that was registered, and does not deliver any more.

    Args:
        webhook: as the store record has it.
        cause: whether it is gone, or switched off.
    """

    webhook: RegisteredWebhook
    cause: GapCause


@dataclass(frozen=True, slots=True)
class Gap:
    """Events may have been lost.

    Args:
        cause: a webhook was missing or inactive, a domain blocked, or the app away or without a valid token.
        since: the earliest that a lost event may have happened, in unix seconds.
        scope: the webhook's; empty if it is about all of them.
    """

    cause: GapCause
    since: float
    scope: str = ""


def outages(
    last: Registration, existing: Iterable[Webhook], ownership: WebhookOwnership, scopes: Sequence[str]
) -> list[Outage]:
    """The webhooks of the last record that no longer deliver, of scopes that are still wanted.

    Args:
        last: the record, as the pass before left it.
        existing: every webhook that is there now.
        ownership: tells our webhooks from those of others.
        scopes: those that are wanted now.
    """
    own = {webhook.id: webhook for webhook in ownership.among(existing)}
    events = [scope for scope in scopes if scope != EXCEPTIONS]
    wanted = (webhook for webhook in last.webhooks if related(webhook.scope, events))
    return [Outage(webhook, cause) for webhook in wanted if (cause := _cause(webhook, own.get(webhook.id)))]


def remembering(last: Registration, found: Iterable[Outage]) -> Registration:
    """The last record, with these losses as inactive webhooks.

    It is stored before anything is repaired: if the pass then dies, the next one finds all in order, and still knows.
    """
    lost = {loss.webhook.id for loss in found}
    return replace(last, webhooks=tuple(_inactive(each) if each.id in lost else each for each in last.webhooks))


def with_outages(own: Iterable[Webhook], lost: Iterable[Outage]) -> tuple[RegisteredWebhook, ...]:
    """Our webhooks for the record: as they are, and those still lost as inactive."""
    shown = {webhook.id: webhook.registered() for webhook in own}
    shown |= {loss.webhook.id: _inactive(shown.get(loss.webhook.id, loss.webhook)) for loss in lost}
    return tuple(sorted(shown.values(), key=lambda webhook: (webhook.scope, webhook.id)))


def gaps_of(repaired: Iterable[Outage], last: Registration) -> list[Gap]:
    """The gaps of webhooks that are there again. None reaches behind the making of its webhook.

    Args:
        repaired: what was lost.
        last: the record, as the pass before left it.
    """
    return [Gap(loss.cause, _since(loss, last), loss.webhook.scope) for loss in repaired]


def gap_of_blocks(blocked: Sequence[BlockedDomain], last: Registration) -> list[Gap]:
    """The gap that a block leaves: told when it begins, and again when it has ended. None before there were webhooks.

    Args:
        blocked: our domains that are blocked now.
        last: the record, as the pass before left it.
    """
    if bool(blocked) == bool(last.blocked) or not last.webhooks:
        return []
    return [Gap("blocked", last.well_until or min(webhook.since for webhook in last.webhooks))]


def gap_of_installation(last: Registration, installed_at: float) -> list[Gap]:
    """The gap that a new installation ends. None in a store's first.

    While the app is uninstalled, events are ignored; while its token is not valid, their runs fail. Nobody tells us
    when that began, but the last time that all was well was before.

    Args:
        last: the record, as the pass before left it.
        installed_at: when the app was last installed, in unix seconds.
    """
    return [Gap("reinstalled", last.well_until)] if 0 < last.well_until < installed_at else []


def _cause(registered: RegisteredWebhook, webhook: Webhook | None) -> GapCause | None:
    if webhook is None:
        return "missing"
    return None if webhook.active and registered.active else "inactive"


def _since(loss: Outage, last: Registration) -> float:
    span = RETRY_SPAN if loss.cause == "inactive" else 0.0
    return max(loss.webhook.since, last.well_until - span) or last.reconciled_at


def _inactive(webhook: RegisteredWebhook) -> RegisteredWebhook:
    return replace(webhook, active=False)
