"""Writes of a run: marked, so that their echoes are recognized, and stopped if they would continue a loop."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from storehook.actions.context import Log
from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.written_resources import created, written
from storehook.errors import LoopSuspected
from storehook.runs import loops
from storehook.runs.loops import ECHO_WINDOW, HOUR, Cause, WriteMark
from storehook.runs.ports import WriteMarks
from storehook.webhooks.event import CLOCK_SKEW

MAX_MARKS = 50
"""Resources under which one write is marked, at most."""

SLOW = ECHO_WINDOW / 2
"""Duration of a call, in seconds, after which it is marked again: its echo may come that much later."""


@dataclass(slots=True, kw_only=True)
class MarkedWrites:
    """Writes of one attempt: `sending.Writes`.

    Args:
        limit: length of the longest chain that may continue at full speed.
        hourly_limit: most runs of the action within an hour that write to one resource.
    """

    write_marks: WriteMarks
    clock: Callable[[], float]
    log: Log
    store_hash: str
    cause: Cause
    action: str
    limit: int
    hourly_limit: int
    _chain: int = 0
    _number: int = 0
    _latest: tuple[Call, tuple[str, ...] | None] | None = None
    _sent_at: float = 0.0

    def sending(self, store_hash: str, call: Call) -> None:
        """Mark a write before it is sent, because its echo may come before the answer.

        A write that would continue a loop raises `LoopDetected`, or `LoopSuspected` until that is clear.
        """
        if (names := self._written(call)) is None:
            return
        if not self._chain:
            self._continue_chain()
        self._sent_at = self.clock()
        names = names or (() if call.method == "POST" else self._unnamed(store_hash))
        self._mark(store_hash, self._sent_at, names)
        if self._chain > self.limit:
            # The chain continues with this mark alone, even if BigCommerce's clock is behind.
            self._mark(store_hash, self._sent_at - CLOCK_SKEW, names)

    def answered(self, store_hash: str, call: Call, answer: object) -> None:
        """Mark what only the answer tells: the IDs of created resources, and that the call was slow."""
        if (names := self._written(call)) is None:
            return
        try:
            answered = self._named_by_answer(store_hash, call, answer, names)
            # At the time of sending, because the echo may have come before the answer.
            self._mark(store_hash, self._sent_at, answered)
            if (now := self.clock()) - self._sent_at > SLOW:
                self._mark(store_hash, now, (*names, *answered))
        except Exception as error:
            # The write was made. If this failed, it would be made twice.
            self.log.warning("A write was not marked, so a loop will be detected later: %s", error)

    def _written(self, call: Call) -> tuple[str, ...] | None:
        # A repeated call is read only once.
        if self._latest is None or self._latest[0] is not call:
            self._latest = call, written(call)
        return self._latest[1]

    def _named_by_answer(self, store_hash: str, call: Call, answer: object, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the resources of a write that only its answer names."""
        if names and call.method != "POST":
            return ()
        new = tuple(name for name in created(call, answer) if name not in names)
        return new if names or new else self._unnamed(store_hash)

    def _unnamed(self, store_hash: str) -> tuple[str, ...]:
        """Return the resources of a write that names none, such as one by SKU: those of the run's cause."""
        return self.cause.resources if store_hash == self.store_hash else ()

    def _continue_chain(self) -> None:
        since, until = self.cause.span
        marks = list(self._marks(until - HOUR, until))
        number = loops.number_in_hour(marks, self.action, self.clock(), self.hourly_limit)
        recent = [mark for mark in marks if mark.at >= since]
        chain = loops.chain(recent, self.limit)
        if chain > self.limit:
            self._wait_until_quiet(recent)
        self._chain, self._number = chain, number

    def _wait_until_quiet(self, recent: list[WriteMark]) -> None:
        now = self.clock()
        marks = [*recent, *self._marks(self.cause.before, now)]
        if (seconds := loops.until_quiet(marks, self.cause, self.action, now)) > 0:
            # For the runs of earlier changes, which wait as well.
            self._mark(self.store_hash, now, [self.cause.about])
            raise LoopSuspected(seconds)

    def _marks(self, since: float, until: float) -> Iterator[WriteMark]:
        for resource in self.cause.resources:
            yield from self.write_marks.between(self.store_hash, resource, since, until)

    def _mark(self, store_hash: str, at: float, names: Iterable[str]) -> None:
        # In a batch of thousands, the run's own resources come first.
        ordered = sorted(dict.fromkeys(names), key=lambda name: name not in self.cause.resources)
        mark = WriteMark(at, self._chain, self.action, self._number, self.cause.about, self.cause.before)
        for name in ordered[:MAX_MARKS]:
            self.write_marks.put(store_hash, name, mark)
