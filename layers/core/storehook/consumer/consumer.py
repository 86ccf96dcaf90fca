"""Consumer of one lane: claim the run of a message, run the action, record the outcome.

The effects of each method are in an order such that a process may die between any two of them. An accepted message is
then still in its queue, or the run's lease expires and the next delivery continues from the stored version.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from storehook.actions import params
from storehook.actions.action import Action, Registry
from storehook.actions.deadline import Deadline, run_until, seconds_for
from storehook.bigcommerce.admission import Admits
from storehook.consumer.claim_request import ClaimRequest, decoded, event_of
from storehook.consumer.context_factory import ContextFactory
from storehook.consumer.coverage import Coverage
from storehook.consumer.holds import Holds
from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.consumer.recorder import Recorder
from storehook.consumer.resource_locks import ResourceLocks
from storehook.errors import (
    AttemptTimedOut,
    ContentUnreadable,
    LoopSuspected,
    StepUnsure,
    StorePaused,
    Suspended,
    UnknownAction,
)
from storehook.queues.message import Message
from storehook.queues.ports import Lanes
from storehook.queues.run_key import RunKey, shortened
from storehook.runs import claims, coalesce, retries
from storehook.runs import run as runs
from storehook.runs.pauses import holder
from storehook.runs.ports import RunRepository
from storehook.runs.resource_locks import wait_for_lock
from storehook.runs.run import EVENT, IGNORED, UNREADABLE, WAITERS, Run
from storehook.saves import Conflict, Saved
from storehook.webhooks.event import Event
from storehook.webhooks.resources import resource_of

if TYPE_CHECKING:
    from storehook.consumer.waits import Waits

FROM_STORE = ("webhook", "catch-up", "schedule")
"""Kinds of messages that are about an installed store, and come neither from an action nor from an operator."""

MAX_CLAIMS = 8
"""Number of times that a claim is repeated if another worker writes the run in between."""

CONTENDED_WAIT = 5.0
"""Seconds to wait if all of these claims met another write, or if a wake-up finds no row."""

MAX_AT_ONCE = 10
"""Receipts of a suspect after which it is no longer visible at once."""

MAX_MISSING = 3
"""Receipts of a wake-up without a row after which it is dropped. Before, its row may still be on its way."""

UNKNOWN_WAIT, MAX_UNKNOWN = 60.0, 15
"""Seconds between two checks whether an unknown action has been deployed, and their number before the run fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Consumer of one lane's messages.

    Args:
        longest_attempt: seconds for which this function may run.
        waits: returns the waits for events. It is called only if an action declares one.
        is_local: a programming error fails a run at once, because its author is watching.
    """

    lane: str
    longest_attempt: float
    registry: Registry
    repository: RunRepository
    lanes: Lanes
    clock: Callable[[], float]
    token: Callable[[], str]
    contexts: ContextFactory
    recorder: Recorder
    admission: Admits
    resource_locks: ResourceLocks
    coverage: Coverage
    holds: Holds
    waits: "Callable[[], Waits]"
    run_until: Callable[[Deadline, Callable[[], object]], BaseException | None] = run_until
    random: Callable[[], float] = random.random
    is_local: bool = False

    def handle(self, received: ReceivedMessage) -> Outcome:
        """Handle one message. An error that it raises is not the run's: the message stays in the queue."""
        message = decoded(received)
        if (status := self.holds.status(message.store_hash)) == "purged":
            return self._drop(message)
        request = ClaimRequest(received, message, self._lease(received), status, self.longest_attempt)
        if isinstance(message, RunKey):
            return self._wake_up(request, message)
        try:
            event = event_of(message)
        except ContentUnreadable:
            unreadable = Event(message.store_hash, UNREADABLE, {}, None, None)
            return self._start(request, message, unreadable, self._action(UNREADABLE))
        if message.action in (None, WAITERS) and (waits := self.registry.waits(event.scope)):
            # Even if the store is paused: its runs look for the event once they continue.
            self.waits().deliver(message, event, waits)
            if message.action or not self.registry.matching(event.scope):
                return Outcome("stored", message)
        if message.action is not None:
            return self._handle_event(request, message, event, self._action(message.action))
        return self._route(request, message, event, self.registry.matching(event.scope))

    def return_message(self, received: ReceivedMessage) -> None:
        """Make a message visible again soon, after a fault that was not the run's. The delay grows with each receipt.

        If even this fails, the message returns when its queue's visibility timeout has passed.
        """
        with suppress(Exception):
            self.lanes.postpone(received.receipt, retries.after_fault(received.receives - 1))

    def _drop(self, message: Message | RunKey) -> Outcome:
        if isinstance(message, RunKey):
            # An attempt that was running when the store was purged may have stored this run since.
            self.repository.delete(message)
        return Outcome("dropped", message)

    def _wake_up(self, request: ClaimRequest, key: RunKey) -> Outcome:
        action, by = self._action(key.action), self._holder(request, key.action)
        if by is None and (run := self.repository.claim_due(key, request.lease)):
            return self._execute(request, run, action)
        if stored := self.repository.get(key):
            return self._claim(request, action, request.claim(stored, action), by)
        if request.received.receives < MAX_MISSING:
            return self._postpone(request, CONTENDED_WAIT)
        return Outcome("duplicate", key)  # the run has been purged

    def _route(self, request: ClaimRequest, message: Message, event: Event, actions: list[Action]) -> Outcome:
        if not actions:
            closed = runs.without_attempt(self._first_version(request, message, event, IGNORED), "ignored")
            is_new = isinstance(self.repository.save(closed), Saved)
            return Outcome("ignored" if is_new else "duplicate", message, closed)
        if len(actions) == 1 and actions[0].lane == self.lane:
            return self._handle_event(request, message.for_action(actions[0].name), event, actions[0])
        self.lanes.send([(action.lane, message.for_action(action.name)) for action in actions])
        return Outcome("split", message)

    def _handle_event(self, request: ClaimRequest, message: Message, event: Event, action: Action) -> Outcome:
        window = coalesce.window_of(message, event)
        if not action.coalesce or window is None or request.is_uninstalled:
            return self._start(request, message, event, action)
        first = self._first_version(request, message, event, action.name)
        stored = self.repository.get(first.key)
        if stored is not None:
            return self._claim_stored(request, action, stored)
        if by := self.coverage.covering(first, event, action):
            return self._coalesce(request, message, runs.covered(first, by), action)
        opened = self._first_version(request, replace(message, event_id=window), event, action.name)
        # The window takes the event first, then the event's own run says so. If the process dies in between, the window
        # decides about the event again.
        if not self._join_window(request, opened, action.coalesce):
            return self._postpone(request, CONTENDED_WAIT)
        return self._coalesce(request, message, runs.without_attempt(first, "coalesced"), action)

    def _coalesce(self, request: ClaimRequest, message: Message, closed: Run, action: Action) -> Outcome:
        match self.repository.save(closed):
            case Saved():
                return Outcome("coalesced", message, closed)
            case Conflict(stored):
                return self._claim_stored(request, action, stored)

    def _claim_stored(self, request: ClaimRequest, action: Action, stored: Run) -> Outcome:
        # Either a window has its event, or it started before a deploy made its action coalesce. Then only this message
        # wakes it.
        return self._claim(request, action, request.claim(stored, action), self._holder(request, action.name))

    def _join_window(self, request: ClaimRequest, opened: Run, seconds: float) -> bool:
        for _ in range(MAX_CLAIMS):
            latest = self.repository.latest(opened.key)
            window = coalesce.take(latest, opened, seconds, request.lease)
            if window is None:
                return True
            if isinstance(self.repository.save(window), Saved):
                # Its last wake-up may come too late.
                if latest is None or window.next_attempt_at != latest.next_attempt_at:
                    self.recorder.send_wake_up(window, request.lease.now)
                return True
        return False

    def _start(self, request: ClaimRequest, message: Message, event: Event, action: Action) -> Outcome:
        first = self._first_version(request, message, event, action.name)
        # A message that was received before usually has a row, and a refused write costs as much as a stored one.
        stored = self.repository.get(first.key) if request.received.receives > 1 else None
        claim = request.claim(stored, action) if stored else claims.Start(first)
        return self._claim(request, action, claim, self._holder(request, action.name))

    def _claim(self, request: ClaimRequest, action: Action, claim: claims.Claim, by: str | None) -> Outcome:
        for _ in range(MAX_CLAIMS):
            if not isinstance(claim, claims.Start | claims.Exhaust):
                return self._decline(request, action, claim)
            run = self._hold(claim.run, by) if by and isinstance(claim, claims.Start) else claim.run
            match self.repository.save(run):
                case Saved():
                    return self._proceed(request, run, action)
                case Conflict(stored):
                    claim = request.claim(stored, action)
        return self._postpone(request, CONTENDED_WAIT)

    def _proceed(self, request: ClaimRequest, run: Run, action: Action) -> Outcome:
        if run.state == "held":
            return Outcome("held", request.message, run)
        if run.state == "failed":
            return self.recorder.release_lock(self.recorder.dead_letter(run), action)
        return self._execute(request, run, action)

    def _holder(self, request: ClaimRequest, action: str) -> str | None:
        return self.holds.holder(request.message.store_hash, request.status, action, self.lane)

    def _hold(self, run: Run, by: str) -> Run:
        self.holds.note(by)
        return runs.held(run, by)

    def _decline(
        self,
        request: ClaimRequest,
        action: Action,
        claim: claims.Resend | claims.Leased | claims.NotDue | claims.Suspect | claims.Duplicate,
    ) -> Outcome:
        match claim:
            case claims.Resend(run):
                return self.recorder.release_lock(self.recorder.dead_letter(run), action)
            case claims.Leased(seconds):
                return self._postpone(request, seconds)
            case claims.NotDue(run):
                if run.waits_for:
                    # Its process died before it passed its lock on, or this is a late duplicate.
                    self.recorder.pass_lock_on(run, action)
                    self._register(run, action)
                return Outcome("early", request.message)
            case claims.Suspect(run):
                return self._set_aside(request, run)
            case claims.Duplicate(run):
                # An operator has cancelled it, or its process died before it passed its lock on.
                self.recorder.pass_lock_on(run, action)
                return Outcome("duplicate", request.message)

    def _set_aside(self, request: ClaimRequest, run: Run) -> Outcome:
        if request.received.alone:
            # Too little time is left. The message is visible at once, for another invocation. In a busy lane, it
            # always comes back among others. SQS must not take it for a dead letter before the lane is idle again.
            more = request.received.receives - MAX_AT_ONCE
            self.lanes.postpone(request.received.receipt, retries.after_fault(more) if more > 0 else 0.0)
        return Outcome("suspect", request.message, run)

    def _postpone(self, request: ClaimRequest, seconds: float) -> Outcome:
        self.lanes.postpone(request.received.receipt, seconds)
        return Outcome("postponed", request.message)

    def _execute(self, request: ClaimRequest, run: Run, action: Action) -> Outcome:
        try:
            # The message stored first is the one that runs, even if another one triggered this attempt.
            event = event_of(run.message)
        except ContentUnreadable as error:
            return self._record_failure(run, action, error)
        if request.is_uninstalled and run.message.kind in FROM_STORE:
            # Only after the claim: a run that has ended before stays as it is.
            return self.recorder.end("ignored", runs.ignore(run, self.clock()), action)
        if self.registry.get(action.name) is None and run.faults < MAX_UNKNOWN:
            # During a deploy, one lane knows the action before the other does.
            until = self.clock() + UNKNOWN_WAIT
            return self.recorder.defer("unknown", run, until=until, faults=run.faults + 1)
        if action.may_be_cancelled and (by := self.waits().cancelled_by(run, action)):
            return self.recorder.end("cancelled", runs.cancel(run, by, self.clock()), action)
        try:
            proceed = self._next_step(request, run, event, action)
        except Exception as error:
            return self._record_failure(run, action, error)
        # Once it has written the run's next version, a fault must not be recorded as a failure of the version before.
        return proceed()

    def _next_step(self, request: ClaimRequest, run: Run, event: Event, action: Action) -> Callable[[], Outcome]:
        """Decide whether a claimed run starts, waits or needs no run, and return the function that does so."""
        if by := self.coverage.covering(run, event, action):
            return partial(self.recorder.end, "coalesced", runs.cover(run, by, self.clock()), action)
        if action.one_at_a_time and not self.resource_locks.acquire(run):
            return partial(self._wait_for_lock, run)
        admission = self.admission.admit(run.key.store_hash, action.name, run.position)
        run = replace(run, position=admission.position)
        if admission.admitted:
            return partial(self._attempt, request, run, event, action)
        return partial(self.recorder.defer, "queued", run, until=admission.at)

    def _wait_for_lock(self, run: Run) -> Outcome:
        outcome = self.recorder.record("queued", wait_for_lock(run, self.clock()))
        if outcome.run is not None:
            self.recorder.wake(self.resource_locks.wait(outcome.run))
        return outcome

    def _first_version(self, request: ClaimRequest, message: Message, event: Event, action: str) -> Run:
        # The params of an enqueued run may look like an event, but name no resource at BigCommerce.
        resource = None if message.kind in ("action", "schedule") else resource_of(event)
        event_id = message.event_id or shortened(event.hash or message.delivery_id)
        return runs.first(
            RunKey(message.store_hash, event_id, action, message.generation),
            message,
            scope=event.scope,
            lane=self.lane,
            lease=request.lease,
            resource=resource,
            happened_at=float(event.created_at or 0) if resource else 0.0,
        )

    def _attempt(self, request: ClaimRequest, run: Run, event: Event, action: Action) -> Outcome:
        deadline = Deadline(self.clock, seconds_for(action.timeout, request.received.seconds_left))
        context = self.contexts.context(run, event, action, deadline)
        try:
            error = self.run_until(deadline, lambda: action(params.of_event(event), context))
        finally:
            # If this fails, the run's place in the quota expires. A run that ended well must not seem to have failed.
            with suppress(Exception):
                calls = context.connections.calls(run.key.store_hash)
                self.admission.ended(run.key.store_hash, action.name, calls)
        run = runs.with_enqueued(run, context.calls.enqueued)
        run = replace(run, has_steps=run.has_steps or context.steps.made is not None)
        match error:
            case None:
                return self.recorder.end("completed", runs.complete(run, self.clock()), action)
            case Suspended():
                return self._suspend(run, error, action)
            case StepUnsure():
                outcome = self.recorder.ask(run, error.step, error, action)
                # A result that came before the row said so could not continue the run.
                context.steps().check_answer(error.step)
                return outcome
            case _:
                outcome = self._record_failure(run, action, error)
                return replace(outcome, timed_out=isinstance(error, AttemptTimedOut))

    def _suspend(self, run: Run, suspended: Suspended, action: Action) -> Outcome:
        until = min(suspended.until, runs.end_of(run, action.within))
        outcome = self.recorder.suspend(run, suspended.waits_for, action, until=until)
        if outcome.run is not None:
            self._register(outcome.run, action, suspended.deadline)
        return outcome

    def _register(self, run: Run, action: Action, deadline: float | None = None) -> None:
        # Its row comes first, so that the event finds a run that it can wake.
        if run.waits_for and (run.waits_for.startswith(EVENT) or action.cancel_on):
            self.waits().register(run, action.cancel_on, deadline)

    def _record_failure(self, run: Run, action: Action, error: BaseException) -> Outcome:
        if isinstance(error, StorePaused):
            return self.recorder.hold(run, holder("store", error.store_hash))
        now = self.clock()
        if isinstance(error, LoopSuspected):
            # Runs of later changes must get as far as this one, because they make it superfluous.
            return self.recorder.release_lock(self.recorder.defer("throttled", run, until=now + error.after), action)
        match self._decide(run, action.retries, error):
            case retries.Again(after, counted=True):
                return self.recorder.wait("retrying", runs.schedule_retry(run, error, now, after=after))
            case retries.Again(after, faults=faults):
                return self.recorder.defer("throttled", run, until=now + after, faults=faults)
            case retries.GiveUp(reason):
                return self.recorder.fail(runs.fail(run, error, now, reason=reason), action)

    def _decide(self, run: Run, policy: retries.Retries, error: BaseException) -> retries.Again | retries.GiveUp:
        repeats = runs.repeats(run, error)
        if self.is_local and policy.programming_error_retry_count is not None:
            policy = replace(policy, programming_error_retry_count=0)
        return retries.decide(error, run.attempt, policy, self.random, faults=run.faults, repeats=repeats)

    def _action(self, name: str) -> Action:
        return self.registry.get(name) or _unknown(name, self.registry.nearest(name))

    def _lease(self, received: ReceivedMessage) -> runs.Lease:
        now = self.clock()
        return runs.Lease(self.token(), now, now + received.seconds_left, received.alone)


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
