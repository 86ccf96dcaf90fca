"""BigCommerce's rate headers, read. Pure.

Source: BigCommerce docs, API rate limits. The quota is the store's, and all its apps share it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

QUOTA = 150

WINDOW = 30.0
"""Requests in so many seconds, on the Standard and Plus plans. Pro has 450; Enterprise by agreement."""

PLATFORM_BUSY = 30.0
"""Seconds to keep away after a 429 that does not say for how long: then it is the platform that is busy."""

MIN_BLOCK = 1.0

MAX_BLOCK = 600.0
"""Bounds, in seconds, for what a 429 may ask for, and of a window."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of a store's quota, as one answer puts it.

    Args:
        left: requests that may still be made in this window.
        quota: requests in a whole window.
        reset: seconds until the next window.
        window: seconds that a window lasts.
    """

    left: int
    quota: int
    reset: float
    window: float


def read(headers: Mapping[str, str]) -> Budget | None:
    """The budget that an answer states; None if it does not state one.

    Args:
        headers: by name, in lower case.
    """
    left, reset = (_count(headers, name) for name in ("requests-left", "time-reset-ms"))
    if left is None or reset is None:
        return None
    window = min((_count(headers, "time-window-ms") or WINDOW * 1000) / 1000, MAX_BLOCK)
    return Budget(left, max(_count(headers, "requests-quota") or QUOTA, left), min(reset / 1000, window), window)


def block_after(headers: Mapping[str, str]) -> float:
    """For how many seconds nobody may call a store that answered 429.

    Until the window's end, if the answer states it; else for as long as `X-Retry-After` says.
    """
    budget, asked = read(headers), _number(headers.get("x-retry-after", ""))
    if budget is None and asked is None:
        return PLATFORM_BUSY
    return min(max(budget.reset if budget else 0.0, asked or 0.0, MIN_BLOCK), MAX_BLOCK)


def _count(headers: Mapping[str, str], name: str) -> int | None:
    return _number(headers.get(f"x-rate-limit-{name}", ""))


def _number(text: str) -> int | None:
    # A window's remaining time can be below zero for a moment.
    return max(int(text), 0) if re.fullmatch(r"-?[0-9]{1,9}", text.strip()) else None
