"""A played BigCommerce for resources that the stand-in store lacks: it accepts a write and sends its echo."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tests.support.deployed import Deployed, until
from tests.support.echo_pairs import Pair, numbered

MANY = 10
"""Events after which no more echoes are sent: the loop was not cut."""

_NEW_IDS = count(1_000_000)


@dataclass
class PlayedLoop:
    """A write to one store with its echoes, to which the action `answer_echoes` responds with the same write.

    Args:
        pair: the event and the write.
        enqueues: the action writes in a run that it enqueues.
    """

    pair: Pair
    deployed: Deployed
    store_hash: str
    enqueues: bool = False
    events: list[str] = field(default_factory=list[str])

    @property
    def method(self) -> str:
        return self.pair.write.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.pair.write.partition(" ")[2]

    @property
    def url_path(self) -> str:
        return f"/stores/{self.store_hash}{self.path}"

    def runs(self) -> list[dict[str, Any] | None]:
        """Return the run that writes for each event so far; None where it is missing."""
        return [self._run(event) for event in self.events]

    def _run(self, event: str) -> dict[str, Any] | None:
        run = self.deployed.runs(event, self.store_hash).get("answer_echoes")
        if not self.enqueues or run is None:
            return run
        enqueued = [run_key["event_id"] for run_key in run["enqueued"]]
        return self.deployed.runs(enqueued[0], self.store_hash).get("answer_later") if enqueued else None

    def happen(self, new_id: int = 0) -> None:
        """Send the event, as BigCommerce does."""
        answer = {"method": self.method, "path": self.path, "body": self.pair.body, "enqueues": self.enqueues}
        data = numbered(self.pair.data, new_id) | {"answer": answer}
        delivery = self.deployed.delivery(self.pair.scope, data, store_hash=self.store_hash)
        self.events.append(delivery.id)
        self.deployed.deliver(delivery)

    def take(self) -> Response:
        """Answer the write. The echo follows it."""
        new_id = next(_NEW_IDS)
        echo = BackgroundTask(self._echo, new_id) if len(self.events) < MANY else None
        return JSONResponse(numbered(self.pair.answer, new_id) or {}, background=echo)

    def _echo(self, new_id: int) -> None:
        # A POST's creation is remembered once its answer is there. BigCommerce's echo comes a second later.
        if self.method == "POST":
            until(lambda: (run := self._run(self.events[-1])) and run["state"] == "completed")
        self.happen(new_id)


def apart(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs with different IDs, so that what is remembered of one doesn't affect another."""
    return [_with_own_ids(number, pair) for number, pair in enumerate(pairs, 10)]


def _with_own_ids(number: int, pair: Pair) -> Pair:
    # These IDs have two or three digits. The channel and the price list have one, and there may be only one of each.
    return Pair(*json.loads(re.sub(r"\b\d{2,3}\b", lambda match: f"{number}{match[0]:0>3}", json.dumps(pair))))


def play(loops: list[PlayedLoop]) -> None:
    """Make the stand-in store accept the writes of the loops."""

    async def take(request: Request) -> Response:
        write = (request.method, request.url.path, await request.json())
        return next(loop for loop in loops if (loop.method, loop.url_path, loop.pair.body) == write).take()

    for loop in loops:
        # Before the others, because the store's own paths are mounted whole.
        loop.deployed.stack.sandbox.app.router.routes.insert(0, Route(loop.url_path, take, methods=[loop.method]))
