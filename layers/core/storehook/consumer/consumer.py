"""The consumer's work on one message: claim its run, run the action, record the outcome.

Each method has its effects in an order such that a process may die between any two of them: what was accepted is then
still queued, or its run's lease ends and the next delivery of the message goes on from the stored version.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from storehook.actions import params
from storehook.actions.action import Action
from storehook.actions.deadline import Deadline, run_until, seconds_for
from storehook.bigcommerce.admission import Admits
from storehook.consumer.asking import Asking, decoded, event_of
from storehook.consumer.context_factory import ContextFactory
from storehook.consumer.holds import Holds
from storehook.consumer.outcome import Outcome, Received
from storehook.consumer.recorder import Recorder
from storehook.consumer.resource_locks import ResourceLocks
from storehook.errors import AttemptTimedOut, StorePaused, UnknownAction, Unreadable
from storehook.queues.message import Message, WakeUp
from storehook.runs import claims, coalesce, retries
from storehook.runs import run as runs
from storehook.runs.event_id import shortened
from storehook.runs.pauses import holder
from storehook.runs.run import IGNORED, UNREADABLE, Run, RunKey
from storehook.webhooks.event import Event
from storehook.webhooks.resources import resource_of

SENT = ("webhook", "catch-up")
"""The kinds of messages that are made for a store as such, not because an action or an operator asks for it."""

MAX_CLAIMS = 8
"""How often a claim is tried anew when another worker writes the run in between."""

CONTENDED_WAIT = 5.0
"""Seconds to wait when even that was not enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Works on messages of one lane.

    Args:
        lane: its name.
        context_factory: the actions, the table of runs, the queues, and what the actions' tools are made of.
        admission: lets runs begin when their store's quota has room for them.
        resource_locks: tells whose turn it is, where runs come one at a time.
        holds: tells what holds a run.
        run_until: does an attempt's work, gives up on it at a deadline, and tells what it raised.
        random: gives a number from 0 up to 1.
    """

    lane: str
    context_factory: ContextFactory
    admission: Admits
    resource_locks: ResourceLocks
    holds: Holds
    run_until: Callable[[Deadline, Callable[[], object]], BaseException | None] = run_until
    random: Callable[[], float] = random.random

    def handle(self, received: Received) -> Outcome:
        """Work on one message. What it raises is a fault of what surrounds it: the message then stays in the queue."""
        message = decoded(received)
        if (status := self.holds.status(message.store_hash)) == "purged":
            return self._drop(message)
        asking = Asking(received, message, self._lease(received), status)
        if isinstance(message, WakeUp):
            return self._wake(asking, message)
        try:
            event = event_of(message)
        except Unreadable:
            nothing = Event(message.store_hash, UNREADABLE, {}, None, None)
            return self._work(asking, message, nothing, self._action(UNREADABLE))
        if message.action is not None:
            return self._run(asking, message, event, self._action(message.action))
        return self._route(asking, message, event, self.context_factory.registry.matching(event.scope))

    def return_message(self, received: Received) -> None:
        """Let a message come back soon that a fault of ours kept from being worked on, and ever later if that goes on.

        If even that is not possible, it comes back when its queue's visibility timeout has passed.
        """
        with suppress(Exception):
            self.context_factory.lanes.postpone(received.receipt, retries.after_fault(received.receives - 1))

    def _drop(self, message: Message | WakeUp) -> Outcome:
        if isinstance(message, WakeUp):
            # An attempt that was under way when the store was purged may have asked for it since.
            self.context_factory.repository.delete(RunKey.woken_by(message))
        return Outcome("dropped", message)

    def _wake(self, asking: Asking, wake_up: WakeUp) -> Outcome:
        key = RunKey.woken_by(wake_up)
        action, by = self._action(key.action), self._holder(asking, key.action)
        if by is None and (run := self.context_factory.repository.claim_due(key, asking.lease)):
            return self._begin(asking, run, action)
        if stored := self.context_factory.repository.get(key):
            return self._claim(asking, action, asking.claim(stored, action), by)
        return Outcome("duplicate", wake_up)  # it has been purged

    def _route(self, asking: Asking, message: Message, event: Event, wanted: list[Action]) -> Outcome:
        if not wanted:
            closed = runs.without_attempt(self._first(asking, message, event, IGNORED), "ignored")
            return Outcome("duplicate" if self.context_factory.repository.save(closed) else "ignored", message, closed)
        if len(wanted) == 1 and wanted[0].lane == self.lane:
            return self._run(asking, message.for_action(wanted[0].name), event, wanted[0])
        self.context_factory.lanes.send([(action.lane, message.for_action(action.name)) for action in wanted])
        return Outcome("split", message)

    def _run(self, asking: Asking, message: Message, event: Event, action: Action) -> Outcome:
        window = coalesce.window_of(message, event)
        if not action.coalesce or window is None or asking.uninstalled:
            return self._work(asking, message, event, action)
        opened = self._first(asking, replace(message, event_id=window), event, action.name)
        # First the window has the event, then the event's own run says so: who dies in between takes it in once more.
        if not self._take(asking, opened, action.coalesce):
            return self._postpone(asking, CONTENDED_WAIT)
        closed = runs.without_attempt(self._first(asking, message, event, action.name), "coalesced")
        if (stored := self.context_factory.repository.save(closed)) is None:
            return Outcome("coalesced", message, closed)
        # It may have begun before its action was deployed to coalesce: then this message may be all that wakes it.
        return self._claim(asking, action, asking.claim(stored, action), self._holder(asking, action.name))

    def _take(self, asking: Asking, opened: Run, seconds: float) -> bool:
        repository = self.context_factory.repository
        for _ in range(MAX_CLAIMS):
            if (window := coalesce.take(repository.latest(opened.key), opened, seconds, asking.lease)) is None:
                return True
            if repository.save(window) is None:
                if window.version == 1:
                    self._recorder.wake_later(window, asking.lease.now)
                return True
        return False

    def _work(self, asking: Asking, message: Message, event: Event, action: Action) -> Outcome:
        first = self._first(asking, message, event, action.name)
        # What was received before has a row, mostly, and a write that is refused costs as much as one that is not.
        stored = self.context_factory.repository.get(first.key) if asking.received.receives > 1 else None
        claim = asking.claim(stored, action) if stored else claims.Start(first)
        return self._claim(asking, action, claim, self._holder(asking, action.name))

    def _claim(self, asking: Asking, action: Action, claim: claims.Claim, by: str | None) -> Outcome:
        for _ in range(MAX_CLAIMS):
            if not isinstance(claim, claims.Start | claims.Exhaust):
                return self._follow(asking, claim)
            run = self._held(claim.run, by) if by and isinstance(claim, claims.Start) else claim.run
            if (stored := self.context_factory.repository.save(run)) is None:
                return self._claimed(asking, run, action)
            claim = asking.claim(stored, action)
        return self._postpone(asking, CONTENDED_WAIT)

    def _claimed(self, asking: Asking, run: Run, action: Action) -> Outcome:
        if run.state == "held":
            return Outcome("held", asking.message, run)
        if run.state == "failed":
            return self._recorder.pass_on(self._recorder.dead_letter(run), action)
        return self._begin(asking, run, action)

    def _holder(self, asking: Asking, action: str) -> str | None:
        return self.holds.holder(asking.message.store_hash, asking.status, action, self.lane)

    def _held(self, run: Run, by: str) -> Run:
        self.holds.note(by)
        return runs.held(run, by)

    def _follow(
        self, asking: Asking, claim: claims.Resend | claims.Leased | claims.NotDue | claims.Suspect | claims.Duplicate
    ) -> Outcome:
        match claim:
            case claims.Resend(run):
                return self._recorder.dead_letter(run)
            case claims.Leased(seconds):
                return self._postpone(asking, seconds)
            case claims.NotDue():
                return Outcome("early", asking.message)
            case claims.Suspect(run):
                return Outcome("suspect", asking.message, run)
            case claims.Duplicate():
                return Outcome("duplicate", asking.message)

    def _postpone(self, asking: Asking, seconds: float) -> Outcome:
        self.context_factory.lanes.postpone(asking.received.receipt, seconds)
        return Outcome("postponed", asking.message)

    def _begin(self, asking: Asking, run: Run, action: Action) -> Outcome:
        try:
            # What was stored first is what runs, whichever message came for it.
            event = event_of(run.message)
        except Unreadable as error:
            return self._failed_attempt(run, action, error)
        if asking.uninstalled and run.message.kind in SENT:
            # Not before the claim: what has run before, or failed, would stay as it is.
            return self._recorder.end("ignored", runs.ignore(run, self.context_factory.clock()), action)
        try:
            if action.one_at_a_time and not self.resource_locks.acquire(run):
                return self._stand_in_line(run)
            turn = self.admission.admit(run.key.store_hash, action.name, run.position)
        except Exception as error:
            return self._failed_attempt(run, action, error)
        if turn.admitted:
            return self._attempt(asking, replace(run, position=turn.position), event, action)
        return self._recorder.defer("queued", replace(run, position=turn.position), until=turn.at)

    def _stand_in_line(self, run: Run) -> Outcome:
        now = self.context_factory.clock()
        # Due at once, and woken by the one before it; should that die first, by the timer.
        outcome = self._recorder.record("queued", runs.defer(run, now, until=now))
        if outcome.run is not None and self.resource_locks.acquire(run):
            self._recorder.wake_later(outcome.run, now)  # the one before it ended in this very moment
        return outcome

    def _first(self, asking: Asking, message: Message, event: Event, name: str) -> Run:
        # An event of an action's own is about nothing at BigCommerce, whatever its params look like.
        resource = None if message.kind == "action" else resource_of(event)
        event_id = message.event_id or shortened(event.hash or message.delivery_id)
        return runs.first(
            RunKey(message.store_hash, event_id, name, message.generation),
            message,
            scope=event.scope,
            lane=self.lane,
            lease=asking.lease,
            resource=resource,
            happened_at=float(event.created_at or 0) if resource else 0.0,
        )

    def _attempt(self, asking: Asking, run: Run, event: Event, action: Action) -> Outcome:
        deadline = Deadline(self.context_factory.clock, seconds_for(action.timeout, asking.received.seconds_left))
        tools = self.context_factory.context(run, event, action, deadline)
        try:
            error = self.run_until(deadline, lambda: action(params.of_event(event), tools))
        finally:
            # What the line is not told lapses. It must not make a run that has ended well seem to have failed.
            with suppress(Exception):
                calls = tools.connections.calls(run.key.store_hash)
                self.admission.ended(run.key.store_hash, action.name, calls)
        run = runs.with_enqueued(run, tools.calls.enqueued)
        if error is not None:
            outcome = self._failed_attempt(run, action, error)
            return replace(outcome, timed_out=isinstance(error, AttemptTimedOut))
        return self._recorder.end("completed", runs.complete(run, self.context_factory.clock()), action)

    def _failed_attempt(self, run: Run, action: Action, error: BaseException) -> Outcome:
        if isinstance(error, StorePaused):
            return self._recorder.hold(run, holder("store", error.store_hash))
        now = self.context_factory.clock()
        match retries.decide(error, run.attempt, action.retries, self.random, faults=run.faults):
            case retries.Again(after, counted=True):
                return self._recorder.wait("retrying", runs.schedule_retry(run, error, now, after=after))
            case retries.Again(after, faults=faults):
                return self._recorder.defer("throttled", run, until=now + after, faults=faults)
            case retries.GiveUp():
                return self._recorder.fail(runs.fail(run, error, now), action)

    @property
    def _recorder(self) -> Recorder:
        return Recorder(self.context_factory, self.resource_locks, self.holds)

    def _action(self, name: str) -> Action:
        registry = self.context_factory.registry
        return registry.get(name) or _unknown(name, registry.nearest(name))

    def _lease(self, received: Received) -> runs.Lease:
        now = self.context_factory.clock()
        return runs.Lease(self.context_factory.token(), now, now + received.seconds_left, received.alone)


def _unknown(name: str, nearest: str | None) -> Action:
    def fail(_params: object, _context: object) -> None:
        raise UnknownAction(name, nearest)

    return Action(
        name=name,
        function=fail,
        webhooks=(),
        retries=retries.Retries(retry_count=0),
        lane="default",
        place=__file__,
        parse=lambda params: params,
    )
