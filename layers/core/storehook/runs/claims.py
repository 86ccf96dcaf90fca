"""Claims: a pure decision whether a worker may work on a run that is stored already."""

from dataclasses import dataclass, replace

from storehook.errors import AttemptLost
from storehook.runs.run import FINISHED, Lease, Run, fail, is_due, lose_attempt, next_attempt, reset


@dataclass(frozen=True, slots=True)
class Start:
    """Store this version. Once it is stored, the attempt belongs to the worker."""

    run: Run


@dataclass(frozen=True, slots=True)
class Exhaust:
    """Store this failed version, then send its dead letter. Processes that died have used up its attempts."""

    run: Run


@dataclass(frozen=True, slots=True)
class Resend:
    """The run has failed, but its dead letter may not have been sent. Send it."""

    run: Run


@dataclass(frozen=True, slots=True)
class Leased:
    """Another worker holds the lease, and may die. Postpone the message for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NotDue:
    """The next attempt is not due, or another worker is at it. Delete the message: the timer checks the run."""

    run: Run


@dataclass(frozen=True, slots=True)
class Suspect:
    """The run's process died, and the run may have ended it. Claim it alone, with the full time of an attempt left."""

    run: Run


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The run has ended. The message has nothing left to do, except to release a lock that the run may still hold."""

    run: Run


Claim = Start | Exhaust | Resend | Leased | NotDue | Suspect | Duplicate


def claim(stored: Run, redrives: int, lease: Lease, *, retry_count: int, full_time: float) -> Claim:
    """Decide what a message may do about a run that is stored already.

    Args:
        redrives: redrives of the message. If it counts more than the run does, it starts the run again.
        retry_count: attempts of the action after its first.
        full_time: seconds that a lease must last for an attempt that is not cut short.
    """
    if stored.state in FINISHED:
        return Duplicate(stored)
    if stored.state == "failed":
        return _claim_failed(stored, redrives, lease)
    if stored.state == "running":
        if stored.lease_until > lease.now:
            return _taken(stored, lease)
        return _claim_lost(stored, lease, retry_count, full_time)
    return Start(next_attempt(stored, lease)) if is_due(stored, lease.now) else NotDue(stored)


def _taken(stored: Run, lease: Lease) -> Claim:
    return NotDue(stored) if stored.due_at else Leased(stored.lease_until - lease.now)


def _claim_failed(stored: Run, redrives: int, lease: Lease) -> Claim:
    if redrives > stored.message.redrives:
        return Start(next_attempt(reset(stored, lease.now), lease))
    if stored.dead_lettered:
        return Duplicate(stored)
    # Its worker may be about to send the dead letter. Only after the lease has expired has it certainly died.
    return _taken(stored, lease) if stored.lease_until > lease.now else Resend(stored)


def _claim_lost(stored: Run, lease: Lease, retry_count: int, full_time: float) -> Claim:
    if stored.alone and stored.attempt > retry_count:
        claimed = replace(stored, owner=lease.owner, lease_until=lease.until)
        return Exhaust(fail(claimed, AttemptLost(), lease.now))
    if not lease.alone or lease.until - lease.now < full_time:
        return Suspect(stored)
    return Start(next_attempt(lose_attempt(stored), lease))
