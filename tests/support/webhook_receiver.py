"""A receiver of webhooks on a loopback port."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

TOKEN = "token-1"
SECRET = "a client secret"


@dataclass
class Received:
    """One webhook as it arrived."""

    body: bytes
    headers: dict[str, str]


@dataclass
class Receiver:
    """Answers webhooks on the loopback with the statuses it is given, then with 200; keeps what it got."""

    url: str = ""
    answers: list[int] = field(default_factory=list[int])
    received: list[Received] = field(default_factory=list[Received])
    hold: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, count: int) -> list[Received]:
        """What arrived, once there are that many."""
        wait_until(lambda: len(self.received) >= count)
        return self.received


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when the condition holds; fail after ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within 10 s"
        time.sleep(0.005)
