"""Threads of a consumer as fibers of the schedule: each goes on when chance says so, and all die together."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self
from unittest.mock import patch

from tests.simulation.schedule import Schedule

from storehook.consumer import batch


@dataclass(frozen=True, slots=True)
class Threads:
    """A `ThreadPoolExecutor` of the process that goes on just now.

    Args:
        schedule: the history's.
    """

    schedule: Schedule

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map[Given, Answer](self, work: Callable[[Given], Answer], every: Iterable[Given]) -> list[Answer]:
        """As `ThreadPoolExecutor.map`."""
        given = list(every)
        return self.schedule.current.fork(work, given) if len(given) > 1 else [work(each) for each in given]


@contextmanager
def threads_of(schedule: Schedule) -> Iterator[None]:
    """Let batches be worked on by fibers."""
    with patch.object(batch, "ThreadPoolExecutor", lambda **_: Threads(schedule)):
        yield
