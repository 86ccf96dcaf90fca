"""BigCommerce, played where the stand-in store has no such resource: a write is taken, and its echo is sent."""

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
"""Events after which nothing is echoed any more: the loop was not cut."""

_NEW_IDS = count(1_000_000)


@dataclass
class PlayedLoop:
    """A write to one store that is echoed, and what the echoes ask the action `answer_echoes` for: that write.

    Args:
        pair: the event and the write.
        deployed: where events go.
        store_hash: the store.
        enqueues: whether the action is to write by a run that it enqueues.
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
        """The run that writes, for each of the events so far; None where it is not there yet."""
        return [self._run(each) for each in self.events]

    def _run(self, event: str) -> dict[str, Any] | None:
        run = self.deployed.runs(event, self.store_hash).get("answer_echoes")
        if not self.enqueues or run is None:
            return run
        asked = [each["event_id"] for each in run["enqueued"]]
        return self.deployed.runs(asked[0], self.store_hash).get("answer_later") if asked else None

    def happen(self, new_id: int = 0) -> None:
        """Tell the app, as BigCommerce does."""
        answer = {"method": self.method, "path": self.path, "body": self.pair.body, "enqueues": self.enqueues}
        data = numbered(self.pair.data, new_id) | {"answer": answer}
        delivery = self.deployed.delivery(self.pair.scope, data, store_hash=self.store_hash)
        self.events.append(delivery.id)
        self.deployed.deliver(delivery)

    def take(self) -> Response:
        """The answer to the write. The echo follows it."""
        new_id = next(_NEW_IDS)
        echo = BackgroundTask(self._echo, new_id) if len(self.events) < MANY else None
        return JSONResponse(numbered(self.pair.answer, new_id) or {}, background=echo)

    def _echo(self, new_id: int) -> None:
        # What a POST creates is remembered when its answer is there. BigCommerce's echo comes a second after that.
        if self.method == "POST":
            until(lambda: (run := self._run(self.events[-1])) and run["state"] == "completed")
        self.happen(new_id)


def apart(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs, each with ids of its own: what is remembered of one is nothing to another."""
    return [_with_own_ids(number, pair) for number, pair in enumerate(pairs, 10)]


def _with_own_ids(number: int, pair: Pair) -> Pair:
    # Ids have two or three digits there; the channel and the price list, of which there may be one, have one.
    return Pair(*json.loads(re.sub(r"\b\d{2,3}\b", lambda found: f"{number}{found[0]:0>3}", json.dumps(pair))))


def play(loops: list[PlayedLoop]) -> None:
    """Have the stand-in store take the writes of the loops."""

    async def take(request: Request) -> Response:
        asked = (request.method, request.url.path, await request.json())
        return next(each for each in loops if (each.method, each.url_path, each.pair.body) == asked).take()

    for each in loops:
        # First, as the store's own paths are mounted whole.
        each.deployed.stack.sandbox.app.router.routes.insert(0, Route(each.url_path, take, methods=[each.method]))
