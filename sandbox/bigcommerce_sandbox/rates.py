"""The rate limit of the API, and the headers that tell of it (BigCommerce docs, API rate limits)."""

from dataclasses import dataclass, field, replace
from typing import Self

from bigcommerce_sandbox.errors import ApiError, invalid
from bigcommerce_sandbox.json_values import as_object

WINDOW_SECONDS = 30

QUOTA = 150
"""Requests per window on the Standard and Plus plans, shared by all apps."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The quota of a store.

    Args:
        quota: requests per window.
        window_seconds: how long a window lasts.
        headers_on_429: whether a refusal says when the next window begins. A busy platform's does not.
    """

    quota: int = QUOTA
    window_seconds: float = WINDOW_SECONDS
    headers_on_429: bool = True


@dataclass(frozen=True, slots=True)
class RateWindow:
    """The requests of a store in its current window, which begins with its first request.

    Args:
        opened_at: when the window began, in unix seconds.
        used: requests since then that were let through.
        limit: what the store allows.
        busiest: the most that a window has let through.
        refused: requests of all windows that were not.
    """

    opened_at: float = 0
    used: int = 0
    limit: RateLimit = field(default_factory=RateLimit)
    busiest: int = 0
    refused: int = 0

    def count(self, now: float) -> Self:
        """Add one request at `now` (unix seconds); a window that has ended gives way to a new one."""
        if not self._is_open(now):
            return replace(self, opened_at=now, used=1, busiest=max(self.busiest, 1))
        if self.used >= self.limit.quota:
            return replace(self, refused=self.refused + 1)
        return replace(self, used=self.used + 1, busiest=max(self.busiest, self.used + 1))

    def _is_open(self, now: float) -> bool:
        return 0 <= now - self.opened_at < self.limit.window_seconds

    def headers(self, now: float) -> dict[str, str]:
        """The headers of an answer given at `now`. Without a window at that time, they are those of a new one."""
        is_open = self._is_open(now)
        left = self.opened_at + self.limit.window_seconds - now if is_open else self.limit.window_seconds
        return {
            "X-Rate-Limit-Time-Window-Ms": str(round(self.limit.window_seconds * 1000)),
            "X-Rate-Limit-Time-Reset-Ms": str(round(left * 1000)),
            "X-Rate-Limit-Requests-Quota": str(self.limit.quota),
            "X-Rate-Limit-Requests-Left": str(max(0, self.limit.quota - (self.used if is_open else 0))),
        }


def read_limit(given: object, before: RateLimit) -> RateLimit:
    """A limit with the given fields changed.

    Raises:
        ApiError: 422, if a field is unknown or out of bounds.
    """
    fields = as_object(given)
    if fields is None or not fields.keys() <= set(RateLimit.__slots__):
        raise invalid(dict.fromkeys(fields or {"data": None}, "Not a field of a limit"))
    found = replace(before, **fields)
    if type(found.quota) is not int or found.quota < 1:
        raise invalid({"quota": "A whole number from 1"})
    if not isinstance(fields.get("window_seconds", 1), int | float) or not found.window_seconds > 0:
        raise invalid({"window_seconds": "A number above 0"})
    return replace(found, headers_on_429=bool(found.headers_on_429))


def too_many_requests() -> ApiError:
    """The answer above the quota."""
    return ApiError(429, "Too many requests")
