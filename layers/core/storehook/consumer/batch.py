"""Batches of messages: all at once first, then the suspects of a lost process, each alone.

A process that dies loses the attempts of its whole batch, and nothing tells which run ended it. Each of these runs is
retried alone, after the rest of its batch has been recorded. It then affects no other run. A suspect for which the
invocation has not enough time goes back to the queue.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.errors import AttemptLost
from storehook.runs.run import Run

type HandleMessage = Callable[[ReceivedMessage], Outcome | None]
"""Handles one message. Returns None if a fault outside the run kept it from being handled."""


def handle_batch(batch: Sequence[ReceivedMessage], handle: HandleMessage) -> list[Outcome | None]:
    """Handle a batch, and return the outcomes in its order."""
    with ThreadPoolExecutor(max_workers=max(1, len(batch))) as threads:
        outcomes = list(threads.map(handle, [replace(received, alone=len(batch) == 1) for received in batch]))
    suspects = _suspects(outcomes)
    for index in sorted(suspects, key=lambda index: _lost_attempts(suspects[index])):
        # Code that timed out still runs in this process, so no suspect is alone here. It needs another invocation.
        seconds_left = 0.0 if any_timed_out(outcomes) else batch[index].seconds_left
        outcomes[index] = handle(replace(batch[index], alone=True, seconds_left=seconds_left))
    return outcomes


def _suspects(outcomes: Sequence[Outcome | None]) -> dict[int, Run]:
    """Return the suspects by their index in the batch."""
    return {
        index: outcome.run
        for index, outcome in enumerate(outcomes)
        if outcome and outcome.run and outcome.result == "suspect"
    }


def any_timed_out(outcomes: Sequence[Outcome | None]) -> bool:
    """Return whether an attempt of a batch timed out."""
    return any(outcome.timed_out for outcome in outcomes if outcome)


def _lost_attempts(run: Run) -> int:
    """Count the processes that a run is known to have ended, its last one included."""
    failures = [attempt.failure for attempt in run.attempts if attempt.failure]
    return sum(failure.error_type == AttemptLost.__name__ for failure in failures) + run.alone
