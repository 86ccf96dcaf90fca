"""The audit log: what operators do, and when.

An entry is written before its operation starts, so that no operation lacks one. The runs and the stores show how the
operation ended.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, Protocol

from storehook.history.errors import CursorInvalid
from storehook.history.rows import Filter
from storehook.queues.dead_letters import LetterFilter
from storehook.queues.run_key import RunKey

OperationName = Literal[
    "retry runs",
    "cancel runs",
    "pause",
    "resume",
    "reconcile webhooks",
    "catch up",
    "add store",
    "remove store",
    "purge store",
    "migrate records",
    "redrive dead letters",
    "set secret",
    "delete secret",
    "exchange secret",
    "roll back",
    "roll forward",
]
"""Operations that change something."""

PAGE = 50
"""Entries in a page."""

MAX_TEXT = 1_000
"""Characters of a subject and of a detail. The rest is cut off."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An operation of an operator.

    Args:
        at: unix seconds.
        by: the ARN of the operator's AWS credentials.
        subject: such as `store/abc123` or `lane/long`.
        detail: such as the reason of a pause; may be empty.
    """

    at: float
    by: str
    operation: OperationName
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AuditAnswer:
    """A page of the audit log, latest entries first."""

    entries: Sequence[AuditEntry]
    next: str | None


class AuditLog(Protocol):
    """The store of the entries."""

    def add(self, entry: AuditEntry) -> None:
        """Store an entry."""
        ...

    def latest(self, limit: int, before: str | None = None) -> tuple[Sequence[AuditEntry], str | None]:
        """Return a page of entries, latest first, and the cursor of the entries before them.

        Raises:
            ValueError: no call returned this cursor.
        """
        ...


@dataclass(frozen=True, slots=True)
class Audit:
    """Writes and reads the audit log."""

    log: AuditLog
    clock: Callable[[], float]

    def note(self, by: str, operation: OperationName, subject: str, detail: str = "") -> None:
        """Write an entry about an operation that is about to start."""
        self.log.add(AuditEntry(self.clock(), by, operation, subject[:MAX_TEXT], detail[:MAX_TEXT]))

    def page(self, cursor: str | None, limit: int = PAGE) -> AuditAnswer:
        """Return a page of entries, latest first."""
        try:
            entries, following = self.log.latest(limit, cursor)
        except ValueError as error:
            raise CursorInvalid from error
        return AuditAnswer(entries, following)


def runs_named(keys: Sequence[RunKey]) -> tuple[str, str]:
    """Return the subject and detail of an entry about these runs."""
    return (str(keys[0]), "") if len(keys) == 1 else (f"{len(keys)} runs", " ".join(map(str, keys)))


def described(where: Filter | LetterFilter) -> str:
    """Return a filter as an entry's detail: `store=abc123 action=sync_order`. Empty if it matches everything."""
    return " ".join(f"{name}={value}" for name, value in asdict(where).items() if value)
