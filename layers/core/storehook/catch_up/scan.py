"""Scan of one page: its changes, the actions that missed them, and the next position."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from storehook.actions.action import Action, Registry
from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.pages import LIMIT
from storehook.catch_up import coverage, paging
from storehook.catch_up.changes import ChangedResource
from storehook.catch_up.coverage import History, MissedChange
from storehook.catch_up.paging import Position
from storehook.catch_up.pollable import POLLABLE, PollableResource
from storehook.catch_up.progress import ResourceProgress
from storehook.errors import ApiError, ApiUnavailable, CallInvalid, ContentUnreadable, Retry, Throttled, Unauthorized
from storehook.stores.gaps import Interval

PAGE_SECONDS = 20.0
"""Seconds that a page may take: one call, and for each item a query of the runs and a message."""

END_OF_LIST = sys.maxsize
"""Later than any change."""

TRANSIENT = (Throttled, Retry, ApiUnavailable)
"""Errors that pass: the API quota is used up, or BigCommerce doesn't answer. Catch them before `PERMANENT`."""

PERMANENT = (ApiError, CallInvalid, ContentUnreadable)
"""Errors that stay: BigCommerce refuses a resource, or answers in a form that we cannot read."""


@dataclass(frozen=True, slots=True)
class PageScan:
    """Result of scanning one page.

    Args:
        found: number of changes that had not been processed.
        covered: number of changes that an action has not missed, counted per action.
        next_position: None after the last page.
        unreadable: names of the items that cannot be read.
    """

    found: int
    missed: Sequence[MissedChange]
    covered: int
    next_position: Position | None
    unreadable: Sequence[str] = ()

    def after(self, resource: ResourceProgress) -> ResourceProgress:
        """Return the resource's progress after this page."""
        return replace(
            resource.with_unreadable(self.unreadable),
            position=self.next_position,
            found=resource.found + self.found,
            sent=resource.sent + len(self.missed),
            covered=resource.covered + self.covered,
        )


@dataclass(frozen=True, slots=True)
class ChangeScanner:
    """Scanner of one store's lists."""

    client: StoreClient
    registry: Registry
    history: History
    gap: Interval
    limit: int = LIMIT

    def scan(self, progress: ResourceProgress) -> PageScan:
        """Scan the page at a resource's position. For its errors, see `TRANSIENT` and `PERMANENT`."""
        resource, position = POLLABLE[progress.resource], progress.position or Position(self.gap.since)
        actions = resource.subscribers(self.registry)
        # A resource that was created in the gap may have changed at any later time.
        until = END_OF_LIST if resource.has_creations(self.registry) else self.gap.until
        page = resource.page(self.client, position, self.limit)
        changes = [change for change in paging.unseen(position, page, until) if self._counts(change)]
        missed, covered = self._missed(resource, actions, changes)
        next_position = paging.next_position(position, page, until=until, limit=self.limit)
        return PageScan(len(changes), missed, covered, next_position, page.unreadable)

    def _counts(self, change: ChangedResource) -> bool:
        return change.modified <= self.gap.until or self.gap.since <= change.created <= self.gap.until

    def _missed(
        self, resource: PollableResource, actions: Sequence[Action], changes: Sequence[ChangedResource]
    ) -> tuple[list[MissedChange], int]:
        missed: list[MissedChange] = []
        total = 0
        for change in changes:
            relevant = coverage.relevant_changes(change, resource, actions, self.gap)
            if relevant:
                runs = self.history.of_resource(self.client.store_hash, change.resource, coverage.earliest(relevant))
                missed += filter(None, (candidate.missed(runs) for candidate in relevant))
                total += len(relevant)
        return missed, total - len(missed)


def reason(name: str, error: Exception) -> str:
    """Return why a resource was skipped and what to do, as text for operators."""
    if isinstance(error, Unauthorized):
        grant = f"Grant the app {POLLABLE[name].oauth_scope} in this store"
        remedy = "Reinstall the app" if error.status == HTTPStatus.UNAUTHORIZED else grant
        return f"{str(error).rstrip('.')}. {remedy}, then catch up again."
    return str(error)
