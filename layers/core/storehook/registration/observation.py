"""Looking at a store: which webhooks are there, which are wanted, and the plan that follows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from storehook.bigcommerce.client import StoreClient
from storehook.errors import ApiRefused, StorehookError
from storehook.registration.apply import is_registered, list_webhooks
from storehook.registration.desired import channel_numbers, desired_webhooks, for_channels, of_any_channel
from storehook.registration.errors import ChannelsRefused
from storehook.registration.plan import WebhookPlan, plan
from storehook.registration.record import BlockedDomain, sanitized
from storehook.registration.webhook import DesiredWebhook, Webhook, WebhookOwnership
from storehook.webhooks.scopes import covers


@dataclass(frozen=True, slots=True)
class Observation:
    """What was found.

    Args:
        existing: every webhook that the API account sees.
        wanted: every webhook that ought to be there.
        unresolved: the scopes of any channel, if the store's channels are not known.
        refused: why they are not.
        plan: what to do.
    """

    existing: tuple[Webhook, ...]
    wanted: tuple[DesiredWebhook, ...]
    unresolved: tuple[str, ...]
    refused: tuple[StorehookError, ...]
    plan: WebhookPlan

    @property
    def scopes(self) -> list[str]:
        """Every scope that ought to be registered."""
        return [wanted.scope for wanted in self.wanted]

    def unregistered(self, webhooks: Collection[Webhook]) -> list[str]:
        """The wanted scopes that none of these webhooks brings."""
        return [wanted.scope for wanted in self.wanted if not is_registered(wanted, webhooks)]


def observe(
    client: StoreClient, scopes: Collection[str], ownership: WebhookOwnership, headers: Mapping[str, str]
) -> Observation:
    """Ask a store what is there, and plan.

    Args:
        client: the store's API.
        scopes: what the actions ask for.
        ownership: tells our webhooks from those of others.
        headers: what each delivery must carry.

    Raises:
        ApiError: the webhooks cannot be listed.
        Throttled: the store's budget is used up.
    """
    existing = list_webhooks(client)
    of_channels = sorted(scope for scope in scopes if of_any_channel(scope))
    concrete = {*scopes} - {*of_channels}
    refused: tuple[StorehookError, ...] = ()
    if of_channels:
        try:
            numbers = channel_numbers(client)
            concrete |= {found for scope in of_channels for found in for_channels(scope, numbers)}
        except ApiRefused as error:
            if error.status == 401:
                raise
            concrete |= _known_before(of_channels, ownership, existing)
            refused = (ChannelsRefused(of_channels, error),)
    wanted = desired_webhooks(concrete, ownership.destinations, headers)
    unresolved = tuple(of_channels) if refused else ()
    return Observation(tuple(existing), tuple(wanted), unresolved, refused, plan(wanted, existing, ownership))


def observe_to_unregister(client: StoreClient, ownership: WebhookOwnership) -> Observation:
    """As `observe`, for a store that is to have none of our webhooks any more."""
    existing = list_webhooks(client)
    return Observation(tuple(existing), (), (), (), plan((), existing, ownership))


def _known_before(scopes: list[str], ownership: WebhookOwnership, existing: list[Webhook]) -> set[str]:
    # What was registered when the channels were known stays so.
    known = {webhook.scope for webhook in ownership.among(existing)} | {
        webhook.scope for webhook in ownership.registered
    }
    return {scope for scope in known if any(covers(pattern, scope) for pattern in scopes)}


MOST_REASONS = 10

LONGEST_REASON = 200
"""Reasons, and characters of one, that the store record keeps."""

LONGEST_BLOCK = 24 * 3600
"""Seconds. Blocks last for three minutes (webhooks overview)."""


def blocked_domains(found: object, public_url: str, now: float) -> tuple[BlockedDomain, ...]:
    """Those of the blocked domains that are ours. What cannot be read is left out.

    Args:
        found: the answer's data.
        public_url: where BigCommerce reaches ingest.
        now: unix seconds.
    """
    blocked = (_domain(each, now) for each in _items(_field(found, "blocked_domains")))
    return tuple(domain for domain in blocked if domain and _host(domain.destination) == _host(public_url))


def _domain(given: object, now: float) -> BlockedDomain | None:
    destination, seconds = _field(given, "destination"), _field(given, "time_left")
    if not isinstance(destination, str):
        return None
    texts = [text for each in _items(_field(given, "reasons")) if (text := _reason(each))]
    left = seconds if isinstance(seconds, int | float) and 0 <= seconds <= LONGEST_BLOCK else 0
    return BlockedDomain(destination, now + left, tuple(texts[:MOST_REASONS]))


def _reason(given: object) -> str:
    text, count = _field(given, "failure_description"), _field(given, "count")
    if not isinstance(text, str):
        return ""
    return sanitized(f"{text} ({count} times)" if isinstance(count, int) else text, LONGEST_REASON)


def _host(url: str) -> str | None:
    # A domain is shown with or without a scheme.
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None


def _field(given: object, name: str) -> Any:
    return cast("dict[str, Any]", given).get(name) if isinstance(given, dict) else None


def _items(given: object) -> Iterable[object]:
    return cast("list[object]", given) if isinstance(given, list) else []
