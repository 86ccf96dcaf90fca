"""Readers of BigCommerce's rate headers. Pure.

Source: BigCommerce docs, API rate limits. The quota belongs to the store, and all its apps share it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

QUOTA = 150

WINDOW = 30.0
"""Quota and length of a window on the Standard and Plus plans. Pro has 450 requests. Enterprise is by agreement."""

PLATFORM_BUSY = 30.0
"""Seconds without calls after a 429 that states no time. Such a 429 means that the platform is busy."""

MIN_BLOCK = 1.0

MAX_BLOCK = 600.0
"""Bounds of the time that a 429 may ask for, and of the length of a window, in seconds."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Rest of a store's quota, as one answer states it.

    Args:
        left: requests that may still be made in this window.
        quota: requests in a whole window.
        reset: seconds until the next window.
        window: length of a window, in seconds.
    """

    left: int
    quota: int
    reset: float
    window: float


def read(headers: Mapping[str, str]) -> Budget | None:
    """Return the budget that an answer states, or None if it states none. Header names are in lower case."""
    left, reset = (_count(headers, name) for name in ("requests-left", "time-reset-ms"))
    if left is None or reset is None:
        return None
    window = min((_count(headers, "time-window-ms") or WINDOW * 1000) / 1000, MAX_BLOCK)
    return Budget(left, max(_count(headers, "requests-quota") or QUOTA, left), min(reset / 1000, window), window)


def block_after(headers: Mapping[str, str]) -> float:
    """Return for how many seconds nobody may call a store that answered 429.

    That is the longer of two times: until the window ends, and `X-Retry-After`.
    """
    budget, retry_after = read(headers), _number(headers.get("x-retry-after", ""))
    if budget is None and retry_after is None:
        return PLATFORM_BUSY
    return min(max(budget.reset if budget else 0.0, retry_after or 0.0, MIN_BLOCK), MAX_BLOCK)


def _count(headers: Mapping[str, str], name: str) -> int | None:
    return _number(headers.get(f"x-rate-limit-{name}", ""))


def _number(text: str) -> int | None:
    # `int` ignores fewer separators than `strip`.
    number = text.strip()
    # The remaining time of a window can be negative for a moment.
    return max(int(number), 0) if re.fullmatch(r"-?[0-9]{1,9}", number) else None
