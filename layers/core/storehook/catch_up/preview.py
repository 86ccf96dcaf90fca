"""Preview of a catch-up: the messages that it would send."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from storehook.catch_up.progress import CatchUpProgress, ResourceProgress
from storehook.catch_up.scan import PAGE_SECONDS, PERMANENT, TRANSIENT, ChangeScanner, reason
from storehook.errors import StoreUnavailable

NO_TIME = "The preview ran out of time, so these are not all changes."


@dataclass(frozen=True, slots=True)
class ResourcePreview:
    """Preview of one resource, counted like its `ResourceProgress`.

    Args:
        actions: number of messages by action.
        detail: the reason why the preview is incomplete; empty if it is complete.
    """

    resource: str
    found: int
    covered: int
    actions: Mapping[str, int]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Preview of a catch-up: its interval in unix seconds, and the resources that an action subscribes to."""

    store_hash: str
    since: int
    until: int
    resources: tuple[ResourcePreview, ...]


def preview(scanner: ChangeScanner, progress: CatchUpProgress, seconds_left: Callable[[], float]) -> Preview:
    """Scan everything that a catch-up would scan, from its progress at the start."""
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
    except (StoreUnavailable, *TRANSIENT, *PERMANENT) as error:
        detail = reason(resource.resource, error)
    return ResourcePreview(resource.resource, resource.found, resource.covered, dict(actions), detail)
