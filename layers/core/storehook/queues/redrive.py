"""Redrive: dead letters go back to their lane, where the deployed code works on them again."""

from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING

from storehook.queues.dead_letters import EVERY, LetterFilter, LetterScan, message_of, run_of
from storehook.queues.ports import DeadLetter, DeadLetters, ParallelMap

if TYPE_CHECKING:
    from storehook.queues.run_key import RunKey

type ProgressCallback = Callable[[int | None, int], None]
"""Takes the number of letters read and the number moved. The first is None while the queue moves them by itself."""


def redrive(
    letters: DeadLetters,
    limit: int | None = None,
    letter_filter: LetterFilter = EVERY,
    *,
    began: float = inf,
    parallel_map: ParallelMap = map,
    on_progress: ProgressCallback = lambda _looked_at, _moved: None,
) -> int:
    """Move matching dead letters of a lane back to its queue, and return their number. The others become visible again.

    Each letter is sent before it is deleted. If the process dies in between, it is in both places. The second copy
    counts no more redrives than the run has seen, so the consumer recognizes a duplicate.

    Args:
        limit: number of letters to move. None moves as many as there are now. Without a limit, a run that fails again
            at once would keep the redrive going forever.
        began: time of the redrive in unix seconds. Letters that arrive later stay.
    """
    sent: dict[RunKey, int] = {}

    def is_new(letter: DeadLetter) -> bool:
        message = message_of(letter)
        # A run that was sent may have failed again. The clocks of the queue and of this machine may differ.
        is_back = message is not None and message.redrives > sent.get(run_of(message), message.redrives)
        return is_back or letter.sent_at > began

    def move(letter: DeadLetter) -> None:
        if message := message_of(letter):
            sent[run_of(message)] = message.redrives
        letters.send_back(letter)
        letters.delete(letter)

    count = letters.count()
    moved, limit = 0, count if limit is None else limit
    with LetterScan(letters, max(count, limit), is_new) as scan:
        for page in scan if limit else ():
            matching = [letter for letter in page if letter_filter.holds(letter)][: limit - moved]
            for _ in parallel_map(move, matching):
                moved += 1
            scan.take(matching)
            on_progress(scan.looked_at, moved)
            if moved == limit:
                break
    return moved
