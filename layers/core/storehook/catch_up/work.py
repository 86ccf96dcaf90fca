"""Catching a store up: page by page, from wherever the last one to work on it has come.

A page's messages are sent before its end is noted. Who dies in between leaves the page to be worked on again: the same
messages then are sent a second time, under the same names, and the consumer runs each once.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from storehook.actions.action import Registry
from storehook.actions.deadline import Deadline
from storehook.bigcommerce.connections import Connections
from storehook.catch_up.coverage import History, message
from storehook.catch_up.paging import LIMIT
from storehook.catch_up.pollable import POLLABLE
from storehook.catch_up.progress import CatchUps, Progress, ResourceProgress, begun
from storehook.catch_up.scan import LATER, LEFT_OUT, PAGE_SECONDS, ChangeScanner, reason
from storehook.errors import StoreUnavailable
from storehook.queues.ports import Lanes
from storehook.queues.task import Task
from storehook.stores.ports import Stores

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


def preview(scanner: ChangeScanner, progress: Progress, seconds_left: Callable[[], float]) -> Preview:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUp:
    """Catches stores up.

    Args:
        registry: the actions.
        stores: the table of stores.
        lanes: the queues.
        history: what the runs say.
        states: how far the catch-ups have come.
        connect: gives the connections of a run: `bigcommerce.connections.connections`, given what all stores share.
        clock: gives unix seconds.
        limit: how many items to ask for per page.
    """

    registry: Registry
    stores: Stores
    lanes: Lanes
    history: History
    states: CatchUps
    connect: Callable[..., Connections]
    clock: Callable[[], float] = time.time
    limit: int = LIMIT

    def begin(self, store_hash: str, since: float, until: float) -> Progress | None:
        """Begin a catch-up, or ask the one under way for more; None if it could not be stored.

        Args:
            store_hash: the store.
            since: changes from then on, in unix seconds.
            until: changes up to then, in unix seconds.
        """
        progress = self._begun(self.states.get(store_hash), store_hash, since, until)
        return progress if self.states.save(progress) else None

    def work(self, task: Task, asked_at: float, seconds_left: float) -> bool:
        """Do as much as there is time for. A task without `since` goes on with the catch-up under way.

        Args:
            task: of kind `catch-up`.
            asked_at: when the task was first received, in unix seconds: changes up to then are caught up. However often
                it comes back, later ones stay with their webhooks, and do not run twice.
            seconds_left: how long the function may still run, in seconds.

        Returns whether nothing is left to do. If something is, the task is to come again: there is no more time, the
        store's budget is used up, BigCommerce is not there, or another worker has gone on in the meantime.
        """
        deadline = Deadline(self.clock, seconds_left)
        store = self.stores.get(task.store_hash)
        if store is None:
            return True
        progress = self.begin(task.store_hash, task.since, asked_at) if task.since else self.states.get(task.store_hash)
        if progress is None:
            return not task.since
        if store.status != "active":
            return self._is_over(progress, str(StoreUnavailable(store.store_hash, f"is {store.status}")))
        return self._go_on(progress, deadline)

    def preview(self, store_hash: str, since: float, seconds_left: float) -> Preview:
        """What a catch-up up to now would send. Nothing is sent, and nothing stored.

        Args:
            store_hash: the store.
            since: changes from then on, in unix seconds.
            seconds_left: how long the function may still run, in seconds.
        """
        deadline = Deadline(self.clock, seconds_left)
        progress = self._begun(None, store_hash, since, self.clock())
        return preview(self._scanner(progress, deadline), progress, deadline.remaining)

    def _begun(self, before: Progress | None, store_hash: str, since: float, until: float) -> Progress:
        names = [name for name, resource in POLLABLE.items() if resource.wanted_by(self.registry)]
        return begun(before, store_hash, since, until, names)

    def _scanner(self, progress: Progress, deadline: Deadline) -> ChangeScanner:
        found = self.connect(progress.store_hash, "catch-up", seconds_left=deadline.remaining)
        client = found.bigcommerce.current
        return ChangeScanner(client, self.registry, self.history, progress.since, progress.until, self.limit)

    def _go_on(self, progress: Progress, deadline: Deadline) -> bool:
        scanner = self._scanner(progress, deadline)
        while (resource := progress.current()) is not None and progress.state == "running":
            if deadline.remaining() < PAGE_SECONDS:
                return False
            try:
                after = progress.with_resource(self._page(scanner, resource))
            except StoreUnavailable as error:
                return self._is_over(progress, str(error))
            except LATER:
                return False
            except LEFT_OUT as error:
                after = progress.with_resource(resource.left_out(reason(resource.resource, error)))
            if not self.states.save(after):
                return False
            progress = after
        return self._is_over(progress)

    def _is_over(self, progress: Progress, why: str = "") -> bool:
        return progress.state != "running" or self.states.save(progress.ended(self.clock(), why))

    def _page(self, scanner: ChangeScanner, resource: ResourceProgress) -> ResourceProgress:
        scan = scanner.scan(resource)
        now, store_hash = self.clock(), scanner.client.store_hash
        self.lanes.send([(missed.action.lane, message(store_hash, missed, now)) for missed in scan.missed])
        return scan.after(resource)
