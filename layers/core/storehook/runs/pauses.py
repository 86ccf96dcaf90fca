"""Pauses of a store, an action or a lane, which hold runs until a person resumes them.

A held run continues only when a tick of the timer finds that its pause is over. Each tick asks which pauses exist now,
not which have changed. A tick that was missed or died is therefore made up by the next. The timer reads the names of
the pauses that have held runs. A worker notes that name before it holds a run.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from storehook.stores.store import Pause

PausedKind = Literal["action", "lane"]
"""Things that can be paused, besides stores."""


def holder(kind: PausedKind | Literal["store"], name: str) -> str:
    """Return the name of a run's pause: `store/abc123`, `action/sync_order` or `lane/long`."""
    return f"{kind}/{name}"


class Pauses(Protocol):
    """Paused actions and lanes. A store's own record says whether the store is paused."""

    def all(self) -> Mapping[str, Pause]:
        """Return all current pauses by holder, such as `lane/long`."""
        ...

    def pause(self, holder: str, pause: Pause) -> None:
        """Pause an action or lane. An existing pause keeps its author and time."""
        ...

    def resume(self, holder: str) -> None:
        """Resume an action or lane, if it is paused."""
        ...


@dataclass(frozen=True, slots=True)
class HeldName:
    """Note that a pause, such as `store/abc123`, has held a run. The latest was made `at` this unix time."""

    holder: str
    at: float


class HeldNames(Protocol):
    """Names of the pauses that have held runs, for the timer."""

    def note(self, holder: str, at: float) -> None:
        """Note that a pause holds runs, in unix seconds."""
        ...

    def all(self) -> Sequence[HeldName]:
        """Return all notes."""
        ...

    def forget(self, name: HeldName) -> None:
        """Delete a note, unless it was renewed since it was read."""
        ...
