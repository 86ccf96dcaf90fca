"""Domains that BigCommerce blocks, read from its answer to `GET /v3/hooks/admin`."""

from collections.abc import Iterable
from typing import cast
from urllib.parse import urlsplit

from storehook.bigcommerce.answers import fields_of
from storehook.registration.record import BlockedDomain, sanitized

MAX_REASONS = 10

MAX_REASON = 200
"""Reasons, and characters of one, that a registration stores."""

MAX_BLOCK = 24 * 3600
"""Seconds. Blocks last for three minutes (BigCommerce docs, webhooks overview)."""


def blocked_domains(answer: object, our_url: str, now: float) -> tuple[BlockedDomain, ...]:
    """Return our domains that are blocked, those with the host of `our_url`. Leave out what cannot be read."""
    blocked = (_domain(item, now) for item in _items(fields_of(answer).get("blocked_domains")))
    return tuple(domain for domain in blocked if domain and _host(domain.destination) == _host(our_url))


def _domain(item: object, now: float) -> BlockedDomain | None:
    fields = fields_of(item)
    destination, seconds = fields.get("destination"), fields.get("time_left")
    if not isinstance(destination, str):
        return None
    reasons = [text for reason in _items(fields.get("reasons")) if (text := _reason(fields_of(reason)))]
    left = seconds if isinstance(seconds, int | float) and 0 <= seconds <= MAX_BLOCK else 0
    return BlockedDomain(destination, now + left, tuple(reasons[:MAX_REASONS]))


def _reason(fields: dict[str, object]) -> str:
    text, count = fields.get("failure_description"), fields.get("count")
    if not isinstance(text, str):
        return ""
    return sanitized(f"{text} ({count} times)" if isinstance(count, int) else text, MAX_REASON)


def _host(url: str) -> str | None:
    # BigCommerce shows a domain with or without a scheme.
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None


def _items(value: object) -> Iterable[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
