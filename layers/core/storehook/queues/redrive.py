"""Redrive: dead letters go back to their lane, where the deployed code works on them again."""

from collections.abc import Callable

from storehook.queues.dead_letters import EVERY, LetterFilter, LetterScan
from storehook.queues.ports import DeadLetter, DeadLetters, ParallelMap

type ProgressCallback = Callable[[int | None, int], None]
"""Takes the number of letters read and the number moved. The first is None while the queue moves them by itself."""


def redrive(
    letters: DeadLetters,
    limit: int | None = None,
    letter_filter: LetterFilter = EVERY,
    *,
    parallel_map: ParallelMap = map,
    on_progress: ProgressCallback = lambda _looked_at, _moved: None,
) -> int:
    """Move matching dead letters of a lane back to its queue, and return their number. The others become visible again.

    Each letter is sent before it is deleted. If the process dies in between, it is in both places. The second copy
    counts no more redrives than the run has seen, so the consumer recognizes a duplicate.

    Args:
        limit: number of letters to move. None moves as many as there are now. Without a limit, a run that fails again
            at once would keep the redrive going forever.
    """

    def move(letter: DeadLetter) -> None:
        letters.send_back(letter)
        letters.delete(letter)

    count = letters.count()
    moved, limit = 0, count if limit is None else limit
    with LetterScan(letters, max(count, limit)) as scan:
        for page in scan if limit else ():
            matching = [letter for letter in page if letter_filter.holds(letter)][: limit - moved]
            for _ in parallel_map(move, matching):
                moved += 1
            scan.take(matching)
            on_progress(scan.looked_at, moved)
            if moved == limit:
                break
    return moved
