"""Observation of a store: its webhooks, the desired ones, and the resulting plan."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from storehook.bigcommerce.client import StoreClient
from storehook.errors import ApiRefused
from storehook.registration.apply import list_webhooks
from storehook.registration.desired import (
    channel_scopes,
    desired_webhooks,
    list_channels,
    needs_channel,
    overlaps,
    without_excess,
)
from storehook.registration.plan import WebhookPlan, plan
from storehook.registration.record import MAX_SCOPES
from storehook.registration.webhook import EXCEPTIONS, DesiredWebhook, Webhook, WebhookOwnership
from storehook.webhooks.scopes import covers


@dataclass(frozen=True, slots=True)
class Observation:
    """Observation of a store.

    Args:
        existing: every webhook that the API account sees.
        unlisted: desired scopes whose channel is not in the store's list any more.
        unresolved: scopes that cannot be registered.
        refused: reasons why scopes cannot be registered. They make the reconciliation fail.
        remarks: what else an operator must know.
    """

    existing: tuple[Webhook, ...]
    desired: tuple[DesiredWebhook, ...]
    plan: WebhookPlan
    unlisted: frozenset[str] = frozenset()
    unresolved: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def needed(self) -> dict[str, str]:
        """Scopes of the actions' events, each with the destination of its webhook."""
        return {webhook.scope: webhook.destination for webhook in self.desired if webhook.scope != EXCEPTIONS}

    def unregistered(self, webhooks: Collection[Webhook]) -> list[str]:
        """Return the desired scopes that none of these webhooks delivers."""
        active = {(webhook.scope, webhook.destination) for webhook in webhooks if webhook.active}
        return [desired.scope for desired in self.desired if (desired.scope, desired.destination) not in active]


@dataclass(frozen=True, slots=True)
class _ChannelScopes:
    """Scopes of a store's channels. Its fields are named as in `Observation`."""

    scopes: frozenset[str] = frozenset()
    unlisted: frozenset[str] = frozenset()
    unresolved: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def observe(
    client: StoreClient,
    scopes: Collection[str],
    ownership: WebhookOwnership,
    headers: Mapping[str, str],
    recent: Collection[str],
) -> Observation:
    """List a store's webhooks, and plan the changes that the actions need.

    Args:
        headers: what each delivery must carry.
        recent: scopes that were needed a short time ago. Their webhooks stay for now.
    """
    existing = list_webhooks(client)
    patterns = sorted(scope for scope in scopes if needs_channel(scope))
    of_channels = _of_channels(client, patterns, {*recent, *_registered(ownership, existing)}, recent)
    candidates = desired_webhooks({*scopes} - {*patterns} | of_channels.scopes, ownership.destinations, headers)
    remarks = _foreign_exceptions(existing, ownership)
    if remarks:
        candidates = [webhook for webhook in candidates if webhook.scope != EXCEPTIONS]
    desired, excess = without_excess(candidates, {webhook.scope for webhook in ownership.registered})
    return Observation(
        tuple(existing),
        tuple(desired),
        plan(desired, existing, ownership, _spared(recent, [webhook.scope for webhook in desired])),
        of_channels.unlisted,
        (*of_channels.unresolved, *(EXCEPTIONS for _ in remarks)),
        (*of_channels.refused, *_no_room(excess)),
        remarks,
    )


def observe_to_unregister(client: StoreClient, ownership: WebhookOwnership) -> Observation:
    """List a store's webhooks, and plan the deletion of all of ours."""
    existing = list_webhooks(client)
    return Observation(tuple(existing), (), plan((), existing, ownership))


def _of_channels(
    client: StoreClient, patterns: Sequence[str], known: Iterable[str], recent: Iterable[str]
) -> _ChannelScopes:
    if not patterns:
        return _ChannelScopes()
    try:
        channels = list_channels(client)
    except ApiRefused as error:
        if error.status == 401:
            raise
        # Scopes that were registered while the channels could be listed stay registered.
        return _ChannelScopes(
            _matching(known, patterns), unresolved=tuple(patterns), refused=(_channels_refused(patterns, error),)
        )
    listed = frozenset(scope for pattern in patterns for scope in channel_scopes(pattern, channels))
    unlisted = _matching(recent, patterns) - listed
    return _ChannelScopes(listed | unlisted, unlisted)


def _matching(scopes: Iterable[str], patterns: Iterable[str]) -> frozenset[str]:
    return frozenset(scope for scope in scopes if any(covers(pattern, scope) for pattern in patterns))


def _registered(ownership: WebhookOwnership, existing: Iterable[Webhook]) -> list[str]:
    return [webhook.scope for webhook in (*ownership.owned(existing), *ownership.registered)]


def _spared(recent: Iterable[str], desired: Sequence[str]) -> list[str]:
    # Two webhooks that deliver one event would run its actions twice.
    spared = sorted(scope for scope in recent if not overlaps(scope, desired))
    return spared[: max(0, MAX_SCOPES - len(desired))]


def _foreign_exceptions(existing: Iterable[Webhook], ownership: WebhookOwnership) -> tuple[str, ...]:
    rivals = [webhook for webhook in existing if webhook.scope == EXCEPTIONS]
    if not rivals or ownership.owned(rivals):
        return ()
    why = f"an API account can have only one webhook {EXCEPTIONS}, and #{rivals[0].id} goes to {rivals[0].destination}"
    remedy = "Delete that webhook, or give storehook a separate API account"
    return (f"BigCommerce doesn't report delivery exceptions to storehook: {why}. {remedy}.",)


def _no_room(excess: Sequence[DesiredWebhook]) -> list[str]:
    if not excess:
        return []
    limit = f"This store needs {MAX_SCOPES + len(excess)} webhooks, and storehook can keep {MAX_SCOPES} for a store"
    rest = f"{excess[0].scope} and {len(excess) - 1} others are not registered"
    return [f"{limit}. {rest}. Use fewer scopes that have a webhook per channel."]


def _channels_refused(scopes: Sequence[str], error: ApiRefused) -> str:
    return (
        f"{', '.join(scopes)} can't be registered, because the store's channels can't be listed: {error}. "
        'The token needs an OAuth scope such as "store_channel_settings_read_only".'
    )
