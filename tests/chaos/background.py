"""Work in a background thread, for as long as a test runs."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tests.chaos.scene import Scene
from tests.support.deployed import Deployed


@contextmanager
def in_background(work: Callable[[Event], object]) -> Generator[None]:
    """Run work in a thread. It must end soon after the event is set, and its error is raised at the end."""
    over = Event()
    with ThreadPoolExecutor(1) as thread:
        working = thread.submit(work, over)
        try:
            yield
        finally:
            over.set()
            working.result()


@contextmanager
def ticking(deployed: Deployed, faults: Path) -> Generator[None]:
    """Invoke the timer every two seconds, not only every minute."""
    scene = Scene(deployed, faults, "nobody")

    def tick(over: Event) -> None:
        while not over.wait(2.0):
            for task in ("wake", "release", "recheck"):
                scene.invoke("Timer", {"task": task})

    with in_background(tick):
        yield
