"""Catching a store up: gap by gap and page by page, from wherever the last one to work on it has come.

A gap stays open in the store's row until a catch-up that covers it is done. Whatever ends one before, a pause, a crash
or a refusal, leaves the gap for the next.

A page's messages are sent before its end is noted. Who dies in between leaves the page to be worked on again: the same
messages then are sent a second time, under the same names, and the consumer runs each once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from storehook.actions.action import Registry
from storehook.actions.deadline import Deadline
from storehook.bigcommerce.connections import Connections
from storehook.catch_up.coverage import History, message
from storehook.catch_up.paging import LIMIT
from storehook.catch_up.pollable import POLLABLE
from storehook.catch_up.preview import Preview, preview
from storehook.catch_up.progress import STALLED, CatchUpProgress, CatchUps, ResourceProgress, new_progress, next_gap
from storehook.catch_up.scan import LATER, LEFT_OUT, PAGE_SECONDS, ChangeScanner, reason
from storehook.errors import StoreUnavailable
from storehook.queues.ports import Lanes
from storehook.queues.task import Task
from storehook.stores.gaps import Interval, OpenGaps, union, without
from storehook.stores.ports import Stores
from storehook.stores.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUp:
    """Catches stores up.

    Args:
        registry: the actions.
        stores: the table of stores.
        lanes: the queues.
        history: what the runs say.
        gaps: the stores' open gaps.
        states: how far the catch-ups have come.
        connect: gives the connections of a run: `bigcommerce.connections.connections`, given what all stores share.
        clock: gives unix seconds.
        limit: how many items to ask for per page.
    """

    registry: Registry
    stores: Stores
    lanes: Lanes
    history: History
    gaps: OpenGaps
    states: CatchUps
    connect: Callable[..., Connections]
    clock: Callable[[], float] = time.time
    limit: int = LIMIT

    def begin(self, store_hash: str, since: float, until: float) -> bool:
        """Begin a catch-up, in place of one under way, whose gap stays open; False if it could not be stored.

        Args:
            store_hash: the store.
            since: changes from then on, in unix seconds.
            until: changes up to then, in unix seconds.
        """
        gap = Interval.of(since, until)
        self.gaps.change(store_hash, lambda before: union(before, [gap]))
        return self.states.save(self._new_progress(self.states.get(store_hash), store_hash, gap))

    def work(self, task: Task, asked_at: float, seconds_left: float) -> bool:
        """Do as much as there is time for. A task without `since` goes on with whatever gaps there are.

        Args:
            task: of kind `catch-up`.
            asked_at: when the task was first received, in unix seconds: with `since`, changes up to then are caught up.
                Later ones stay with their webhooks, and do not run twice.
            seconds_left: how long the function may still run, in seconds.

        Returns whether nothing is left to do. If something is, a task without `since` is to come: there is no more
        time, the store's budget is used up, BigCommerce is not there, or another worker has gone on in the meantime.
        """
        deadline = Deadline(self.clock, seconds_left)
        store = self.stores.get(task.store_hash)
        if store is None:
            return True
        if task.since and not self.begin(task.store_hash, task.since, asked_at):
            return False
        if store.status != "active":
            return self._wait(store, f"is {store.status}")
        return self._go_on(store, deadline)

    def seconds_to_next_task(self, store_hash: str) -> float | None:
        """In how many seconds a task must come for a store; None if none must, as nothing is open or all goes on."""
        if not (gaps := self.gaps.get(store_hash)):
            return None
        store = self.stores.get(store_hash)
        if store is None or store.status != "active":
            return None
        before, now = self.states.get(store_hash), self.clock()
        if before is not None and before.state == "running":
            return 0.0 if now - before.updated_at >= STALLED else None
        if next_gap(gaps, before, now, store.installed_at):
            return 0.0
        return min((gap.until - now for gap in gaps if gap.until > now), default=None)

    def preview(self, store_hash: str, since: float, seconds_left: float) -> Preview:
        """What a catch-up up to now would send. Nothing is sent, and nothing stored.

        Args:
            store_hash: the store.
            since: changes from then on, in unix seconds.
            seconds_left: how long the function may still run, in seconds.
        """
        deadline = Deadline(self.clock, seconds_left)
        progress = self._new_progress(None, store_hash, Interval.of(since, self.clock()))
        return preview(self._scanner(progress, deadline), progress, deadline.remaining)

    def _new_progress(self, before: CatchUpProgress | None, store_hash: str, gap: Interval) -> CatchUpProgress:
        names = [name for name, resource in POLLABLE.items() if resource.wanted_by(self.registry)]
        return new_progress(before, store_hash, gap, self.clock(), names)

    def _scanner(self, progress: CatchUpProgress, deadline: Deadline) -> ChangeScanner:
        found = self.connect(progress.store_hash, "catch-up", seconds_left=deadline.remaining)
        client = found.bigcommerce.current
        return ChangeScanner(client, self.registry, self.history, progress.covered, self.limit)

    def _go_on(self, store: Store, deadline: Deadline) -> bool:
        """Work on one gap after the other."""
        while True:
            before = self.states.get(store.store_hash)
            if (progress := self._next(before, store)) is None:
                return not any(gap.until > self.clock() for gap in self.gaps.get(store.store_hash))
            if progress is not before and not self.states.save(progress):
                return False
            if (stopped := self._cover(store, progress, deadline)) is not None:
                return stopped

    def _next(self, before: CatchUpProgress | None, store: Store) -> CatchUpProgress | None:
        if before is not None and before.state == "running":
            return before
        if before is not None and before.state == "waiting":
            return before.resumed(self.clock())
        gap = next_gap(self.gaps.get(store.store_hash), before, self.clock(), store.installed_at)
        return self._new_progress(before, store.store_hash, gap) if gap else None

    def _cover(self, store: Store, progress: CatchUpProgress, deadline: Deadline) -> bool | None:
        """Work on one gap; what `work` returns if that ends it, and None if the next gap has its turn."""
        scanner = self._scanner(progress, deadline)
        while (resource := progress.current()) is not None:
            if deadline.remaining() < PAGE_SECONDS:
                return False
            try:
                after = self._page(scanner, resource)
            except StoreUnavailable as error:
                return self._wait(store, error.reason)
            except LATER:
                self.states.save(progress.touch(self.clock()))
                return False
            except LEFT_OUT as error:
                after = resource.left_out(reason(resource.resource, error))
            progress = progress.with_resource(after, self.clock())
            if not self.states.save(progress):
                return False
        return self._end(progress.ended(self.clock()))

    def _end(self, ended: CatchUpProgress) -> bool | None:
        if not self.states.save(ended):
            return False
        if ended.state == "done":
            self.gaps.change(ended.store_hash, lambda before: without(before, ended.covered))
        return None

    def _wait(self, store: Store, why: str) -> bool:
        """Keep what is under way for when the store can be called again: the reconciler then asks for it."""
        before = self.states.get(store.store_hash)
        if before is None or before.state != "running":
            return True
        return self.states.save(before.waiting(self.clock(), str(StoreUnavailable(store.store_hash, why))))

    def _page(self, scanner: ChangeScanner, resource: ResourceProgress) -> ResourceProgress:
        scan = scanner.scan(resource)
        now, store_hash = self.clock(), scanner.client.store_hash
        self.lanes.send([(missed.action.lane, message(store_hash, missed, now)) for missed in scan.missed])
        return scan.after(resource)
