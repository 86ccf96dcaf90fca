"""The consumer's work on one message: claim its run, run the action, record the outcome.

Each method has its effects in an order such that a process may die between any two of them: what was accepted is then
still queued, or its run's lease ends and the next delivery of the message goes on from the stored version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from storehook import context, params, retries, runs
from storehook.actions import Action, Registry
from storehook.context import Context, Log
from storehook.errors import UnknownAction, Unreadable
from storehook.event import Event, read
from storehook.message import Message, decode
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

Result = Literal["completed", "retrying", "throttled", "failed", "duplicate", "ignored", "split", "postponed", "fenced"]

_PUT_BACK: frozenset[Result] = frozenset({"retrying", "throttled", "postponed", "fenced"})


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came off the queue.

    Args:
        text: its body.
        id: the queue's name for it, used only if the body is not ours.
        receipt: what names this receipt of it to the queue.
        seconds_left: how long this process may still run, in seconds.
    """

    text: str
    id: str
    receipt: str
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message.

    Args:
        result: in one word, for logs and metrics.
        message: what was received.
        run: the run as last written, if there is one.
    """

    result: Result
    message: Message
    run: Run | None = None

    @property
    def acknowledged(self) -> bool:
        """Whether the queue may forget the message."""
        return self.result not in _PUT_BACK

    def summary(self) -> dict[str, object]:
        """What a log line says of it: names and numbers, never the payload."""
        found: dict[str, object] = {
            "store_hash": self.message.store_hash,
            "delivery_id": self.message.delivery_id,
            "action": self.message.action,
        }
        if self.run is not None:
            found |= {"event": self.run.key.event_id, "action": self.run.key.action, "attempt": self.run.attempt}
        if self.run is not None and self.run.failure is not None:
            found |= {"error_type": self.run.failure.error_type, "fingerprint": self.run.failure.fingerprint}
        return found


@dataclass(frozen=True, slots=True)
class Consumer:
    """Works on messages of one lane.

    Args:
        lane: its name.
        registry: the actions.
        ledger: the table of runs.
        lanes: the queues.
        clock: gives unix seconds.
        random: gives a number from 0 up to 1.
        token: gives a fresh random token.
        log: gives the logger for a run.
    """

    lane: str
    registry: Registry
    ledger: Ledger
    lanes: Lanes
    clock: Callable[[], float]
    random: Callable[[], float]
    token: Callable[[], str]
    log: Callable[[Run], Log]

    def handle(self, received: Received) -> Outcome:
        """Work on one message. What it raises is a fault of the surroundings: the message then stays in the queue."""
        message = _decoded(received)
        try:
            event = read(message.payload)
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
            case runs.Start(run):
                return self._attempt(received, run, event, action)
            case runs.Exhaust(run) | runs.Resend(run):
                return self._dead_letter(run)
            case runs.Wait(seconds):
                self.lanes.postpone(received.receipt, seconds)
                return Outcome("postponed", message)
            case runs.Duplicate():
                return Outcome("duplicate", message)

    def _claim(self, received: Received, message: Message, event: Event, action: Action) -> runs.Claim:
        lease = self._lease(received)
        key = _key(message, event, action.name)
        claim: runs.Claim = runs.Start(runs.first(key, message, scope=event.scope, lane=self.lane, lease=lease))
        for _ in range(MAX_CLAIMS):
            if not isinstance(claim, runs.Start | runs.Exhaust):
                return claim
            if (stored := self.ledger.save(claim.run)) is None:
                return claim
            claim = runs.claim(stored, message, lease, retry_count=action.retries.retry_count)
        return runs.Wait(CONTENDED_WAIT)

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


def dead_letter_attributes(run: Run) -> Mapping[str, str]:
    """What a dead letter says on its envelope, so that it can be sorted without being opened."""
    failure = run.failure
    return {
        "action": run.key.action,
        "store": run.key.store_hash,
        "scope": run.scope,
        "attempts": str(run.attempt),
        "error_type": failure.error_type if failure else "-",
        "fingerprint": failure.fingerprint if failure else "-",
    }


def _key(message: Message, event: Event, action: str) -> RunKey:
    return RunKey(message.store_hash, event.hash or message.delivery_id, action)


def _decoded(received: Received) -> Message:
    try:
        return decode(received.text)
    except Unreadable:
        payload = received.text.encode(errors="surrogatepass")
        return Message("unknown", received.id, payload, signed_at=0, received_at=0.0, kind="manual")


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
