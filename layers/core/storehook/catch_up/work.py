"""Catch-up of a store, gap by gap and page by page. Any worker can continue where the last one stopped.

A gap stays open in the store's row until a catch-up covers it. If a pause, a crash or a refusal ends a catch-up early,
the gap is left for the next one.

A page's messages are sent before its progress is stored. If the process dies in between, the page is processed again:
the same messages are sent under the same event hashes, and the consumer drops the duplicates.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from storehook.actions.action import Registry
from storehook.actions.deadline import Deadline
from storehook.bigcommerce.connections import Connections
from storehook.bigcommerce.pages import LIMIT
from storehook.catch_up.coverage import History, message
from storehook.catch_up.pollable import POLLABLE
from storehook.catch_up.preview import Preview, preview
from storehook.catch_up.progress import (
    STALLED,
    CatchUpProgress,
    CatchUps,
    ResourceProgress,
    new_progress,
    next_gap,
    seconds_to_next_gap,
)
from storehook.catch_up.scan import PAGE_SECONDS, PERMANENT, TRANSIENT, ChangeScanner, reason
from storehook.errors import StoreUnavailable
from storehook.queues.ports import Lanes
from storehook.queues.task import Task
from storehook.stores.gaps import Interval, OpenGaps, union, without
from storehook.stores.ports import Stores
from storehook.stores.store import Store
from storehook.webhooks.event import CLOCK_SKEW


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUp:
    """Catch-up of one store at a time.

    Args:
        connect: returns the connections of a run: `bigcommerce.connections.connections` for these stores.
    """

    registry: Registry
    stores: Stores
    lanes: Lanes
    history: History
    gaps: OpenGaps
    catch_ups: CatchUps
    connect: Callable[..., Connections]
    clock: Callable[[], float] = time.time
    limit: int = LIMIT

    def start(self, store_hash: str, since: float, until: float) -> bool:
        """Start a catch-up. It replaces a running one, whose gap stays open. Return False if it was not stored."""
        gap = Interval.of(since, until)
        self.gaps.change(store_hash, lambda before: union(before, [gap]))
        return self.catch_ups.save(self._new_progress(self.catch_ups.get(store_hash), store_hash, gap))

    def restart(self, store_hash: str) -> bool:
        """Start the current catch-up again, if there is one. Return False if another worker was faster.

        It may have read its pages without an action that is deployed now.
        """
        before = self.catch_ups.get(store_hash)
        if before is None or before.state not in ("running", "waiting"):
            return True
        return self.catch_ups.save(self._new_progress(before, store_hash, before.covered))

    def work(self, task: Task, asked_at: float, seconds_left: float) -> bool:
        """Work for as long as there is time. Return whether nothing is left to do.

        If something is left, send a task without `since` later: time ran out, the store's API quota is used up,
        BigCommerce doesn't answer, or another worker has continued in the meantime.

        Args:
            task: of kind `catch-up`. Without `since`, it continues with the open gaps.
            asked_at: time of the first receipt of the task, in unix seconds. With `since`, changes are caught up to
                this time. Later changes are left to their webhooks, so they don't run twice. A person doesn't wait for
                the `GRACE` of a gap, so an event that is on its way at this time may run besides.
        """
        deadline = Deadline(self.clock, seconds_left)
        store = self.stores.get(task.store_hash)
        if store is None:
            return True
        if task.since and not self.start(task.store_hash, task.since, asked_at):
            return False
        if store.status != "active":
            return self._wait(store, f"is {store.status}")
        return self._continue(store, deadline)

    def seconds_to_next_task(self, store_hash: str) -> float | None:
        """Return in how many seconds the store needs a task. Return None if it has no open gap, or has a task."""
        gaps = self.gaps.get(store_hash)
        if not gaps:
            return None
        store = self.stores.get(store_hash)
        if store is None or store.status != "active":
            return None
        before, now = self.catch_ups.get(store_hash), self.clock()
        if before is not None and before.state == "running":
            return 0.0 if now - before.updated_at >= STALLED else None
        if before is not None and before.state == "waiting":
            return 0.0
        return seconds_to_next_gap(gaps, before, now, store.installed_at)

    def preview(self, store_hash: str, since: float, seconds_left: float) -> Preview:
        """Return what a catch-up from `since` until now would send. Send and store nothing."""
        deadline = Deadline(self.clock, seconds_left)
        progress = self._new_progress(None, store_hash, Interval.of(since, self.clock()))
        return preview(self._scanner(progress, deadline), progress, deadline.remaining)

    def _new_progress(self, before: CatchUpProgress | None, store_hash: str, gap: Interval) -> CatchUpProgress:
        names = [name for name, resource in POLLABLE.items() if resource.subscribers(self.registry)]
        return new_progress(before, store_hash, gap, self.clock(), names)

    def _scanner(self, progress: CatchUpProgress, deadline: Deadline) -> ChangeScanner:
        connections = self.connect(progress.store_hash, "catch-up", seconds_left=deadline.remaining)
        client = connections.bigcommerce.current
        return ChangeScanner(client, self.registry, self.history, progress.covered, self.limit)

    def _continue(self, store: Store, deadline: Deadline) -> bool:
        """Catch up one gap after the other."""
        while True:
            before = self.catch_ups.get(store.store_hash)
            progress = self._next_progress(before, store)
            if progress is None:
                gaps = self.gaps.get(store.store_hash)
                return seconds_to_next_gap(gaps, before, self.clock(), store.installed_at) is None
            if progress is not before and not self.catch_ups.save(progress):
                return False
            if (stopped := self._cover(store, progress, deadline)) is not None:
                return stopped

    def _next_progress(self, before: CatchUpProgress | None, store: Store) -> CatchUpProgress | None:
        if before is not None and before.state == "running":
            return before
        gaps = self.gaps.get(store.store_hash)
        # While it waited, its gap may have become too old.
        is_open = before is not None and gaps and before.since + CLOCK_SKEW >= gaps[0].since
        if before is not None and before.state == "waiting" and is_open:
            return before.resumed(self.clock())
        gap = next_gap(gaps, before, self.clock(), store.installed_at)
        return self._new_progress(before, store.store_hash, gap) if gap else None

    def _cover(self, store: Store, progress: CatchUpProgress, deadline: Deadline) -> bool | None:
        """Catch up one gap. Return the result of `work` if the work ends here, or None to go on to the next gap."""
        scanner = self._scanner(progress, deadline)
        while (resource := progress.current()) is not None:
            if deadline.remaining() < PAGE_SECONDS:
                return False
            try:
                after = self._process_page(scanner, resource)
            except StoreUnavailable as error:
                return self._wait(store, error.reason)
            except TRANSIENT:
                self.catch_ups.save(progress.touch(self.clock()))
                return False
            except PERMANENT as error:
                after = resource.skipped(reason(resource.resource, error))
            progress = progress.with_resource(after, self.clock())
            if not self.catch_ups.save(progress):
                return False
        return self._end(progress.ended(self.clock()))

    def _end(self, ended: CatchUpProgress) -> bool | None:
        if not self.catch_ups.save(ended):
            return False
        if ended.state == "done":
            self.gaps.change(ended.store_hash, lambda before: without(before, ended.covered))
        return None

    def _wait(self, store: Store, why: str) -> bool:
        """Store that the catch-up waits for its store. A reconciliation starts it again once the store is active."""
        before = self.catch_ups.get(store.store_hash)
        if before is None or before.state != "running":
            return True
        return self.catch_ups.save(before.waiting(self.clock(), str(StoreUnavailable(store.store_hash, why))))

    def _process_page(self, scanner: ChangeScanner, resource: ResourceProgress) -> ResourceProgress:
        scan = scanner.scan(resource)
        now, store_hash = self.clock(), scanner.client.store_hash
        self.lanes.send([(missed.action.lane, message(store_hash, missed, now)) for missed in scan.missed])
        return scan.after(resource)
