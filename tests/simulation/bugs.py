"""Seeded bugs: the smallest changes to the real code that the simulation must find.

Each function takes pytest's `MonkeyPatch`, which later removes the bug. A simulation that misses one proves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import pytest
from tests.simulation.ports import Ingress, Lanes

from storehook.actions.action import Action
from storehook.consumer.claim_request import ClaimRequest
from storehook.consumer.consumer import Consumer
from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.consumer.recorder import Recorder
from storehook.errors import ContentUnreadable, SignatureInvalid
from storehook.ingest import receive
from storehook.ingest.receive import Receiver, Request
from storehook.queues import redrive
from storehook.queues.message import Message
from storehook.queues.ports import DeadLetters
from storehook.runs import claims, retries
from storehook.runs import run as runs
from storehook.runs.failure import Failure
from storehook.runs.run import WAITS, Lease, Run
from storehook.saves import SAVED, Saved
from storehook.testing import memory
from storehook.testing.memory import MemoryRunRepository
from storehook.webhooks import event, signature
from storehook.webhooks.event import Event
from storehook.webhooks.webhook_key import HEADER

Bug = Callable[[pytest.MonkeyPatch], None]

CENTURY = 100 * 365 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class MarkedOutbox:
    """A delivery queue that marks a delivery as seen before it sends it."""

    ingress: Ingress
    seen: set[str]

    def send(self, message: Message) -> None:
        """Send a message that is not marked yet."""
        if message.delivery_id not in self.seen:
            self.seen.add(message.delivery_id)
            self.ingress.send(message)


@dataclass(frozen=True, slots=True)
class HastyOutbox:
    """A delivery queue that answers before it sends."""

    ingress: Ingress

    def send(self, message: Message) -> None:
        """Answer 200, then send."""
        self.ingress.answer(200)
        self.ingress.send(message)


def mark_before_send(patch: pytest.MonkeyPatch) -> None:
    """Ingest marks an event as seen, then queues it. A marked event is answered 200 and not queued."""
    real, seen = Receiver.receive, set[str]()

    def marking(self: Receiver, request: Request, now: float) -> Message:
        outbox = MarkedOutbox(cast("Ingress", self.delivery_queue), seen)
        return real(replace(self, delivery_queue=outbox), request, now)

    patch.setattr(Receiver, "receive", marking)


def answer_before_send(patch: pytest.MonkeyPatch) -> None:
    """Ingest answers 200 before the queue has the event."""
    real = Receiver.receive

    def hasty(self: Receiver, request: Request, now: float) -> Message:
        outbox = HastyOutbox(cast("Ingress", self.delivery_queue))
        return real(replace(self, delivery_queue=outbox), request, now)

    patch.setattr(Receiver, "receive", hasty)


def note_before_dead_letter(patch: pytest.MonkeyPatch) -> None:
    """The consumer records that a dead letter was sent before it sends it."""
    real = Recorder.dead_letter

    def hasty(self: Recorder, run: Run) -> Outcome:
        self.repository.save(runs.dead_lettered(run))
        return real(self, run)

    patch.setattr(Recorder, "dead_letter", hasty)


def acknowledge_before_split(patch: pytest.MonkeyPatch) -> None:
    """The consumer acknowledges a message before it has sent one per subscribed action."""
    real = Consumer._route

    def hasty(self: Consumer, request: ClaimRequest, message: Message, event: Event, wanted: list[Action]) -> Outcome:
        if len(wanted) > 1:
            _acknowledge(self)
        return real(self, request, message, event, wanted)

    patch.setattr(Consumer, "_route", hasty)


def claim_without_condition(patch: pytest.MonkeyPatch) -> None:
    """A run is stored without a check of the stored version."""

    def save(self: MemoryRunRepository, run: Run) -> Saved:
        self.rows[run.key] = run
        return SAVED

    patch.setattr(MemoryRunRepository, "save", save)


def claim_without_owner(patch: pytest.MonkeyPatch) -> None:
    """A write takes another worker's row of the same version for its own."""

    def alike(self: Run, other: Run) -> bool:
        return self.version == other.version

    patch.setattr(Run, "is_same_write", alike)


def lease_without_expiry(patch: pytest.MonkeyPatch) -> None:
    """A claimed run stays claimed."""
    real = Consumer._lease

    def endless(self: Consumer, received: ReceivedMessage) -> Lease:
        lease = real(self, received)
        return replace(lease, until=lease.now + CENTURY)

    patch.setattr(Consumer, "_lease", endless)


def lease_ignored(patch: pytest.MonkeyPatch) -> None:
    """A running run can be claimed with any message for it."""
    real = claims._taken

    def greedy(stored: Run, lease: Lease) -> claims.Claim:
        return claims.Start(runs.next_attempt(stored, lease)) if stored.state == "running" else real(stored, lease)

    patch.setattr(claims, "_taken", greedy)


def throttle_counted(patch: pytest.MonkeyPatch) -> None:
    """Being throttled is an error like any other."""

    class Never(Exception):
        pass

    patch.setattr(retries, "Throttled", Never)


def errors_of_all_time_counted(patch: pytest.MonkeyPatch) -> None:
    """A programming error before a retry by an operator counts after it."""
    real = runs.repeats

    def unforgetting(run: Run, error: BaseException) -> int:
        return real(replace(run, attempt=len(run.attempts) + 1), error)

    patch.setattr(runs, "repeats", unforgetting)


def redrive_deletes_first(patch: pytest.MonkeyPatch) -> None:
    """A dead letter is deleted before it is sent back."""

    def hasty(letters: DeadLetters, limit: int) -> int:
        moved = 0
        while moved < limit and (received := letters.receive_some(1)):
            letters.delete(received[0])
            letters.send_back(received[0])
            moved += 1
        return moved

    patch.setattr(redrive, "redrive", hasty)


def signature_unchecked(patch: pytest.MonkeyPatch) -> None:
    """Ingest accepts every signature."""

    def credulous(*_: object) -> bool:
        return True

    patch.setattr(signature, "any_matches", credulous)


def age_unchecked(patch: pytest.MonkeyPatch) -> None:
    """Ingest accepts old signatures."""
    real = Receiver.receive

    def patient(self: Receiver, request: Request, now: float) -> Message:
        return real(replace(self, max_age=CENTURY), request, now)

    patch.setattr(Receiver, "receive", patient)


def store_unchecked(patch: pytest.MonkeyPatch) -> None:
    """Ingest accepts deliveries of another store."""
    patch.setattr(receive, "_names_store", lambda _request: True)


def old_key_refused(patch: pytest.MonkeyPatch) -> None:
    """Ingest checks every key that is there, even if the signature is enough."""
    real = Receiver._needs_key

    def strict(self: Receiver, request: Request) -> bool:
        return real(self, request) or HEADER in request.headers

    patch.setattr(Receiver, "_needs_key", strict)


def unreadable_refused(patch: pytest.MonkeyPatch) -> None:
    """Ingest refuses a genuine body that it can't read."""
    real = receive._names_store

    def strict(request: Request) -> bool:
        try:
            event.json_object(request.body)
        except ContentUnreadable as error:
            raise SignatureInvalid("the body is not JSON") from error
        return real(request)

    patch.setattr(receive, "_names_store", strict)


def retry_at_once(patch: pytest.MonkeyPatch) -> None:
    """A message that arrives early doesn't wait until the next attempt is due."""

    def hasty(run: Run, _now: float) -> bool:
        return run.state in WAITS

    patch.setattr(claims, "is_due", hasty)
    patch.setattr(memory, "is_due", hasty)


def failure_without_traceback(patch: pytest.MonkeyPatch) -> None:
    """A failed run keeps its error but not its traceback."""

    def brief(error: BaseException, _reason: str = "") -> Failure:
        return Failure(type(error).__name__, str(error), "", "")

    patch.setattr(runs, "describe", brief)


def redrive_taken_for_duplicate(patch: pytest.MonkeyPatch) -> None:
    """A redriven message is taken for a duplicate of the one that failed."""

    def blind(stored: Run, *_: object) -> claims.Claim:
        return claims.Duplicate(stored) if stored.dead_lettered else claims.Resend(stored)

    patch.setattr(claims, "_claim_failed", blind)


def ignore_without_claim(patch: pytest.MonkeyPatch) -> None:
    """An event of an uninstalled store is closed as if it had never run before."""
    real = Consumer._start

    def hasty(self: Consumer, request: ClaimRequest, message: Message, event: Event, action: Action) -> Outcome:
        if request.is_uninstalled:
            closed = runs.without_attempt(self._first_version(request, message, event, action.name), "ignored")
            is_new = isinstance(self.repository.save(closed), Saved)
            return Outcome("ignored" if is_new else "duplicate", message, closed)
        return real(self, request, message, event, action)

    patch.setattr(Consumer, "_start", hasty)


def _acknowledge(consumer: Consumer) -> None:
    lanes = consumer.lanes
    assert isinstance(lanes, Lanes)
    lanes.acknowledge([lanes.receipt])
