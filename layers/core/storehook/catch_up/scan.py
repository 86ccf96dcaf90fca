"""One look at one page: what changed, who has missed it, and where to go on."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from storehook.actions.action import Action, Registry
from storehook.bigcommerce.client import StoreClient
from storehook.catch_up import coverage, paging
from storehook.catch_up.changes import ChangedResource
from storehook.catch_up.coverage import History, Missed
from storehook.catch_up.paging import LIMIT, Position
from storehook.catch_up.pollable import POLLABLE, PollableResource
from storehook.catch_up.progress import ResourceProgress
from storehook.errors import ApiError, ApiUnavailable, CallInvalid, ContentUnreadable, Retry, Throttled, Unauthorized
from storehook.stores.gaps import Interval

PAGE_SECONDS = 20.0
"""Seconds that a page may take: its call, and for each of its items a look at the runs and a message."""

END_OF_LIST = sys.maxsize
"""Later than any change."""

LATER = (Throttled, Retry, ApiUnavailable)
"""What passes: no budget, or nobody there."""

LEFT_OUT = (ApiError, CallInvalid, ContentUnreadable)
"""What does not: a resource that BigCommerce refuses, or answers in a way that we cannot follow. `LATER` goes first."""


@dataclass(frozen=True, slots=True)
class PageScan:
    """What one page showed.

    Args:
        found: how many changes that had not been worked on.
        missed: the actions that have to run.
        covered: how often one has not.
        following: where to go on; None after the last page.
    """

    found: int
    missed: Sequence[Missed]
    covered: int
    following: Position | None

    def after(self, resource: ResourceProgress) -> ResourceProgress:
        """How far the resource has come once the page has been worked on."""
        return replace(
            resource,
            position=self.following,
            found=resource.found + self.found,
            sent=resource.sent + len(self.missed),
            covered=resource.covered + self.covered,
        )


@dataclass(frozen=True, slots=True)
class ChangeScanner:
    """Looks at one store's lists.

    Args:
        client: the store's.
        registry: the actions.
        history: what the runs say.
        gap: the time in which events may have been lost.
        limit: how many items to ask for per page.
    """

    client: StoreClient
    registry: Registry
    history: History
    gap: Interval
    limit: int = LIMIT

    def scan(self, progress: ResourceProgress) -> PageScan:
        """Look at the page that a resource has come to.

        Args:
            progress: the resource's; something is left to do.

        Raises:
            Throttled: besides whatever else the client raises; see `LATER` and `LEFT_OUT`.
            ContentUnreadable: it is not what such a list is.
        """
        resource, position = POLLABLE[progress.resource], progress.position or Position(self.gap.since)
        actions = resource.wanted_by(self.registry)
        # What was created in the gap may have been changed at any time since.
        until = END_OF_LIST if self.registry.matching(resource.created) else self.gap.until
        page = resource.page(self.client, position, self.limit)
        found = [change for change in paging.fresh(position, page, until) if self._counts(change)]
        missed, covered = self._missed(resource, actions, found)
        following = paging.following(position, page, until=until, limit=self.limit)
        return PageScan(len(found), missed, covered, following)

    def _counts(self, change: ChangedResource) -> bool:
        return change.modified <= self.gap.until or self.gap.since <= change.created <= self.gap.until

    def _missed(
        self, resource: PollableResource, actions: Sequence[Action], found: Sequence[ChangedResource]
    ) -> tuple[list[Missed], int]:
        missed: list[Missed] = []
        total = 0
        for change in found:
            wanted = coverage.wanted(change, resource, actions, self.gap)
            if wanted:
                past = self.history.of_resource(self.client.store_hash, change.resource, coverage.earliest(wanted))
                missed += [each for want in wanted if (each := want.missed(past))]
                total += len(wanted)
        return missed, total - len(missed)


def reason(name: str, error: Exception) -> str:
    """Why a resource is left out, and what to do, for people."""
    if isinstance(error, Unauthorized):
        granted = f"Grant the app {POLLABLE[name].oauth_scope} in this store"
        cure = "Install the app anew" if error.status == HTTPStatus.UNAUTHORIZED else granted
        return f"{str(error).rstrip('.')}. {cure}, then catch up again."
    return str(error)
