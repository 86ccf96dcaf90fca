"""Dead letters go back to their lane, to be worked on by the code that is deployed now."""

from collections.abc import Callable

from storehook.queues.dead_letters import LetterFilter, LetterScan
from storehook.queues.ports import DeadLetter, DeadLetters, ParallelMap

type ProgressCallback = Callable[[int | None, int], None]
"""Takes the number of letters read, None while the queue moves them by itself, and the number moved."""

EVERY = LetterFilter()


def redrive(
    letters: DeadLetters,
    limit: int | None = None,
    letter_filter: LetterFilter = EVERY,
    *,
    parallel_map: ParallelMap = map,
    on_progress: ProgressCallback = lambda _looked_at, _moved: None,
) -> int:
    """Move dead letters back to the queue they are from. Those that are not asked for stay, and are soon seen again.

    Each is sent before it is deleted. Whoever dies in between leaves it in both places; the second copy then counts no
    redrive more than the run has seen, and is recognised as a duplicate.

    Args:
        letters: a lane's dead letters.
        limit: how many to move; None moves as many as there are now. Without an end, a run that fails again at once
            would keep this going for ever.
        letter_filter: the letters to move.

    Returns how many were moved.
    """

    def move(letter: DeadLetter) -> None:
        letters.send_back(letter)
        letters.delete(letter)

    there = letters.count()
    moved, limit = 0, there if limit is None else limit
    with LetterScan(letters, max(there, limit)) as scan:
        for found in scan if limit else ():
            wanted = [letter for letter in found if letter_filter.holds(letter)][: limit - moved]
            for _ in parallel_map(move, wanted):
                moved += 1
            scan.take(wanted)
            on_progress(scan.looked_at, moved)
            if moved == limit:
                break
    return moved
