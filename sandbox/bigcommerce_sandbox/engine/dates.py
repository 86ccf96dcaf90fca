"""Moments as BigCommerce writes them: RFC 2822 in v2, ISO 8601 in v3, in UTC."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache


def as_rfc(now: float) -> str:
    """A moment in unix seconds as v2 writes it."""
    return format_datetime(datetime.fromtimestamp(int(now), UTC))


def as_iso(now: float) -> str:
    """A moment in unix seconds as v3 writes it."""
    return datetime.fromtimestamp(int(now), UTC).isoformat()


@lru_cache(maxsize=16_384)
def parse_date(text: str) -> datetime:
    """Read either form; without a zone it is UTC.

    Raises:
        ValueError: if it is neither.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
