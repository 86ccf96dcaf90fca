"""The consumer's work on one message: claim its run, run the action, record the outcome.

Each method has its effects in an order such that a process may die between any two of them: what was accepted is then
still queued, or its run's lease ends and the next delivery of the message goes on from the stored version.
"""

import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from storehook import claims, context, params, retries, runs
from storehook.actions import Action, Registry
from storehook.context import Context, Log
from storehook.errors import UnknownAction, Unreadable
from storehook.event import Event, read
from storehook.message import Message, decode
from storehook.outcome import Outcome, Received, Result, dead_letter_attributes
from storehook.ports import Lanes, Ledger
from storehook.runs import Run, RunKey

UNREADABLE = "(unreadable)"
"""What stands for the action in the run of an event that cannot be read. No Python function can have this name."""

IGNORED = "(none)"
"""What stands for the action in the run of an event that no action wants."""

MAX_CLAIMS = 8
"""How often a claim is tried anew when another worker writes the run in between."""

CONTENDED_WAIT = 5.0
"""Seconds to wait when even that was not enough."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """Works on messages of one lane.

    Args:
        lane: its name.
        registry: the actions.
        ledger: the table of runs.
        lanes: the queues.
        log: gives the logger for a run.
        clock: gives unix seconds.
        random: gives a number from 0 up to 1.
        token: gives a fresh random token.
    """

    lane: str
    registry: Registry
    ledger: Ledger
    lanes: Lanes
    log: Callable[[Run], Log]
    clock: Callable[[], float] = time.time
    random: Callable[[], float] = random.random
    token: Callable[[], str] = secrets.token_hex

    def handle(self, received: Received) -> Outcome:
        """Work on one message. What it raises is a fault of the surroundings: the message then stays in the queue."""
        message = _decoded(received)
        try:
            event = _event_of(message)
        except Unreadable as error:
            nothing = Event(message.store_hash, UNREADABLE, {}, None, None)
            return self._run(received, message, nothing, _raising(UNREADABLE, error))
        if message.action is not None:
            return self._run(received, message, event, self.registry.get(message.action) or _unknown(message.action))
        return self._route(received, message, event, self.registry.matching(event.scope))

    def _route(self, received: Received, message: Message, event: Event, wanted: list[Action]) -> Outcome:
        if not wanted:
            return self._ignore(received, message, event)
        if len(wanted) == 1 and wanted[0].lane == self.lane:
            return self._run(received, message.for_action(wanted[0].name), event, wanted[0])
        self.lanes.send([(action.lane, message.for_action(action.name)) for action in wanted])
        return Outcome("split", message)

    def _ignore(self, received: Received, message: Message, event: Event) -> Outcome:
        key = _key(message, event, IGNORED)
        run = runs.ignored(key, message, scope=event.scope, lane=self.lane, lease=self._lease(received))
        return Outcome("duplicate" if self.ledger.save(run) else "ignored", message, run)

    def _run(self, received: Received, message: Message, event: Event, action: Action) -> Outcome:
        claim = self._claim(received, message, event, action)
        match claim:
            case claims.Start(run):
                return self._attempt(received, run, event, action)
            case claims.Exhaust(run) | claims.Resend(run):
                return self._dead_letter(run)
            case claims.Wait(seconds):
                self.lanes.postpone(received.receipt, seconds)
                return Outcome("postponed", message)
            case claims.Duplicate():
                return Outcome("duplicate", message)

    def _claim(self, received: Received, message: Message, event: Event, action: Action) -> claims.Claim:
        lease = self._lease(received)
        key = _key(message, event, action.name)
        claim: claims.Claim = claims.Start(runs.first(key, message, scope=event.scope, lane=self.lane, lease=lease))
        for _ in range(MAX_CLAIMS):
            if not isinstance(claim, claims.Start | claims.Exhaust):
                return claim
            if (stored := self.ledger.save(claim.run)) is None:
                return claim
            claim = claims.claim(stored, message, lease, retry_count=action.retries.retry_count)
        return claims.Wait(CONTENDED_WAIT)

    def _attempt(self, received: Received, run: Run, event: Event, action: Action) -> Outcome:
        tools = Context(
            trigger=context.trigger(run, event, retry_count=action.retries.retry_count),
            logger=self.log(run),
            run_key=str(run.key),
        )
        try:
            action(params.of_event(event), tools)
        except (Exception, SystemExit) as error:
            return self._failed_attempt(received, run, action, error)
        return self._record("completed", runs.complete(run, self.clock()))

    def _failed_attempt(self, received: Received, run: Run, action: Action, error: BaseException) -> Outcome:
        now = self.clock()
        match retries.decide(error, run.attempt, action.retries, self.random):
            case retries.Again(after, counted):
                result: Result = "retrying" if counted else "throttled"
                outcome = self._record(result, runs.put_back(run, error, now, after=after, counted=counted))
                if outcome.run is not None:
                    self.lanes.postpone(received.receipt, after)
                return outcome
            case retries.GiveUp():
                outcome = self._record("failed", runs.fail(run, error, now))
                return outcome if outcome.run is None else self._dead_letter(outcome.run)

    def _record(self, result: Result, run: Run) -> Outcome:
        if self.ledger.save(run) is None:
            return Outcome(result, run.message, run)
        # The lease ran out and another worker went on: what we found out counts for nothing.
        return Outcome("fenced", run.message)

    def _dead_letter(self, run: Run) -> Outcome:
        # Failed first, then the dead letter, then the note that it was sent: whoever dies in between, the next
        # delivery of the message finds a failed run without that note and sends the dead letter (again).
        self.lanes.dead_letter(run.message.redriven(), dead_letter_attributes(run))
        noted = runs.dead_lettered(run, self.clock())
        self.ledger.save(noted)
        return Outcome("failed", run.message, noted)

    def _lease(self, received: Received) -> runs.Lease:
        now = self.clock()
        return runs.Lease(owner=self.token(), now=now, until=now + received.seconds_left)


def _key(message: Message, event: Event, action: str) -> RunKey:
    return RunKey(message.store_hash, event.hash or message.delivery_id, action)


def _decoded(received: Received) -> Message:
    try:
        return decode(received.text)
    except Unreadable:
        payload = received.text.encode(errors="surrogatepass")
        return Message("unknown", received.id, payload, signed_at=0, received_at=0.0, kind="manual")


def _event_of(message: Message) -> Event:
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
