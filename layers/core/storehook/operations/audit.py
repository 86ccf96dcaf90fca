"""The audit log: what operators do, and when.

An entry is written before its operation starts, so that no operation lacks one. The runs and the stores show how the
operation ended.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, Protocol

from storehook.history.errors import CursorInvalid
from storehook.history.rows import Filter
from storehook.operations.errors import CallerUnknown
from storehook.queues.dead_letters import LetterFilter
from storehook.queues.run_key import RunKey

OperationName = Literal[
    "retry runs",
    "cancel runs",
    "answer question",
    "forget step",
    "pause",
    "resume",
    "run schedule",
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
    "deploy",
    "restore",
    "send event",
    "test sandbox store",
    "export records",
    "read payload",
    "read records",
    "forged entry",
]
"""Operations that change something or read stored data. A forged entry was put into the log past storehook."""

PAGE = 50
"""Entries in a page."""

READS = 900.0
"""Seconds in which a caller's reads of one thing have one entry. Views of the console read again every few seconds."""

MAX_DETAIL = 16_000
"""Characters of an entry's detail. A longer one is split: a page of the log is one query, which reads 1 MB at most."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An operation of an operator.

    Args:
        at: unix seconds.
        act: random ID, or `read`. All entries about one operation have the same.
        by: the ARN of the operator's AWS credentials.
        subject: such as `store/abc123` or `lane/long`.
        detail: such as the reason of a pause; may be empty.
    """

    at: float
    act: str
    by: str
    operation: OperationName
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NoteAnswer:
    """The operator whose operation was recorded."""

    by: str


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
    token: Callable[[], str] = secrets.token_hex

    def note(self, by: str, operation: OperationName, subject: str, detail: str = "") -> None:
        """Write about an operation that is about to start: one entry, or several if the detail is long.

        Raises:
            CallerUnknown: `by` is empty.
        """
        at, act, parts = self.clock(), self.token(), _parts(detail)
        for number, part in enumerate(parts, 1):
            place = f" (part {number} of {len(parts)})" * (len(parts) > 1)
            self._add(AuditEntry(at, act, by, operation, f"{subject}{place}", part))

    def note_read(self, by: str, operation: OperationName, subject: str, detail: str = "") -> None:
        """Write about a read of stored data, with the start of its quarter of an hour as the time.

        Raises:
            CallerUnknown: `by` is empty.
        """
        self._add(AuditEntry(self.clock() // READS * READS, "read", by, operation, subject, detail))

    def _add(self, entry: AuditEntry) -> None:
        if not entry.by:
            raise CallerUnknown
        self.log.add(entry)

    def newest(self, limit: int) -> list[AuditEntry]:
        """Return the latest entries. A page may end early, because DynamoDB reads at most 1 MB for it."""
        page = self.page(None, limit)
        entries = [*page.entries]
        while page.next and len(entries) < limit:
            page = self.page(page.next, limit - len(entries))
            entries += page.entries
        return entries

    def page(self, cursor: str | None, limit: int = PAGE) -> AuditAnswer:
        """Return a page of entries, latest first."""
        try:
            entries, following = self.log.latest(limit, cursor)
        except ValueError as error:
            raise CursorInvalid from error
        return AuditAnswer(entries, following)


def answered_with(result: str | None, choice: str | None = None) -> str:
    """Return the detail of an entry about an answer. The result of a step may be personal data, so it is left out."""
    if choice is not None:
        return f"chose {choice!r}"
    return "execute again" if result is None else "it happened"


def runs_named(keys: Sequence[RunKey]) -> tuple[str, str]:
    """Return the subject and detail of an entry about these runs."""
    return (str(keys[0]), "") if len(keys) == 1 else (f"{len(keys)} runs", " ".join(map(str, keys)))


def _parts(detail: str) -> list[str]:
    """Split a detail into parts that fit into entries. Nothing is cut off."""
    return [detail[start : start + MAX_DETAIL] for start in range(0, len(detail), MAX_DETAIL)] or [""]


def described(where: Filter | LetterFilter) -> str:
    """Return a filter as an entry's detail: `store=abc123 action=sync_order`. Empty if it matches everything."""
    return " ".join(f"{name}={value}" for name, value in asdict(where).items() if value)
