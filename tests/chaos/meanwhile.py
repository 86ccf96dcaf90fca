"""What goes on beside what is looked at, in a thread, until that has ended."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tests.chaos.scene import Scene
from tests.support.deployed import Deployed


@contextmanager
def meanwhile(work: Callable[[Event], object]) -> Generator[None]:
    """Have something done, which is to end soon once the event is set. What it raises is raised at the end."""
    over = Event()
    with ThreadPoolExecutor(1) as thread:
        working = thread.submit(work, over)
        try:
            yield
        finally:
            over.set()
            working.result()


@contextmanager
def turning(deployed: Deployed, faults: Path) -> Generator[None]:
    """Have the timer take a turn every two seconds, not only every minute."""
    turner = Scene(deployed, faults, "nobody")

    def turn(over: Event) -> None:
        while not over.wait(2.0):
            turner.invoke("Timer", {})

    with meanwhile(turn):
        yield
