"""Dead letters of runs that were retried without them.

A retry from the console wakes the run itself, so that nobody has to find one letter among thousands. The letter is then
stale. A stale letter does no harm: if it is redriven, it has no more redrives than the run, and is recognized as a
duplicate. But it keeps the queue's depth and its alarm up, so the console deletes the stale letters that it finds in a
short time.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from storehook.errors import ContentUnreadable
from storehook.queues.message import Message, decode
from storehook.queues.ports import DeadLetter, DeadLetters

SECONDS = 4.0
"""Time limit of one search. The call that is in progress then still finishes."""


@dataclass(frozen=True, slots=True)
class StaleLetters:
    """The dead letters of retried runs: each run's number of redrives, by its message without that number."""

    redrives: dict[Message, int]

    @classmethod
    def of(cls, messages: Collection[Message]) -> "StaleLetters":
        """Return the letters that are stale once the runs of these messages have been retried."""
        return cls({_identity(message): message.redrives for message in messages if message.redrives})

    def holds(self, letter: DeadLetter) -> bool:
        """Tell whether a letter is stale."""
        try:
            message = decode(letter.text)
        except ContentUnreadable:
            return False
        return message.redrives <= self.redrives.get(_identity(message), -1)


def discard_stale(
    letters: DeadLetters, stale: StaleLetters, clock: Callable[[], float], seconds: float = SECONDS
) -> int:
    """Delete stale letters, release the others, and return the number of deleted ones."""
    ends_at, expected, deleted = clock() + seconds, len(stale.redrives), 0
    others: list[DeadLetter] = []
    try:
        while deleted < expected and clock() < ends_at and (batch := letters.receive_some()):
            for letter in batch:
                if stale.holds(letter):
                    letters.delete(letter)
                    deleted += 1
                else:
                    others.append(letter)
    finally:
        letters.release(others)
    return deleted


def _identity(message: Message) -> Message:
    return replace(message, redrives=0)
