"""Which webhooks a store ought to have, from the scopes that the actions ask for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from storehook.bigcommerce.client import StoreClient
from storehook.registration.webhook import EXCEPTIONS, DesiredWebhook, Destinations
from storehook.webhooks.scopes import covers, known

_GONE = frozenset({"deleted", "terminated"})
"""Channels of these states do not come back (BigCommerce docs, channels v3 reference)."""


def desired_webhooks(
    scopes: Iterable[str], destinations: Destinations, headers: Mapping[str, str]
) -> list[DesiredWebhook]:
    """The fewest webhooks that bring every event of the scopes once, and the one for delivery exceptions.

    Args:
        scopes: as BigCommerce takes them, without `{id}`.
        destinations: the store's.
        headers: what each delivery must carry.
    """
    found = [*fewest({*scopes} - {EXCEPTIONS}), EXCEPTIONS]
    return [DesiredWebhook(scope, destinations.of_scope(scope), headers) for scope in found]


def fewest(scopes: Iterable[str]) -> list[str]:
    """The scopes without those that another of them covers: their events would be delivered twice."""
    given = sorted(set(scopes))
    return [scope for scope in given if not any(_makes_needless(other, scope) for other in given)]


def of_any_channel(scope: str) -> bool:
    """Whether BigCommerce takes the scope only with a channel's number, as for `store/channel/{id}/order/created`.

    `store/channel/*/inventory/...` is registered as it is (BigCommerce docs, webhook events, inventory).
    """
    parts = scope.split("/")
    return parts[:2] == ["store", "channel"] and len(parts) > 3 and (parts[2] == "{id}" or _is_no_literal(scope))


def for_channels(scope: str, channels: Iterable[int]) -> list[str]:
    """A scope of any channel, as the scopes of these channels."""
    store, channel, _, *rest = scope.split("/")
    return ["/".join([store, channel, str(number), *rest]) for number in channels]


def channel_numbers(client: StoreClient) -> list[int]:
    """The numbers of a store's channels.

    Raises:
        ApiRefused: the token may not read channels.
    """
    found: Iterable[object] = client.v3.list("/channels")
    return [number for channel in found if (number := _number(channel)) is not None]


def related(scope: str, scopes: Sequence[str]) -> bool:
    """Return whether one event may match both `scope` and one of `scopes`."""
    return any(covers(scope, other) or covers(other, scope) for other in scopes)


def _makes_needless(other: str, scope: str) -> bool:
    # Of two that cover each other, the first stays.
    return other != scope and covers(other, scope) and (other < scope or not covers(scope, other))


def _is_no_literal(scope: str) -> bool:
    return scope.split("/")[2] == "*" and scope not in known()


def _number(channel: object) -> int | None:
    fields = cast("dict[str, Any]", channel) if isinstance(channel, dict) else {}
    number = fields.get("id")
    return number if isinstance(number, int) and fields.get("status") not in _GONE else None
