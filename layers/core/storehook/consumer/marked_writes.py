"""A run's writes: remembered for their echoes, and stopped where they would go on with a loop."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from storehook.actions.context import Log
from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.written_resources import created, written
from storehook.runs import loops
from storehook.runs.loops import ECHO_WINDOW, Cause, WriteMark
from storehook.runs.ports import WriteMarks

MAX_MARKS = 50
"""Resources under which one write is remembered, at most."""

SLOW = ECHO_WINDOW / 2
"""Seconds after which a call is remembered again when it has ended: its echo may come that much later."""


@dataclass(slots=True, kw_only=True)
class MarkedWrites:
    """The writes of one attempt: `sending.Writes`.

    Args:
        write_marks: what is remembered of our own writes.
        clock: gives unix seconds.
        log: the run's logger.
        store_hash: the run's store.
        cause: the run's.
        limit: the longest chain that is let go on.
    """

    write_marks: WriteMarks
    clock: Callable[[], float]
    log: Log
    store_hash: str
    cause: Cause
    limit: int
    _chain: int = 0
    _latest: tuple[Call, tuple[str, ...] | None] | None = None
    _sent_at: float = 0.0

    def sending(self, store_hash: str, call: Call) -> None:
        """Remember a write before it is sent: its echo may come before the answer.

        Raises:
            LoopDetected: it would go on with a loop.
        """
        if (names := self._written(call)) is None:
            return
        self._chain = self._chain or loops.chain(self._marks(), self.limit)
        self._sent_at = self.clock()
        self._remember(store_hash, self._sent_at, names or (() if call.method == "POST" else self._unnamed(store_hash)))

    def answered(self, store_hash: str, call: Call, answer: object) -> None:
        """Remember what only the answer tells: the ids of what was created, and that it took long."""
        if (names := self._written(call)) is None:
            return
        try:
            told = self._told(store_hash, call, answer, names)
            # From when it was sent: the echo may have come before the answer.
            self._remember(store_hash, self._sent_at, told)
            if (now := self.clock()) - self._sent_at > SLOW:
                self._remember(store_hash, now, (*names, *told))
        except Exception as error:
            # The write is made. To fail here would make it twice.
            self.log.warning("A write is not remembered, so that a loop is cut later: %s", error)

    def _written(self, call: Call) -> tuple[str, ...] | None:
        # A call that is sent again is not read again.
        if self._latest is None or self._latest[0] is not call:
            self._latest = call, written(call)
        return self._latest[1]

    def _told(self, store_hash: str, call: Call, answer: object, names: tuple[str, ...]) -> tuple[str, ...]:
        """What a write is about besides what it has named."""
        if names and call.method != "POST":
            return ()
        told = tuple(name for name in created(call, answer) if name not in names)
        return told if names or told else self._unnamed(store_hash)

    def _unnamed(self, store_hash: str) -> tuple[str, ...]:
        """What a write that names nothing, such as one by SKU, is taken to be about: what caused it."""
        return self.cause.resources if store_hash == self.store_hash else ()

    def _marks(self) -> Iterator[WriteMark]:
        for resource in self.cause.resources:
            yield from self.write_marks.between(self.store_hash, resource, *self.cause.span)

    def _remember(self, store_hash: str, at: float, names: Iterable[str]) -> None:
        # Of a batch of thousands, what the run is about comes first.
        ordered = sorted(dict.fromkeys(names), key=lambda name: name not in self.cause.resources)
        for name in ordered[:MAX_MARKS]:
            self.write_marks.put(store_hash, name, WriteMark(at, self._chain))
