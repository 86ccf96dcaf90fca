"""Who may work on a run that is stored already: a pure decision."""

from dataclasses import dataclass, replace

from storehook.errors import AttemptLost
from storehook.runs.run import FINISHED, Lease, Run, afresh, fail, is_due, lose_attempt, next_attempt


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
class Leased:
    """Somebody else holds the lease, and may die. Put the message back for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NotDue:
    """The next attempt is not due, or somebody else is at it. The message can be forgotten: the timer looks again."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """Its process ended without a word, which may be this run's doing: claim it where nothing else is worked on."""

    run: Run


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The run has ended. Nothing is left to do for this message."""


Claim = Start | Exhaust | Resend | Leased | NotDue | Suspect | Duplicate


def claim(stored: Run, redrives: int, lease: Lease, *, retry_count: int) -> Claim:
    """What a message may do about a run that is stored already.

    Args:
        stored: the run's latest version.
        redrives: how often the message has been redriven. One that counts more than the run starts it afresh.
        lease: who asks, and when.
        retry_count: how many attempts the action has after its first.
    """
    if stored.state in FINISHED:
        return Duplicate()
    if stored.state == "failed":
        return _claim_failed(stored, redrives, lease)
    if stored.state == "running":
        return _taken(stored, lease) if stored.lease_until > lease.now else _claim_lost(stored, lease, retry_count)
    return Start(next_attempt(stored, lease)) if is_due(stored, lease.now) else NotDue()


def _taken(stored: Run, lease: Lease) -> Claim:
    return NotDue() if stored.due_at else Leased(stored.lease_until - lease.now)


def _claim_failed(stored: Run, redrives: int, lease: Lease) -> Claim:
    if redrives > stored.message.redrives:
        return Start(next_attempt(afresh(stored, lease.now), lease))
    if stored.dead_lettered:
        return Duplicate()
    # Its worker may be about to send the dead letter: only once the lease has ended is it certain that it died before.
    return _taken(stored, lease) if stored.lease_until > lease.now else Resend(stored)


def _claim_lost(stored: Run, lease: Lease, retry_count: int) -> Claim:
    if not lease.alone:
        return Suspect(stored)
    if stored.alone and stored.attempt > retry_count:
        claimed = replace(stored, owner=lease.owner, lease_until=lease.until)
        return Exhaust(fail(claimed, AttemptLost(), lease.now))
    return Start(next_attempt(lose_attempt(stored), lease))
