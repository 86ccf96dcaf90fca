"""A webhook at BigCommerce, one that is wanted there, and which of them are ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from storehook.registration.record import RegisteredWebhook

EXCEPTIONS = "store/hook/deliveryException"
"""By this scope BigCommerce tells of deliveries that failed. It needs a destination of its own (webhook events)."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook, as BigCommerce has it.

    Args:
        id: BigCommerce's.
        scope: what it subscribes to.
        destination: where its deliveries go.
        active: whether BigCommerce delivers to it.
        headers: what each delivery carries besides; a key is among them.
        created_at: unix seconds.
    """

    id: int
    scope: str
    destination: str
    active: bool
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    created_at: int = 0

    def registered(self) -> RegisteredWebhook:
        """The webhook as the store record shows it."""
        return RegisteredWebhook(self.id, self.scope, self.destination, self.active, self.created_at)


@dataclass(frozen=True, slots=True)
class DesiredWebhook:
    """A webhook that ought to be there, active.

    Args:
        scope: what it subscribes to.
        destination: where its deliveries go.
        headers: what each delivery must carry.
    """

    scope: str
    destination: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    def headers_with(self, others: Mapping[str, str]) -> dict[str, str]:
        """Our headers, and those of the others that they do not replace. Case does not tell headers apart."""
        ownership = {name.lower() for name in self.headers}
        return {name: value for name, value in others.items() if name.lower() not in ownership} | dict(self.headers)

    def is_met_by(self, headers: Mapping[str, str]) -> bool:
        """Whether these headers are as wanted."""
        return _lowered(headers) == _lowered(self.headers_with(headers))


@dataclass(frozen=True, slots=True)
class Destinations:
    """Where a store's deliveries come in.

    Args:
        webhooks: for every scope but one.
        exceptions: for `EXCEPTIONS`.
    """

    webhooks: str
    exceptions: str

    def of_scope(self, scope: str) -> str:
        """The destination of a scope's webhook."""
        return self.exceptions if scope == EXCEPTIONS else self.webhooks

    def all(self) -> tuple[str, str]:
        """Both."""
        return self.webhooks, self.exceptions


def destinations(public_url: str, store_hash: str) -> Destinations:
    """A store's destinations.

    Args:
        public_url: where BigCommerce reaches ingest, without a slash at its end.
        store_hash: the store.
    """
    return Destinations(f"{public_url}/webhooks/{store_hash}", f"{public_url}/exceptions/{store_hash}")


@dataclass(frozen=True, slots=True)
class WebhookOwnership:
    """Tells our webhooks from those of others, which are none of our business.

    Args:
        destinations: the store's, as they are now.
        registered: what the store record shows: webhooks that we registered, maybe under an older public URL.
    """

    destinations: Destinations
    registered: tuple[RegisteredWebhook, ...] = ()

    def among(self, webhooks: Iterable[Webhook]) -> list[Webhook]:
        """Those of the webhooks that go to a destination of ours, or to where we once pointed that very webhook."""
        known = {(webhook.id, webhook.destination) for webhook in self.registered}
        current = self.destinations.all()
        return [
            webhook
            for webhook in webhooks
            if webhook.destination in current or (webhook.id, webhook.destination) in known
        ]


def read_webhook(given: object) -> Webhook | None:
    """Read a webhook from BigCommerce's JSON; None if it is none that one could change."""
    if not isinstance(given, dict):
        return None
    fields = cast("dict[str, Any]", given)
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


def read_webhooks(given: Iterable[object]) -> list[Webhook]:
    """Read a list of webhooks. One that is in it twice, as the list changed while its pages were read, counts once."""
    found = (webhook for each in given if (webhook := read_webhook(each)))
    return list({webhook.id: webhook for webhook in found}.values())


def _lowered(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted((name.lower(), str(value)) for name, value in headers.items())
