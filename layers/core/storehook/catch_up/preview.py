"""What a catch-up would send, without sending it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from storehook.bigcommerce.errors import StoreUnavailable
from storehook.catch_up.look import LATER, LEFT_OUT, PAGE_SECONDS, Viewer, reason
from storehook.catch_up.progress import FamilyProgress, Progress

NO_TIME = "The time did not suffice to look at all of them."


@dataclass(frozen=True, slots=True)
class FamilyPreview:
    """What of one family would be sent.

    Args:
        family: which.
        found: how many were changed.
        covered: how often an action has not missed a change.
        actions: the messages, by action.
        detail: why this is not all; empty if it is.
    """

    family: str
    found: int
    covered: int
    actions: Mapping[str, int]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a catch-up would send.

    Args:
        store_hash: the store.
        since: changes from then on, in unix seconds.
        until: changes up to then, in unix seconds.
        families: those that some action wants.
    """

    store_hash: str
    since: int
    until: int
    families: tuple[FamilyPreview, ...]

    def as_json(self) -> dict[str, Any]:
        """It as JSON has it."""
        return asdict(self)


def preview(viewer: Viewer, progress: Progress, seconds_left: Callable[[], float]) -> Preview:
    """Look at everything that a catch-up would.

    Args:
        viewer: looks at the store's lists.
        progress: the catch-up as it would begin.
        seconds_left: gives for how many seconds the function may still run.
    """
    families = tuple(_family(viewer, family, seconds_left) for family in progress.families)
    return Preview(progress.store_hash, progress.since, progress.until, families)


def _family(viewer: Viewer, family: FamilyProgress, seconds_left: Callable[[], float]) -> FamilyPreview:
    actions: Counter[str] = Counter()
    detail = ""
    try:
        while family.position is not None and not detail:
            look = viewer.look(family)
            actions.update(missed.action.name for missed in look.missed)
            family = look.after(family)
            detail = NO_TIME if family.position and seconds_left() < PAGE_SECONDS else ""
    except (StoreUnavailable, *LATER, *LEFT_OUT) as error:
        detail = reason(family.family, error)
    return FamilyPreview(family.family, family.found, family.covered, dict(actions), detail)
