"""Observation of a store: its webhooks, the desired ones, and the resulting plan."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from storehook.bigcommerce.client import StoreClient
from storehook.errors import ApiRefused
from storehook.registration.apply import list_webhooks
from storehook.registration.desired import channel_scopes, desired_webhooks, list_channels, needs_channel
from storehook.registration.plan import WebhookPlan, plan
from storehook.registration.webhook import DesiredWebhook, Webhook, WebhookOwnership
from storehook.webhooks.scopes import covers


@dataclass(frozen=True, slots=True)
class Observation:
    """Observation of a store.

    Args:
        existing: every webhook that the API account sees.
        unresolved: scopes that need a channel, if the store's channels cannot be listed.
        refused: the reason why they cannot be listed, if so.
    """

    existing: tuple[Webhook, ...]
    desired: tuple[DesiredWebhook, ...]
    unresolved: tuple[str, ...]
    refused: tuple[str, ...]
    plan: WebhookPlan

    @property
    def scopes(self) -> list[str]:
        """Scopes of the desired webhooks."""
        return [webhook.scope for webhook in self.desired]

    def unregistered(self, webhooks: Collection[Webhook]) -> list[str]:
        """Return the desired scopes that none of these webhooks delivers."""
        active = {(webhook.scope, webhook.destination) for webhook in webhooks if webhook.active}
        return [desired.scope for desired in self.desired if (desired.scope, desired.destination) not in active]


def observe(
    client: StoreClient, scopes: Collection[str], ownership: WebhookOwnership, headers: Mapping[str, str]
) -> Observation:
    """List a store's webhooks, and plan the changes that the actions need. Each delivery must carry `headers`."""
    existing = list_webhooks(client)
    of_channels = sorted(scope for scope in scopes if needs_channel(scope))
    concrete = {*scopes} - {*of_channels}
    unresolved: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    if of_channels:
        try:
            channels = list_channels(client)
            concrete |= {scope for pattern in of_channels for scope in channel_scopes(pattern, channels)}
        except ApiRefused as error:
            if error.status == 401:
                raise
            concrete |= _registered_before(of_channels, ownership, existing)
            unresolved, refused = tuple(of_channels), (_channels_refused(of_channels, error),)
    desired = desired_webhooks(concrete, ownership.destinations, headers)
    return Observation(tuple(existing), tuple(desired), unresolved, refused, plan(desired, existing, ownership))


def observe_to_unregister(client: StoreClient, ownership: WebhookOwnership) -> Observation:
    """List a store's webhooks, and plan the deletion of all of ours."""
    existing = list_webhooks(client)
    return Observation(tuple(existing), (), (), (), plan((), existing, ownership))


def _registered_before(scopes: list[str], ownership: WebhookOwnership, existing: list[Webhook]) -> set[str]:
    # Scopes that were registered while the channels could be listed stay registered.
    known = {webhook.scope for webhook in ownership.owned(existing)}
    known |= {webhook.scope for webhook in ownership.registered}
    return {scope for scope in known if any(covers(pattern, scope) for pattern in scopes)}


def _channels_refused(scopes: list[str], error: ApiRefused) -> str:
    return (
        f"{', '.join(scopes)} can't be registered, because the store's channels can't be listed: {error}. "
        'The token needs an OAuth scope such as "store_channel_settings_read_only".'
    )
