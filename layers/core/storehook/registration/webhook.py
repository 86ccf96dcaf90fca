"""Webhooks at BigCommerce: existing ones, desired ones, and the test that tells ours from others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from storehook.bigcommerce.answers import fields_of
from storehook.registration.record import RegisteredWebhook

EXCEPTIONS = "store/hook/deliveryException"
"""Scope by which BigCommerce reports failed deliveries. It needs a separate destination (docs, webhook events)."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Webhook that exists at BigCommerce.

    Args:
        headers: what BigCommerce sends with each delivery, our key included.
        created_at: unix seconds.
    """

    id: int
    scope: str
    destination: str
    active: bool
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    created_at: int = 0

    def registered(self) -> RegisteredWebhook:
        """Return the webhook as a registration stores it."""
        return RegisteredWebhook(self.id, self.scope, self.destination, self.active, self.created_at)


@dataclass(frozen=True, slots=True)
class DesiredWebhook:
    """Active webhook that the actions need."""

    scope: str
    destination: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    def headers_with(self, others: Mapping[str, str]) -> dict[str, str]:
        """Return our headers and those of `others` that ours don't replace. Header names ignore case."""
        ours = {name.lower() for name in self.headers}
        return {name: value for name, value in others.items() if name.lower() not in ours} | dict(self.headers)

    def is_met_by(self, headers: Mapping[str, str]) -> bool:
        """Return whether these headers include ours, with our values."""
        return _lowered(headers) == _lowered(self.headers_with(headers))


@dataclass(frozen=True, slots=True)
class Destinations:
    """URLs to which BigCommerce sends a store's deliveries: one for `EXCEPTIONS`, one for all other scopes."""

    webhooks: str
    exceptions: str

    def of_scope(self, scope: str) -> str:
        """Return the destination of a scope's webhook."""
        return self.exceptions if scope == EXCEPTIONS else self.webhooks

    def all(self) -> tuple[str, str]:
        """Return both destinations."""
        return self.webhooks, self.exceptions


def destinations(public_url: str, store_hash: str) -> Destinations:
    """Return a store's destinations. The base URL of ingest has no trailing slash."""
    return Destinations(f"{public_url}/webhooks/{store_hash}", f"{public_url}/exceptions/{store_hash}")


@dataclass(frozen=True, slots=True)
class WebhookOwnership:
    """Test that tells our webhooks from those of other apps, which are never touched.

    Args:
        registered: webhooks that we registered before, maybe under an older public URL.
        headers: what our webhooks carry, the store's key included. Empty if no key is known.
    """

    destinations: Destinations
    registered: tuple[RegisteredWebhook, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    def owned(self, webhooks: Iterable[Webhook]) -> list[Webhook]:
        """Return the webhooks that have a destination of ours, the one that we last gave to them, or our key."""
        known = {(webhook.id, webhook.destination) for webhook in self.registered}
        current = self.destinations.all()
        return [
            webhook
            for webhook in webhooks
            if webhook.destination in current
            or (webhook.id, webhook.destination) in known
            or self._has_our_key(webhook)
        ]

    def _has_our_key(self, webhook: Webhook) -> bool:
        """Return whether we created a webhook under an older public URL, and died before its ID was stored.

        Somebody who re-pointed a webhook of ours may have left the key in its headers. Its path is then another one.
        """
        paths = [_path(destination) for destination in self.destinations.all()]
        has_key = bool(self.headers) and {*_lowered(self.headers)} <= {*_lowered(webhook.headers)}
        return has_key and _path(webhook.destination) in paths


def read_webhook(data: object) -> Webhook | None:
    """Read a webhook from BigCommerce's JSON. Return None if it lacks an id, a scope or a destination."""
    fields = fields_of(data)
    webhook_id, scope, destination = fields.get("id"), fields.get("scope"), fields.get("destination")
    if not (isinstance(webhook_id, int) and isinstance(scope, str) and isinstance(destination, str)):
        return None
    headers, created_at = fields.get("headers"), fields.get("created_at")
    return Webhook(
        webhook_id,
        scope,
        destination,
        active=fields.get("is_active") is True,
        headers=cast("dict[str, str]", headers) if isinstance(headers, dict) else {},
        created_at=created_at if isinstance(created_at, int) else 0,
    )


def read_webhooks(items: Iterable[object]) -> list[Webhook]:
    """Read a list of webhooks. Count one once if it appears twice because the list changed between two pages."""
    webhooks = (webhook for item in items if (webhook := read_webhook(item)))
    return list({webhook.id: webhook for webhook in webhooks}.values())


def _path(destination: str) -> list[str]:
    """Return the part of a destination that no public URL changes: the kind of deliveries, and the store."""
    return destination.split("/")[-2:]


def _lowered(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted((name.lower(), str(value)) for name, value in headers.items())
