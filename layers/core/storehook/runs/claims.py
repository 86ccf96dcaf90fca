"""Who may work on a run that is stored already: a pure decision."""

from dataclasses import dataclass, replace

from storehook.errors import AttemptLost
from storehook.queues.message import Message
from storehook.runs.run import FINISHED, Lease, Run, fail, lose_attempt, next_attempt


@dataclass(frozen=True, slots=True)
class Start:
    """Store this version; once stored, the attempt is yours."""

    run: Run


@dataclass(frozen=True, slots=True)
class Exhaust:
    """Store this failed version, then dead-letter it: its attempts are used up by processes that died."""

    run: Run


@dataclass(frozen=True, slots=True)
class Resend:
    """The run has failed, but its dead letter may never have been sent: send it."""

    run: Run


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: somebody else holds the lease, or the next attempt is not due. Put the message back for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The run has ended. Nothing is left to do for this message."""


Claim = Start | Exhaust | Resend | Wait | Duplicate


def claim(stored: Run, message: Message, lease: Lease, *, retry_count: int) -> Claim:
    """What a message may do about a run that is stored already.

    Args:
        stored: the run's latest version.
        message: the message that asks. After a redrive it counts one redrive more than the run, and starts afresh, with
            the payload of the run.
        lease: who asks, and when.
        retry_count: how many attempts the action has after its first.
    """
    if stored.state in FINISHED:
        return Duplicate()
    if stored.state == "failed":
        return _claim_failed(stored, message, lease)
    if stored.state == "running" and stored.lease_until > lease.now:
        return Wait(stored.lease_until - lease.now)
    if stored.state in ("retrying", "scheduled") and stored.next_attempt_at > lease.now:
        return Wait(stored.next_attempt_at - lease.now)
    if stored.state == "running":
        return _claim_lost(stored, lease, retry_count)
    return Start(next_attempt(stored, lease))


def _claim_failed(stored: Run, message: Message, lease: Lease) -> Claim:
    if message.redrives > stored.message.redrives:
        return Start(_afresh(stored, message.redrives, lease))
    if stored.dead_lettered:
        return Duplicate()
    # Its worker may be about to send the dead letter: only once the lease has ended is it certain that it died before.
    return Wait(stored.lease_until - lease.now) if stored.lease_until > lease.now else Resend(stored)


def _claim_lost(stored: Run, lease: Lease, retry_count: int) -> Claim:
    if stored.attempt > retry_count:
        claimed = replace(stored, owner=lease.owner, lease_until=lease.until)
        return Exhaust(fail(claimed, AttemptLost(), lease.now))
    return Start(next_attempt(lose_attempt(stored), lease))


def _afresh(stored: Run, redrives: int, lease: Lease) -> Run:
    message = replace(stored.message, redrives=redrives)
    return next_attempt(replace(stored, message=message, attempt=0, dead_lettered=False), lease)
