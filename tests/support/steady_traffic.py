"""Steady traffic: deliveries that arrive one after the other while something happens to the stack."""

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
"""Seconds for which one delivery is retried. BigCommerce retries for 48 hours."""


@dataclass
class Traffic:
    """Traffic since its start.

    Args:
        made: makes the next delivery.
        accepted: the deliveries that were answered 200.
        answers: the number of answers by status.
    """

    deployed: Deployed
    made: Callable[[], Delivery]
    accepted: list[Delivery] = field(default_factory=list[Delivery])
    answers: Counter[int] = field(default_factory=Counter[int])

    def flow(self, ended: Event) -> None:
        """Send deliveries until the event is set. Each is sent again until it is accepted, as BigCommerce does."""
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
    """Send deliveries while the block runs. At its end, none is on its way any more."""
    traffic, ended = Traffic(deployed, made), Event()
    with ThreadPoolExecutor(1) as thread:
        flowing = thread.submit(traffic.flow, ended)
        try:
            yield traffic
        finally:
            ended.set()
        flowing.result()
