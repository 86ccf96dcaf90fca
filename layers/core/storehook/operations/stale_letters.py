"""Dead letters of runs that were retried without them.

A retry from the console wakes the run itself: nobody has to look for one letter among thousands. The letter then is
stale. It does no harm if it stays: redriven, it counts no redrive more than the run has seen, and is recognised
as a duplicate. But it keeps the queue's depth and its alarm up, so the console takes out what it finds in a short time.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from storehook.errors import ContentUnreadable
from storehook.queues.message import Message, decode
from storehook.queues.ports import DeadLetter, DeadLetters

SECONDS = 4.0
"""How long one search may take; it ends with the call that goes on then."""


@dataclass(frozen=True, slots=True)
class StaleLetters:
    """Tells the dead letters of runs that were retried.

    Args:
        retried: how often each run has been redriven now, by its message without that number.
    """

    retried: dict[Message, int]

    @classmethod
    def of(cls, retried: Collection[Message]) -> "StaleLetters":
        """The letters that are stale once the runs of these messages have been retried."""
        return cls({_identity(message): message.redrives for message in retried if message.redrives})

    def holds(self, letter: DeadLetter) -> bool:
        """Whether a letter is one of them."""
        try:
            message = decode(letter.text)
        except ContentUnreadable:
            return False
        return message.redrives <= self.retried.get(_identity(message), -1)


def discard_stale(
    letters: DeadLetters, stale: StaleLetters, clock: Callable[[], float], seconds: float = SECONDS
) -> int:
    """Delete stale letters, let the others be, and tell how many were deleted.

    Args:
        letters: a lane's dead letters.
        stale: which to delete.
        clock: gives seconds.
        seconds: how long to go on.
    """
    ends_at, left, swept = clock() + seconds, len(stale.retried), 0
    others: list[DeadLetter] = []
    try:
        while swept < left and clock() < ends_at and (found := letters.receive_some()):
            for letter in found:
                if stale.holds(letter):
                    letters.delete(letter)
                    swept += 1
                else:
                    others.append(letter)
    finally:
        letters.release(others)
    return swept


def _identity(message: Message) -> Message:
    return replace(message, redrives=0)
