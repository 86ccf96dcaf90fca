"""What has become of a load, to the event."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from tests.chaos.accounts import Books, repeats, wrongs
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
        small: the median of the seconds from when a small store's event was accepted to when its run completed at its
            first attempt, of what was accepted while the other store imported.
    """

    what: str
    accepted: int
    states: Counter[str]
    wrongs: Sequence[str]
    repeats: int
    killed: int
    small: float

    @classmethod
    def of(cls, what: str, scenes: Sequence[Scene], books: Books, killed: int) -> "Account":
        """Count; the first of the stores is the one that has imported, or would have."""
        runs = [_events(books, scene) for scene in scenes]
        return cls(
            what,
            sum(scene.accepted for scene in scenes),
            Counter[str](run.state for of_store in runs for run in of_store),
            [wrong for scene in scenes for wrong in wrongs(scene, books)],
            sum(repeats(scene) for scene in scenes),
            killed,
            _waited(*runs),
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
        ended = " | ".join(str(self.states[state]) for state in VISIBLE)
        return f"| {self.what} | {self.accepted} | {ended} | {self.killed} | {self.repeats} | {self.small:.2f} s |"


def _events(books: Books, scene: Scene) -> list[Run]:
    return [run for run in books.runs.get(scene.store_hash, []) if not run.key.event_id.startswith(WINDOW)]


def _waited(imported: Sequence[Run], *small: Sequence[Run]) -> float:
    until = max((run.message.received_at for run in imported), default=inf)
    usual = (run for runs in small for run in runs if run.state == "completed" and run.key.action == "work")
    return median(
        run.updated_at - run.message.received_at
        for run in usual
        if run.attempt == 1 and run.message.received_at <= until
    )
