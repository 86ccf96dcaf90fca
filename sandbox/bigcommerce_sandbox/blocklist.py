"""Hosts that fail too often get no webhooks for a while.

Source: BigCommerce docs, webhooks overview. It says both that a block is for the domain and that it is for the client,
so here it is for the two together, in all stores.
"""

import math
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bigcommerce_sandbox.hooks import Hook

WINDOW_SECONDS = 120

BLOCK_SECONDS = 180

EVALUATED_FROM = 100
"""Requests in the window before it counts."""

LEAST_SUCCESS_PERCENT = 90
"""Percentage of the requests that must be answered with 2xx."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that was sent: when, in unix seconds, and why it failed, if it did."""

    at: float
    failure: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """A host that gets nothing from a client for now.

    Args:
        host: the destination's host, and its port if it names one.
        until: when the block ends, in unix seconds.
        failures: the requests that led to it.
    """

    host: str
    until: float
    failures: tuple[Sent, ...]

    def shown(self, now: float) -> dict[str, Any]:
        """The block as `GET /v3/hooks/admin` shows it (BigCommerce docs, webhooks v3 reference)."""
        counts = Counter(sent.failure for sent in self.failures)
        latest = {sent.failure: int(sent.at) for sent in self.failures}
        reasons = [
            {"failure_description": failure, "count": count, "timestamp": latest[failure]}
            for failure, count in counts.items()
        ]
        return {"destination": self.host, "time_left": math.ceil(self.until - now), "reasons": reasons}


@dataclass(slots=True)
class _Window:
    sent: deque[Sent] = field(default_factory=deque[Sent])
    failed: int = 0
    block: Block | None = None


class Blocklist:
    """Counts what is sent to each host for each client.

    Args:
        factor: multiplies the length of the window and of a block.
    """

    def __init__(self, factor: float) -> None:
        self._factor = factor
        self._windows: dict[tuple[str, str], _Window] = {}

    def block(self, client_id: str, destination: str, now: float) -> Block | None:
        """The block that holds back what goes from a client to a destination at `now` (unix seconds), if one does."""
        window = self._windows.get((client_id, host_of(destination)))
        return window.block if window and window.block and now < window.block.until else None

    def blocks(self, hooks: Iterable[Hook], now: float) -> list[Block]:
        """The blocks that hold back what goes to these hooks at `now` (unix seconds)."""
        known = {(hook.client_id, host_of(hook.destination)): hook.destination for hook in hooks}
        found = (self.block(client_id, destination, now) for (client_id, _), destination in known.items())
        return [block for block in found if block is not None]

    def count(self, client_id: str, destination: str, sent: Sent) -> None:
        """Add a request. If the window now holds enough of them and too few went well, the block begins."""
        host = host_of(destination)
        window = self._windows.setdefault((client_id, host), _Window())
        window.sent.append(sent)
        window.failed += sent.failure is not None
        while window.sent and window.sent[0].at <= sent.at - WINDOW_SECONDS * self._factor:
            window.failed -= window.sent.popleft().failure is not None
        total = len(window.sent)
        if total >= EVALUATED_FROM and (total - window.failed) * 100 < total * LEAST_SUCCESS_PERCENT:
            failures = tuple(request for request in window.sent if request.failure is not None)
            block = Block(host, sent.at + BLOCK_SECONDS * self._factor, failures)
            self._windows[client_id, host] = _Window(block=block)


def host_of(destination: str) -> str:
    """The host of a URL, and its port if it names one."""
    return urlsplit(destination).netloc.rpartition("@")[2].lower()
