"""Dead letters go back to their lane, to be worked on by the code that is deployed now."""

from storehook.ports import DeadLetters


def redrive(letters: DeadLetters, limit: int | None = None) -> int:
    """Move dead letters back to the queue they are from.

    Each is sent before it is deleted. Whoever dies in between leaves it in both places; the second copy then counts no
    redrive more than the run has seen, and is recognised as a duplicate.

    Args:
        letters: a lane's dead letters.
        limit: how many to move; None moves as many as there are now. Without an end, a run that fails again at once
            would keep this going for ever.

    Returns how many were moved.
    """
    moved, limit = 0, letters.count() if limit is None else limit
    while moved < limit and (letter := letters.receive()) is not None:
        letters.send_back(letter)
        letters.delete(letter)
        moved += 1
    return moved
