"""What an operator asks about a lane's dead letters, and does with them."""

import time
from contextlib import closing
from dataclasses import asdict, dataclass

from storehook.operations.answers import LetterAnswer, LetterGroupAnswer, RedrivenAnswer
from storehook.operations.errors import NoSuchDeadLetter, RedriveStopped
from storehook.operations.views import letter_answer
from storehook.queues.dead_letters import LetterFilter, by_cause, read_all
from storehook.queues.ports import DeadLetters, LetterMove, ParallelMap
from storehook.queues.redrive import ProgressCallback, redrive

PAUSE = 1.0
"""Seconds between two looks at how far the queue has come by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLettersService:
    """Answers about a lane's dead letters, and acts on them. Who looks at them hides them for a moment.

    Args:
        lane: the lane's name.
        letters: its dead letters.
        move: the queue's own way of moving all of them.
    """

    lane: str
    letters: DeadLetters
    move: LetterMove
    parallel_map: ParallelMap = map

    def by_cause(self) -> list[LetterGroupAnswer]:
        """All dead letters by cause, the most frequent first."""
        return [LetterGroupAnswer(**asdict(group)) for group in by_cause(read_all(self.letters))]

    def letter(self, letter_id: str) -> LetterAnswer:
        """All about a dead letter.

        Raises:
            NoSuchDeadLetter: there is none of that id.
        """
        with closing(read_all(self.letters)) as letters:
            found = next((each for each in letters if each.id == letter_id), None)
        if found is None:
            raise NoSuchDeadLetter(letter_id, self.lane)
        return letter_answer(found)

    def count(self, wanted: LetterFilter, limit: int | None) -> int:
        """How many dead letters a redrive would send back.

        Args:
            wanted: which.
            limit: how many at most; None for all.
        """
        found = sum(wanted.holds(letter) for letter in read_all(self.letters))
        return found if limit is None else min(found, limit)

    def redrive(self, wanted: LetterFilter, limit: int | None, on_progress: ProgressCallback) -> RedrivenAnswer:
        """Send dead letters back to their queue: by the queue's own means, if it has any and all are wanted.

        Args:
            wanted: which.
            limit: how many at most; None for all.

        Raises:
            RedriveStopped: the queue stopped on the way.
        """
        hidden = self.letters.hidden()
        moved = self._moved_by_queue(on_progress) if wanted.any and limit is None else None
        if moved is None:
            moved = redrive(self.letters, limit, wanted, parallel_map=self.parallel_map, on_progress=on_progress)
        return {"moved": moved, "hidden": hidden}

    def _moved_by_queue(self, on_progress: ProgressCallback) -> int | None:
        if not self.move.start():
            return None
        while not (state := self.move.progress()).ended:
            on_progress(None, state.count)
            time.sleep(PAUSE)
        if state.problem:
            raise RedriveStopped(state.count, state.problem)
        return state.count
