"""How much is in a lane's queues."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is in a lane's queue and its dead-letter queue, as nearly as they can tell.

    Args:
        waiting: messages to be worked on; those too that were queued with a delay.
        in_flight: messages that are worked on, or were put back until their next attempt.
        dead_letters: messages in the dead-letter queue.
    """

    waiting: int
    in_flight: int
    dead_letters: int


class Depths(Protocol):
    """Tells how much is in the queues."""

    def of_lane(self, lane: str) -> Depth:
        """How much is in a lane's queues."""
        ...
