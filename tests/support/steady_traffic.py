"""Deliveries that come one after the other, whatever is done to a stack meanwhile."""

import time
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

from tests.support.deployed import Delivery, Deployed

BETWEEN = 0.2
"""Seconds between two deliveries."""

PATIENCE = 60.0
"""Seconds for which one delivery is tried: BigCommerce tries for 48 hours."""


@dataclass
class Traffic:
    """What has come since it began.

    Args:
        deployed: the stack.
        made: makes the next delivery.
        accepted: those that were answered 200.
        answers: how often each status was answered.
    """

    deployed: Deployed
    made: Callable[[], Delivery]
    accepted: list[Delivery] = field(default_factory=list[Delivery])
    answers: Counter[int] = field(default_factory=Counter[int])

    def flow(self, ended: Event) -> None:
        """Let it come until it has ended: each again until it is accepted, as BigCommerce does."""
        while not ended.wait(BETWEEN):
            self._deliver(self.made())

    def _deliver(self, delivery: Delivery) -> None:
        deadline = time.monotonic() + PATIENCE
        while (status := self.deployed.post(delivery)) != 200:
            self.answers[status] += 1
            assert time.monotonic() < deadline, f"not accepted within {PATIENCE:.0f} s: {dict(self.answers)}"
            time.sleep(BETWEEN)
        self.answers[status] += 1
        self.accepted.append(delivery)


@contextmanager
def steady_traffic(deployed: Deployed, made: Callable[[], Delivery]) -> Generator[Traffic]:
    """Let deliveries come while the block runs; once it has ended, none is on its way any more."""
    traffic, ended = Traffic(deployed, made), Event()
    with ThreadPoolExecutor(1) as thread:
        flowing = thread.submit(traffic.flow, ended)
        try:
            yield traffic
        finally:
            ended.set()
        flowing.result()
