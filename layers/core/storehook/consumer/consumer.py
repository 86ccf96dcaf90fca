"""The consumer's work on one message: claim its run, run the action, record the outcome.

Each method has its effects in an order such that a process may die between any two of them: what was accepted is then
still queued, or its run's lease ends and the next delivery of the message goes on from the stored version.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from storehook.actions import params
from storehook.actions.action import Action
from storehook.actions.deadline import Deadline, run_until, seconds_for
from storehook.consumer.context_factory import ContextFactory
from storehook.consumer.outcome import Outcome, Received, Result, dead_letter_attributes
from storehook.errors import UnknownAction, Unreadable
from storehook.queues.message import Message, decode
from storehook.runs import claims, coalesce, retries
from storehook.runs import run as runs
from storehook.runs.ports import LastEvents
from storehook.runs.run import ENQUEUED, Run, RunKey
from storehook.webhooks.event import Event, json_object, read
from storehook.webhooks.resources import resource_of

UNREADABLE = "(unreadable)"
"""What stands for the action in the run of an event that cannot be read. No Python function can have this name."""

IGNORED = "(none)"
"""What stands for the action in the run of an event that no action wants."""

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
        last_events: where events contend for being the last of their window.
        is_uninstalled: tells whether a store has uninstalled the app: what BigCommerce sends for it is then ignored.
        run_until: does an attempt's work, gives up on it at a deadline, and tells what it raised.
        random: gives a number from 0 up to 1.
    """

    lane: str
    context_factory: ContextFactory
    last_events: LastEvents
    is_uninstalled: Callable[[str], bool]
    run_until: Callable[[Deadline, Callable[[], object]], BaseException | None] = run_until
    random: Callable[[], float] = random.random

    def handle(self, received: Received) -> Outcome:
        """Work on one message. What it raises is a fault of what surrounds it: the message then stays in the queue."""
        message = _decoded(received)
        try:
            event = _event_of(message)
        except Unreadable as error:
            nothing = Event(message.store_hash, UNREADABLE, {}, None, None)
            return self._work(received, message, nothing, _raising(UNREADABLE, error))
        if message.action is not None:
            return self._run(
                received, message, event, self.context_factory.registry.get(message.action) or _unknown(message.action)
            )
        return self._route(received, message, event, self.context_factory.registry.matching(event.scope))

    def _route(self, received: Received, message: Message, event: Event, wanted: list[Action]) -> Outcome:
        if not wanted:
            return self._close(received, message, event, IGNORED, "ignored")
        if len(wanted) == 1 and wanted[0].lane == self.lane:
            return self._run(received, message.for_action(wanted[0].name), event, wanted[0])
        self.context_factory.lanes.send([(action.lane, message.for_action(action.name)) for action in wanted])
        return Outcome("split", message)

    def _close(
        self, received: Received, message: Message, event: Event, name: str, state: Literal["ignored", "coalesced"]
    ) -> Outcome:
        closed = runs.without_attempt(self._first(message, event, name, self._lease(received)), state)
        return Outcome("duplicate" if self.context_factory.repository.save(closed) else state, message, closed)

    def _run(self, received: Received, message: Message, event: Event, action: Action) -> Outcome:
        if message.due_at > self.context_factory.clock():
            return self._postpone(received, message, message.due_at - self.context_factory.clock())
        if message.kind in SENT and self.is_uninstalled(message.store_hash):
            return self._work(received, message, event, action, ignored=True)
        if action.coalesce and (place := coalesce.place(message, event, action.name, action.coalesce)):
            if not self.last_events.is_last(place.window, place.rank, place.ends_at):
                outcome = self._close(received, message, event, action.name, "coalesced")
                # It had its turn as the last one, and came back for another attempt.
                return outcome if outcome.result == "coalesced" else self._work(received, message, event, action)
            if seconds := coalesce.wait(place, action.coalesce, self.context_factory.clock(), received.receives):
                return self._postpone(received, message, seconds)
        return self._work(received, message, event, action)

    def _postpone(self, received: Received, message: Message, seconds: float) -> Outcome:
        self.context_factory.lanes.postpone(received.receipt, seconds)
        return Outcome("postponed", message)

    def _work(
        self, received: Received, message: Message, event: Event, action: Action, *, ignored: bool = False
    ) -> Outcome:
        # Not `_close`: what has run before, or failed, is claimed first, or it would stay as it is without a message.
        claim = self._claim(received, message, event, action, ignored=ignored)
        match claim:
            case claims.Start(run) if ignored:
                return Outcome("ignored", message, run)
            case claims.Start(run):
                # What was stored first is what runs, whichever message came for it.
                return self._attempt(received, run, event if run.message == message else _event_of(run.message), action)
            case claims.Exhaust(run) | claims.Resend(run):
                return self._dead_letter(run)
            case claims.Wait(seconds):
                return self._postpone(received, message, seconds)
            case claims.Duplicate():
                return Outcome("duplicate", message)

    def _claim(
        self, received: Received, message: Message, event: Event, action: Action, *, ignored: bool
    ) -> claims.Claim:
        lease = self._lease(received)
        claim: claims.Claim = claims.Start(self._first(message, event, action.name, lease))
        for _ in range(MAX_CLAIMS):
            if ignored and isinstance(claim, claims.Start):
                claim = claims.Start(runs.without_attempt(claim.run, "ignored"))
            if not isinstance(claim, claims.Start | claims.Exhaust):
                return claim
            if (stored := self.context_factory.repository.save(claim.run)) is None:
                return claim
            claim = claims.claim(stored, message, lease, retry_count=action.retries.retry_count)
        return claims.Wait(CONTENDED_WAIT)

    def _first(self, message: Message, event: Event, name: str, lease: runs.Lease) -> Run:
        # An event of an action's own is about nothing at BigCommerce, whatever its params look like.
        resource = None if message.kind == "action" else resource_of(event)
        return runs.first(
            RunKey(message.store_hash, event.hash or message.delivery_id, name, message.generation),
            message,
            scope=event.scope,
            lane=self.lane,
            lease=lease,
            resource=resource,
            happened_at=float(event.created_at or 0) if resource else 0.0,
        )

    def _attempt(self, received: Received, run: Run, event: Event, action: Action) -> Outcome:
        deadline = Deadline(self.context_factory.clock, seconds_for(action.timeout, received.seconds_left))
        tools = self.context_factory.context(run, event, action, deadline)
        error = self.run_until(deadline, lambda: action(params.of_event(event), tools))
        run = runs.with_enqueued(run, tools.calls.enqueued)
        if error is not None:
            return self._failed_attempt(received, run, action, error)
        return self._record("completed", runs.complete(run, self.context_factory.clock()))

    def _failed_attempt(self, received: Received, run: Run, action: Action, error: BaseException) -> Outcome:
        now = self.context_factory.clock()
        match retries.decide(error, run.attempt, action.retries, self.random):
            case retries.Again(after, counted):
                result: Result = "retrying" if counted else "throttled"
                outcome = self._record(result, runs.put_back(run, error, now, after=after, counted=counted))
                if outcome.run is not None:
                    self.context_factory.lanes.postpone(received.receipt, after)
                return outcome
            case retries.GiveUp():
                outcome = self._record("failed", runs.fail(run, error, now))
                return outcome if outcome.run is None else self._dead_letter(outcome.run)

    def _record(self, result: Result, run: Run) -> Outcome:
        if self.context_factory.repository.save(run) is None:
            return Outcome(result, run.message, run)
        # The lease ran out and another worker went on: what we found out counts for nothing.
        return Outcome("fenced", run.message)

    def _dead_letter(self, run: Run) -> Outcome:
        # Failed first, then the dead letter, then the note that it was sent: whoever dies in between, the next
        # delivery of the message finds a failed run without that note and sends the dead letter (again).
        self.context_factory.lanes.dead_letter(run.message.redriven(), dead_letter_attributes(run))
        noted = runs.dead_lettered(run, self.context_factory.clock())
        self.context_factory.repository.save(noted)
        return Outcome("failed", run.message, noted)

    def _lease(self, received: Received) -> runs.Lease:
        now = self.context_factory.clock()
        return runs.Lease(owner=self.context_factory.token(), now=now, until=now + received.seconds_left)


def _decoded(received: Received) -> Message:
    try:
        return decode(received.text)
    except Unreadable:
        payload = received.text.encode(errors="surrogatepass")
        return Message("unknown", received.id, payload, signed_at=0, received_at=0.0, kind="manual")


def _event_of(message: Message) -> Event:
    if message.kind == "action":
        return Event(message.store_hash, ENQUEUED, json_object(message.payload), None, int(message.received_at))
    event = read(message.payload)
    if event.store_hash != message.store_hash:
        raise Unreadable("The body is about another store than its message.")
    return event


def _unknown(name: str) -> Action:
    return _raising(name, UnknownAction(name))


def _raising(name: str, error: Exception) -> Action:
    def fail(_params: object, _context: object) -> None:
        raise error

    return Action(
        name=name,
        function=fail,
        webhooks=(),
        retries=retries.Retries(retry_count=0),
        lane="default",
        file=__file__,
        parse=lambda params: params,
    )
