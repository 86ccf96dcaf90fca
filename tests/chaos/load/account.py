"""Account of a load: what became of each event."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from tests.chaos.accounts import Books, errors_in, repeats, unrecorded_repeats
from tests.chaos.scene import Scene

from storehook.queues.run_key import WINDOW
from storehook.runs.run import Run

VISIBLE = ("completed", "failed", "ignored", "coalesced")

CHANCES = ("fails before", "fails after", "answer lost")
"""Faults that calls have by chance."""


@dataclass(frozen=True)
class Account:
    """Account of one load.

    Args:
        what: the name of the load.
        accepted: the number of accepted events.
        states: the number of runs by final state, without windows.
        errors: the errors in all stores.
        repeats: how often work was repeated before its run had completed.
        killed: the number of processes that were killed, by function.
        faults: the number of calls that failed by chance, by kind of fault.
        small: the times of small stores' events in seconds, from acceptance to completion at the first attempt. Only
            events that were accepted during the import count.
        imported: the same times of the importing store's events.
    """

    what: str
    accepted: int
    states: Counter[str]
    errors: Sequence[str]
    repeats: int
    killed: Counter[str]
    faults: Counter[str]
    small: Sequence[float]
    imported: Sequence[float]

    @classmethod
    def of(
        cls,
        what: str,
        scenes: Sequence[Scene],
        books: Books,
        *,
        killed: Counter[str],
        faults: Counter[str],
        is_alone: bool,
    ) -> "Account":
        """Count what became of a load. The first store is the importing one.

        Args:
            what: the name of the load.
            scenes: its stores.
            books: the contents of the tables.
            killed: the number of processes that were killed, by function.
            faults: the number of calls that failed by chance, by kind of fault.
            is_alone: each run was alone in its process, and so records each lost attempt.
        """
        checks = (errors_in, unrecorded_repeats) if is_alone else (errors_in,)
        runs = [_events(books, scene) for scene in scenes]
        imported, *small = runs
        until = _nearly_all_done(imported)
        return cls(
            what,
            sum(scene.accepted for scene in scenes),
            Counter[str](run.state for of_store in runs for run in of_store),
            [error for check in checks for scene in scenes for error in check(scene, books)],
            sum(repeats(scene) for scene in scenes),
            killed,
            faults,
            [seconds for of_store in small for seconds in _waits(of_store, until)],
            [*_waits(imported, until)],
        )

    @property
    def is_exact(self) -> bool:
        """True if each accepted event is one run that has ended, and no other run exists."""
        return self.accepted == sum(self.states.values()) == sum(self.states[state] for state in VISIBLE)

    def violations(self) -> list[str]:
        """Return the errors, and the faults that never took effect."""
        rare = [f"no process of {function} died" for function, count in self.killed.items() if not count]
        rare += [f"no call failed by chance: {fault}" for fault in CHANCES if not self.faults[fault]]
        lost = [] if self.is_exact else [f"{self.accepted} events were accepted, but runs ended as {dict(self.states)}"]
        return [f"{self.what}: {error}" for error in [*rare, *lost, *self.errors]]

    def __str__(self) -> str:
        """Write a row of the report."""
        ended = (self.states[state] for state in VISIBLE)
        killed, small, imported = self.killed.total(), _text(self.small), _text(self.imported)
        cells = (self.what, self.accepted, *ended, self.faults.total(), killed, self.repeats, small, imported)
        return f"| {' | '.join(map(str, cells))} |"


def _events(books: Books, scene: Scene) -> list[Run]:
    return [run for run in books.runs.get(scene.store_hash, []) if not run.key.event_id.startswith(WINDOW)]


def _nearly_all_done(imported: Sequence[Run]) -> float:
    """Return the time at which nine in ten had ended. The rest met a fault, and wait for their lease to expire."""
    ends = sorted(run.updated_at for run in imported)
    return ends[len(ends) * 9 // 10] if ends else inf


def _waits(runs: Sequence[Run], until: float) -> Iterator[float]:
    for run in runs:
        is_plain = run.state == "completed" and run.key.action == "work" and run.attempt == 1
        if is_plain and run.message.received_at <= until:
            yield run.updated_at - run.message.received_at


def _text(seconds: Sequence[float]) -> str:
    return f"{median(seconds):.2f} s ({len(seconds)} events)" if seconds else ""
