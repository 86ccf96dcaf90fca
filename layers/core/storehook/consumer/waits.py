"""Waits for events: store an event for the runs that may wait for it, and wake those that do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from storehook.actions.action import Action
from storehook.errors import Throttled
from storehook.queues.message import Message
from storehook.queues.ports import Lanes
from storehook.queues.run_key import RunKey
from storehook.runs.ends import cancelling, overdue
from storehook.runs.ports import RunRepository
from storehook.runs.run import EVENT, WAITERS, Run
from storehook.runs.waits import (
    AwaitedEvent,
    Waiter,
    WaitTable,
    awaited_event,
    counts,
    deadline_of,
    names_of,
    since,
    waiter,
    woken,
)
from storehook.saves import Saved
from storehook.webhooks.event import Event

AT_ONCE = 100
"""Runs that one message wakes. If more wait, another message continues."""

MAX_TRIES = 8
"""Tries to wake a run. Another worker may write it in between."""

CONTENDED_WAIT = 5.0
"""Seconds until the message is handled again if all tries have failed."""

_SEPARATOR = "\n"
"""Between the name of a wait and the last run that was woken. No name contains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Waits of runs for events."""

    table: WaitTable
    repository: RunRepository
    lanes: Lanes
    clock: Callable[[], float]
    token: Callable[[], str]

    def deliver(self, message: Message, event: Event, waits: Iterable[tuple[str, str]]) -> None:
        """Store an event, and wake the runs that wait for it. If the process dies in between, the message comes back.

        Args:
            message: its action is `WAITERS` if it only wakes runs. Its event ID then says where to continue.
            waits: scope and field of each wait that an action declares.
        """
        stored, names = awaited_event(message, event), names_of(event, waits)
        begin = message.event_id if message.action == WAITERS and message.event_id else ""
        for name in names if not begin else ():
            self.table.put_event(event.store_hash, name, stored)
        first, _, after = begin.partition(_SEPARATOR)
        for name in (name for name in names if name >= first):
            if last := self._wake_all(event.store_hash, name, stored, after if name == first else ""):
                self._continue(message, f"{name}{_SEPARATOR}{last}")
                return

    def register(self, run: Run, cancel_on: tuple[str, ...] = (), deadline: float | None = None) -> None:
        """Add a suspended run to those that wait for its event, and wake it if the event has come in the meantime.

        Args:
            cancel_on: scopes of the events that cancel it. They wake it, too.
            deadline: end of the wait, in unix seconds. By default, the stored one.
        """
        if run.waits_for and run.waits_for.startswith(EVENT):
            name = run.waits_for.removeprefix(EVENT)
            self._add(run, name, waiter(run, self._deadline(run, name) if deadline is None else deadline))
        for name in cancelling(run, cancel_on):
            self._add(run, name, waiter(run, run.next_attempt_at))

    def cancelled_by(self, run: Run, action: Action) -> str | None:
        """Return the reason for which a claimed run is cancelled: see `Run.cancelled_by`. None if it is not."""
        if option := overdue(run, action.within, action.start_within, self.clock()):
            return option
        scopes = (scope for name, scope in cancelling(run, action.cancel_on).items() if self._has_come(run, name))
        return next(scopes, None)

    def _add(self, run: Run, name: str, own: Waiter) -> None:
        self.table.put_waiter(run.key.store_hash, name, own)
        if self._has_come(run, name):
            self._send([*self._woken(run.key.store_hash, name, own)])

    def _has_come(self, run: Run, name: str) -> bool:
        begin = since(run)
        events = self.table.events(run.key.store_hash, name, begin, 2)
        return any(counts(event, run.key.path, begin) for event in events)

    def _deadline(self, run: Run, name: str) -> float:
        return deadline_of(self.table.waiter(run.key.store_hash, name, run.key.path), run) or run.next_attempt_at

    def _wake_all(self, store_hash: str, name: str, event: AwaitedEvent, after: str) -> str:
        """Wake the next runs that wait. Return the last one if more may wait."""
        page = self.table.waiters(store_hash, name, after, AT_ONCE)
        due = [waiter for waiter in page if counts(event, waiter.path, waiter.since)]
        # First the rows, then the wake-ups. If the process dies in between, this message comes back.
        self._send([run for waiter in due for run in self._woken(store_hash, name, waiter)])
        return page[-1].path if len(page) == AT_ONCE else ""

    def _woken(self, store_hash: str, name: str, waiter: Waiter) -> Iterator[Run]:
        key = RunKey.in_store(store_hash, waiter.path)
        for _ in range(MAX_TRIES):
            stored = self.repository.get(key)
            run = woken(stored, name, owner=self.token(), now=self.clock()) if stored else None
            if run is None:
                # It has been claimed since. If it waits again, it has another version, and looks for the event itself.
                self.table.remove(store_hash, name, waiter)
                return
            if run is stored or isinstance(self.repository.save(run), Saved):
                yield run
                return
        raise Throttled(CONTENDED_WAIT)

    def _continue(self, message: Message, after: str) -> None:
        self.lanes.send([("default", replace(message, action=WAITERS, event_id=after))])

    def _send(self, runs: list[Run]) -> None:
        if runs:
            self.lanes.send([(run.lane, run.key) for run in runs])
