"""What a catch-up would send, without sending it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from storehook.catch_up.progress import CatchUpProgress, ResourceProgress
from storehook.catch_up.scan import LATER, LEFT_OUT, PAGE_SECONDS, ChangeScanner, reason
from storehook.errors import StoreUnavailable

NO_TIME = "The time did not suffice to look at all of them."


@dataclass(frozen=True, slots=True)
class ResourcePreview:
    """What of one resource would be sent.

    Args:
        resource: which.
        found: how many were changed.
        covered: how often an action has not missed a change.
        actions: the messages, by action.
        detail: why this is not all; empty if it is.
    """

    resource: str
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
        resources: those that some action wants.
    """

    store_hash: str
    since: int
    until: int
    resources: tuple[ResourcePreview, ...]

    def as_json(self) -> dict[str, Any]:
        """It as JSON has it."""
        return asdict(self)


def preview(scanner: ChangeScanner, progress: CatchUpProgress, seconds_left: Callable[[], float]) -> Preview:
    """Look at everything that a catch-up would.

    Args:
        scanner: looks at the store's lists.
        progress: the catch-up as it would begin.
        seconds_left: gives for how many seconds the function may still run.
    """
    resources = tuple(_resource(scanner, resource, seconds_left) for resource in progress.resources)
    return Preview(progress.store_hash, progress.since, progress.until, resources)


def _resource(scanner: ChangeScanner, resource: ResourceProgress, seconds_left: Callable[[], float]) -> ResourcePreview:
    actions: Counter[str] = Counter()
    detail = ""
    try:
        while resource.position is not None and not detail:
            scan = scanner.scan(resource)
            actions.update(missed.action.name for missed in scan.missed)
            resource = scan.after(resource)
            detail = NO_TIME if resource.position and seconds_left() < PAGE_SECONDS else ""
    except (StoreUnavailable, *LATER, *LEFT_OUT) as error:
        detail = reason(resource.resource, error)
    return ResourcePreview(resource.resource, resource.found, resource.covered, dict(actions), detail)
