"""Webhooks that a store needs, derived from the scopes of the actions."""

from collections.abc import Container, Iterable, Mapping, Sequence

from storehook.bigcommerce.answers import fields_of
from storehook.bigcommerce.client import StoreClient
from storehook.registration.record import MAX_SCOPES
from storehook.registration.webhook import EXCEPTIONS, DesiredWebhook, Destinations
from storehook.webhooks.scopes import covers, known

_GONE = frozenset({"deleted", "terminated"})
"""Final states of a channel (BigCommerce docs, channels v3 reference)."""


def desired_webhooks(
    scopes: Iterable[str], destinations: Destinations, headers: Mapping[str, str]
) -> list[DesiredWebhook]:
    """Return the fewest webhooks that deliver each event of the scopes once, and the one for delivery exceptions."""
    needed = [*minimal_scopes({*scopes} - {EXCEPTIONS}), EXCEPTIONS]
    return [DesiredWebhook(scope, destinations.of_scope(scope), headers) for scope in needed]


def minimal_scopes(scopes: Iterable[str]) -> list[str]:
    """Return the scopes without those that another one covers: their events would be delivered twice."""
    candidates = sorted(set(scopes))
    wide = [scope for scope in candidates if "*" in scope or "{id}" in scope]
    return [scope for scope in candidates if not any(_replaces(other, scope) for other in wide)]


def without_excess(
    desired: Iterable[DesiredWebhook], registered: Container[str]
) -> tuple[list[DesiredWebhook], list[DesiredWebhook]]:
    """Return the webhooks for which a store's row has room, and the others. Registered ones stay registered."""
    ranked = sorted(
        desired, key=lambda webhook: (webhook.scope != EXCEPTIONS, webhook.scope not in registered, webhook.scope)
    )
    return ranked[:MAX_SCOPES], ranked[MAX_SCOPES:]


def needs_channel(scope: str) -> bool:
    """Return whether BigCommerce accepts the scope only with a channel's number, as for `store/channel/{id}/order/*`.

    `store/channel/*/inventory/...` is registered as it is (BigCommerce docs, webhook events, inventory).
    """
    return scope.startswith("store/channel/{id}/") or (scope.startswith("store/channel/*/") and scope not in known())


def channel_scopes(scope: str, channels: Iterable[int]) -> list[str]:
    """Return a scope that needs a channel, once for each of these channels."""
    store, channel, _, *rest = scope.split("/")
    return ["/".join([store, channel, str(number), *rest]) for number in channels]


def list_channels(client: StoreClient) -> list[int]:
    """Return the numbers of a store's channels."""
    channels: Iterable[object] = client.v3.list("/channels")
    return [number for channel in channels if (number := _number(channel)) is not None]


def overlaps(scope: str, scopes: Sequence[str]) -> bool:
    """Return whether one event may match both `scope` and one of `scopes`."""
    return any(covers(scope, other) or covers(other, scope) for other in scopes)


def _replaces(other: str, scope: str) -> bool:
    # Of two scopes that cover each other, the first stays.
    return covers(other, scope) and (other < scope or not covers(scope, other))


def _number(channel: object) -> int | None:
    fields = fields_of(channel)
    number = fields.get("id")
    return number if isinstance(number, int) and fields.get("status") not in _GONE else None
