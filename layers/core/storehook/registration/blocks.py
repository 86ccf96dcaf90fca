"""Domains that BigCommerce blocks, read from its answer to `GET /v3/hooks/admin`."""

from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import urlsplit

from storehook.registration.record import BlockedDomain, sanitized

MAX_REASONS = 10

MAX_REASON = 200
"""Reasons, and characters of one, that a registration stores."""

MAX_BLOCK = 24 * 3600
"""Seconds. Blocks last for three minutes (BigCommerce docs, webhooks overview)."""


def blocked_domains(answer: object, public_url: str, now: float) -> tuple[BlockedDomain, ...]:
    """Return our domains that are blocked. Leave out what cannot be read.

    Args:
        answer: BigCommerce's data.
        public_url: base URL of ingest.
        now: unix seconds.
    """
    blocked = (_domain(item, now) for item in _items(_field(answer, "blocked_domains")))
    return tuple(domain for domain in blocked if domain and _host(domain.destination) == _host(public_url))


def _domain(item: object, now: float) -> BlockedDomain | None:
    destination, seconds = _field(item, "destination"), _field(item, "time_left")
    if not isinstance(destination, str):
        return None
    reasons = [text for reason in _items(_field(item, "reasons")) if (text := _reason(reason))]
    left = seconds if isinstance(seconds, int | float) and 0 <= seconds <= MAX_BLOCK else 0
    return BlockedDomain(destination, now + left, tuple(reasons[:MAX_REASONS]))


def _reason(item: object) -> str:
    text, count = _field(item, "failure_description"), _field(item, "count")
    if not isinstance(text, str):
        return ""
    return sanitized(f"{text} ({count} times)" if isinstance(count, int) else text, MAX_REASON)


def _host(url: str) -> str | None:
    # BigCommerce shows a domain with or without a scheme.
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None


def _field(item: object, name: str) -> Any:
    return cast("dict[str, Any]", item).get(name) if isinstance(item, dict) else None


def _items(value: object) -> Iterable[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
