"""Threads of a consumer as fibers of the schedule: each continues at random, and all die together."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self
from unittest.mock import patch

from tests.simulation.schedule import Schedule

from storehook.consumer import batch


@dataclass(frozen=True, slots=True)
class Threads:
    """A `ThreadPoolExecutor` of the current process."""

    schedule: Schedule

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map[Item, Answer](self, work: Callable[[Item], Answer], every: Iterable[Item]) -> list[Answer]:
        """Implement `ThreadPoolExecutor.map`."""
        items = list(every)
        return self.schedule.current.fork(work, items) if len(items) > 1 else [work(item) for item in items]


@contextmanager
def threads_of(schedule: Schedule) -> Iterator[None]:
    """Run the threads of batches as fibers."""
    with patch.object(batch, "ThreadPoolExecutor", lambda **_: Threads(schedule)):
        yield
