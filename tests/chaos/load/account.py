"""What has become of a load, to the event."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from tests.chaos.accounts import Books, repeats, untold, wrongs
from tests.chaos.scene import Scene

from storehook.runs.run import WINDOW, Run

VISIBLE = ("completed", "failed", "ignored", "coalesced")


@dataclass(frozen=True)
class Account:
    """What has become of what was sent.

    Args:
        what: which load it was.
        accepted: how many events were.
        states: how many runs ended as what, besides windows.
        wrongs: what is wrong in any store.
        repeats: how often work was done once more, before its run had completed.
        killed: how many processes have died.
        small: seconds from when a small store's event was accepted to when its run completed at its first attempt, of
            those that were accepted while the other store's import was worked on.
        imported: the same, of the events of the store that imported.
    """

    what: str
    accepted: int
    states: Counter[str]
    wrongs: Sequence[str]
    repeats: int
    killed: int
    small: Sequence[float]
    imported: Sequence[float]

    @classmethod
    def of(cls, what: str, scenes: Sequence[Scene], books: Books, killed: int, *, is_alone: bool) -> "Account":
        """Count; the first of the stores is the one that has imported, or would have.

        Args:
            what: which load it was.
            scenes: its stores.
            books: all that is there.
            killed: how many processes have died.
            is_alone: whether each run was alone in its process, and so tells of each attempt that was lost.
        """
        looks = (wrongs, untold) if is_alone else (wrongs,)
        runs = [_events(books, scene) for scene in scenes]
        imported, *small = runs
        until = _nearly_all_done(imported)
        return cls(
            what,
            sum(scene.accepted for scene in scenes),
            Counter[str](run.state for of_store in runs for run in of_store),
            [wrong for look in looks for scene in scenes for wrong in look(scene, books)],
            sum(repeats(scene) for scene in scenes),
            killed,
            [seconds for of_store in small for seconds in _waits(of_store, until)],
            [*_waits(imported, until)],
        )

    @property
    def is_exact(self) -> bool:
        """Whether every event that was accepted is one run that has ended, and there is no other."""
        return self.accepted == sum(self.states.values()) == sum(self.states[state] for state in VISIBLE)

    def violations(self) -> list[str]:
        """What is wrong."""
        lost = [] if self.is_exact else [f"{self.accepted} events were accepted, and runs ended as {dict(self.states)}"]
        return [f"{self.what}: {wrong}" for wrong in [*lost, *self.wrongs]]

    def __str__(self) -> str:
        """In one row."""
        ended = (self.states[state] for state in VISIBLE)
        cells = (self.what, self.accepted, *ended, self.killed, self.repeats, _told(self.small), _told(self.imported))
        return f"| {' | '.join(map(str, cells))} |"


def _events(books: Books, scene: Scene) -> list[Run]:
    return [run for run in books.runs.get(scene.store_hash, []) if not run.key.event_id.startswith(WINDOW)]


def _nearly_all_done(imported: Sequence[Run]) -> float:
    """When nine in ten had ended. The rest has met a fault, and waits for its lease."""
    ends = sorted(run.updated_at for run in imported)
    return ends[len(ends) * 9 // 10] if ends else inf


def _waits(runs: Sequence[Run], until: float) -> Iterator[float]:
    for run in runs:
        is_plain = run.state == "completed" and run.key.action == "work" and run.attempt == 1
        if is_plain and run.message.received_at <= until:
            yield run.updated_at - run.message.received_at


def _told(seconds: Sequence[float]) -> str:
    return f"{median(seconds):.2f} s ({len(seconds)} events)" if seconds else ""
