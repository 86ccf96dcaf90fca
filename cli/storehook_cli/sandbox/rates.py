"""The rate headers of the API. They count; nothing is refused yet."""

from dataclasses import dataclass, replace
from typing import Self

WINDOW_SECONDS = 30
QUOTA = 150
"""Requests per window on the Standard and Plus plans, shared by all apps (BigCommerce docs, API rate limits)."""


@dataclass(frozen=True, slots=True)
class RateWindow:
    """The requests that a store has answered in its current window.

    Args:
        opened_at: when the window began, in unix seconds.
        used: requests since then.
    """

    opened_at: float = 0
    used: int = 0

    def count(self, now: float) -> Self:
        """Add one request at `now` (unix seconds); a window that has ended gives way to a new one."""
        if 0 <= now - self.opened_at < WINDOW_SECONDS:
            return replace(self, used=self.used + 1)
        return replace(self, opened_at=now, used=1)

    def headers(self, now: float) -> dict[str, str]:
        """The headers of an answer given at `now` (BigCommerce docs, API rate limits)."""
        left_ms = round((self.opened_at + WINDOW_SECONDS - now) * 1000)
        return {
            "X-Rate-Limit-Time-Window-Ms": str(WINDOW_SECONDS * 1000),
            "X-Rate-Limit-Time-Reset-Ms": str(max(0, left_ms)),
            "X-Rate-Limit-Requests-Quota": str(QUOTA),
            "X-Rate-Limit-Requests-Left": str(max(0, QUOTA - self.used)),
        }
