"""What holds runs until a person lets them go on: their store, their action or their lane is paused.

A run that something holds is woken by nothing but a turn of the timer that finds that this is paused no more. The
timer asks each time what is paused, not what has changed: whatever was missed, or died, the next turn makes good. To
know what to ask for, it reads the names that runs have been held by, which whoever holds a run notes before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from storehook.stores.store import Pause

PausedKind = Literal["action", "lane"]
"""What can be paused besides stores."""


def holder(kind: PausedKind | Literal["store"], name: str) -> str:
    """What a run is held by, as its row says it: `store/abc123`, `action/sync_order`, `lane/long`."""
    return f"{kind}/{name}"


class Pauses(Protocol):
    """The actions and lanes that are paused. A store's own record says whether that is."""

    def all(self) -> Mapping[str, Pause]:
        """All pauses as they are now, by what holds runs then, such as `lane/long`."""
        ...

    def pause(self, holder: str, pause: Pause) -> None:
        """Pause it. What is paused already stays so by whom it was, and since when."""
        ...

    def resume(self, holder: str) -> None:
        """Resume it, if it is paused."""
        ...


@dataclass(frozen=True, slots=True)
class HeldName:
    """A note that something has held a run.

    Args:
        holder: what, such as `store/abc123`.
        at: when that was noted last, in unix seconds.
    """

    holder: str
    at: float


class HeldNames(Protocol):
    """The names that runs have been held by, for the timer."""

    def note(self, holder: str, at: float) -> None:
        """Note that it holds runs, in unix seconds."""
        ...

    def all(self) -> Sequence[HeldName]:
        """All notes, as they are now."""
        ...

    def forget(self, name: HeldName) -> None:
        """Take a note away, unless it has been made anew since it was read."""
        ...
