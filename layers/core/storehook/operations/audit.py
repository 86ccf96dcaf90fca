"""The audit log: which operator has asked for what, and when.

An entry is written before what it tells of is done, so that nothing is done of which there is none. What became of it,
the runs and the stores tell.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, Protocol

from storehook.history.errors import CursorInvalid
from storehook.history.rows import Filter
from storehook.operations.answers import AuditAnswer, AuditEntryAnswer
from storehook.queues.dead_letters import LetterFilter
from storehook.queues.run_key import RunKey

Operation = Literal[
    "retry runs",
    "cancel runs",
    "pause",
    "resume",
    "reconcile webhooks",
    "catch up",
    "add store",
    "remove store",
    "purge store",
    "redrive dead letters",
    "set secret",
    "delete secret",
]
"""What an operator asks for that changes something."""

PAGE = 50
"""Entries of a page."""

LONGEST = 1_000
"""Characters of a subject and of a detail; the rest is cut off."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What an operator has asked for.

    Args:
        at: when, in unix seconds.
        by: who: the ARN of the AWS credentials.
        operation: what.
        subject: of what, such as `store/abc123` or `lane/long`.
        detail: what else was said, such as the reason of a pause; may be empty.
    """

    at: float
    by: str
    operation: Operation
    subject: str
    detail: str = ""


class AuditLog(Protocol):
    """Keeps the entries."""

    def add(self, entry: AuditEntry) -> None:
        """Keep an entry."""
        ...

    def latest(self, limit: int, before: str | None = None) -> tuple[Sequence[AuditEntry], str | None]:
        """Entries, the latest first, and what gives those before them; None if there are none.

        Args:
            limit: how many at most.
            before: what an answer before gave; None for the latest.

        Raises:
            ValueError: `before` is none of ours.
        """
        ...


@dataclass(frozen=True, slots=True)
class Audit:
    """Notes what operators ask for, and tells of it.

    Args:
        log: keeps it.
        clock: gives unix seconds.
    """

    log: AuditLog
    clock: Callable[[], float]

    def note(self, by: str, operation: Operation, subject: str, detail: str = "") -> None:
        """Note what is about to be done.

        Args:
            by: who asks for it.
            operation: what.
            subject: of what.
            detail: what else was said.
        """
        self.log.add(AuditEntry(self.clock(), by, operation, subject[:LONGEST], detail[:LONGEST]))

    def page(self, cursor: str | None, limit: int = PAGE) -> AuditAnswer:
        """A page of entries, the latest first.

        Raises:
            CursorInvalid: no page before gave this cursor.
        """
        try:
            entries, following = self.log.latest(limit, cursor)
        except ValueError as error:
            raise CursorInvalid from error
        return {"entries": [AuditEntryAnswer(**asdict(entry)) for entry in entries], "next": following}


def runs_named(keys: Sequence[RunKey]) -> tuple[str, str]:
    """Runs, as an entry's subject and detail."""
    return (str(keys[0]), "") if len(keys) == 1 else (f"{len(keys)} runs", " ".join(map(str, keys)))


def runs_matching(where: Filter) -> tuple[str, str]:
    """All runs that match, as an entry's subject and detail."""
    return "all runs that match", described(where)


def described(where: Filter | LetterFilter) -> str:
    """What a filter asks for, as an entry's detail: `store=abc123 action=sync_order`; empty if for all."""
    return " ".join(f"{name}={value}" for name, value in asdict(where).items() if value)
