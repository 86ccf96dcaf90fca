"""A batch of messages: all at the same time, and then, each alone, those that may have ended a process before.

A process that dies takes the attempts of its whole batch with it, and nobody knows whose doing it was. Such a run is
tried again when all others of its batch have been recorded, and with no other beside it: so it can take only itself.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from storehook.consumer.outcome import Outcome, Received

Work = Callable[[Received], Outcome | None]
"""Works on one message. None is a fault of what surrounds it."""


def work_on(batch: Sequence[Received], work: Work) -> list[Outcome | None]:
    """What became of each message of a batch, in its order."""
    with ThreadPoolExecutor(max_workers=len(batch)) as threads:
        outcomes = list(threads.map(work, [replace(received, alone=len(batch) == 1) for received in batch]))
    for place in sorted(_suspects(outcomes), key=lambda place: _losses(outcomes[place])):
        outcomes[place] = work(replace(batch[place], alone=True))
    return outcomes


def _suspects(outcomes: Sequence[Outcome | None]) -> list[int]:
    return [place for place, outcome in enumerate(outcomes) if outcome and outcome.result == "suspect"]


def _losses(outcome: Outcome | None) -> int:
    """How often it has ended its process for certain: who has not done so is first."""
    run = outcome and outcome.run
    return sum(bool(each.failure and each.failure.error_type == "AttemptLost") for each in run.attempts) if run else 0
