"""Which domains BigCommerce blocks, as `/hooks/admin` tells (webhooks v3 reference)."""

from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import urlsplit

from storehook.registration.record import BlockedDomain, legible

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
    return legible(f"{text} ({count} times)" if isinstance(count, int) else text, LONGEST_REASON)


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
