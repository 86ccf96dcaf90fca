"""Testers of months, by name. Each plays the history of a seed."""

from collections.abc import Callable

from tests.simulation.months import meddled_stores, moving_lists, pending_changes, sixty_days
from tests.simulation.months.story import Story

TESTERS: dict[str, Callable[[int], Story]] = {
    "meddled-stores": meddled_stores.play,
    "moving-lists": moving_lists.play,
    "pending-changes": pending_changes.play,
    "sixty-days": sixty_days.play,
}

DESCRIPTIONS = {
    "meddled-stores": meddled_stores.__doc__ or "",
    "moving-lists": moving_lists.__doc__ or "",
    "pending-changes": pending_changes.__doc__ or "",
    "sixty-days": sixty_days.__doc__ or "",
}
"""Descriptions of the testers, for the reports."""

HISTORIES = {
    "meddled-stores": (5_000, 20_000),
    "moving-lists": (5_000, 20_000),
    "pending-changes": (5_000, 20_000),
    "sixty-days": (300, 2_000),
}
"""Number of histories in `make chaos`, and with `FULL=1`."""
