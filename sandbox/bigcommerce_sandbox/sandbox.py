"""The stand-in stores, apart from how they are reached: the routes and the server are built on this."""

import copy
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlencode

import httpx

from bigcommerce_sandbox.admission import admit
from bigcommerce_sandbox.apps import App
from bigcommerce_sandbox.choices import USUAL, Choices
from bigcommerce_sandbox.control_panel import ControlPanel
from bigcommerce_sandbox.deliveries import Delivery, new_event
from bigcommerce_sandbox.engine import people
from bigcommerce_sandbox.engine.call import Answer, Request
from bigcommerce_sandbox.engine.families import engine
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.model import Model
from bigcommerce_sandbox.errors import ApiError, invalid, not_found, unauthorized
from bigcommerce_sandbox.login import Login
from bigcommerce_sandbox.requests_log import AnsweredRequest
from bigcommerce_sandbox.sender import ANSWER_SECONDS, Sender
from bigcommerce_sandbox.state import StoreState, new_state
from bigcommerce_sandbox.stores import Store


class Sandbox:
    """Stores that send webhooks when what they hold changes.

    It belongs to the event loop that runs `sender.running()`; use `SandboxServer` from other threads.

    Args:
        stores: the stores at the start.
        clock: gives unix seconds.
        retry_factor: multiplies the time between the attempts of a delivery, and how long a destination is watched and
            blocked; 0.001 turns 48 hours into three minutes.
        answer_seconds: how long a receiver may take to answer.
        transport: carries the webhooks and the callbacks of the app; None for the network.
        app: the app that stores may install.
        choices: what the documents leave open.
        size: how many orders, products and customers those have at the start, of each; None for a small shop.
    """

    def __init__(
        self,
        stores: Iterable[Store] = (),
        *,
        clock: Callable[[], float] = time.time,
        retry_factor: float = 1.0,
        answer_seconds: float = ANSWER_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
        app: App | None = None,
        choices: Choices = USUAL,
        size: int | None = None,
    ) -> None:
        self.clock = clock
        self.choices = choices
        self.sender = Sender(clock, retry_factor, answer_seconds, transport)
        self.login = Login(clock)
        self.panel = ControlPanel(self.login, clock, transport, app)
        self._states: dict[str, StoreState] = {}
        for store in stores:
            self.add_store(store, size)

    def add_store(self, store: Store, size: int | None = None) -> StoreState:
        """Open a store.

        Args:
            store: who it is.
            size: how many orders, products and customers it has, of each; None for a small shop.

        Raises:
            ApiError: 409, if its hash is taken.
        """
        if store.store_hash in self._states:
            raise ApiError(409, f"There is a store {store.store_hash} already.")
        state = self._states[store.store_hash] = new_state(store, self.clock(), self.choices, size)
        return state

    def stores(self) -> list[StoreState]:
        """Every store, in the order in which they were added."""
        return list(self._states.values())

    def find(self, store_hash: str) -> StoreState | None:
        """The store with that hash, if there is one."""
        return self._states.get(store_hash)

    def store(self, store_hash: str) -> StoreState:
        """The store with that hash.

        Raises:
            ApiError: 404, if there is none.
        """
        state = self.find(store_hash)
        if state is None:
            raise not_found()
        return state

    def items(self, store_hash: str, kind: str, rows: Iterable[Row] | None = None) -> list[Row]:
        """Return items of a kind as answers show them, oldest first.

        Args:
            store_hash: the store's.
            kind: the name of the kind or of its table.
            rows: the items as the table holds them; None for all.

        Raises:
            ApiError: 404 for an unknown store, 422 for an unknown kind.
        """
        tables = self.store(store_hash).items
        model = _model(kind)
        return engine().show(model, tables.of(model.table) if rows is None else rows, tables, self.clock())

    def write(self, store_hash: str, kind: str, item_id: Any, fields: Mapping[str, Any]) -> Row:
        """Add or change an item by the rules of the API; what that causes is sent.

        Args:
            store_hash: the store's.
            kind: the name of the kind or of its table.
            item_id: None for a new item.
            fields: what is written.

        Raises:
            ApiError: 404 for an unknown store or item, and every refusal of the API.
        """
        body = self.answer(store_hash, people.request(_model(kind), item_id, fields)).body
        item: Any = body.get("data", body)
        return cast("list[Row]", item)[0] if isinstance(item, list) else item

    def write_as_person(self, store_hash: str, kind: str, item_id: Any, fields: Mapping[str, Any]) -> Row:
        """Add or change an item as a person does, who may write what no request can. Takes the same as `write`.

        Raises:
            ApiError: 404 for an unknown store or item, 400 in v2 and 422 in v3 if it cannot be so.
        """
        state = self.store(store_hash)
        item, events = engine().write(_model(kind), item_id, fields, state.items, self.clock())
        self._send(state, events)
        return item

    def answer(self, store_hash: str, request: Request) -> Answer:
        """Serve a request for an operation of the API, and send the events that it causes.

        Raises:
            ApiError: 404 for an unknown store or an operation that the engine does not serve, and every refusal.
        """
        state = self.store(store_hash)
        request = replace(request, choices=self.choices)
        answer, events = engine().answer(request, state.items, self.clock())
        self._send(state, events)
        return answer

    def request(self, store_hash: str, token: str, request: Request) -> tuple[int, Mapping[str, str], Any]:
        """Serve a request as the API does, without HTTP. Return the status, the headers and the JSON of the answer.

        The body is None where the answer has none. The token and the limits are checked, and the request is recorded.
        Faults on demand do not apply.
        """
        state, now = self._states.get(store_hash), self.clock()
        if state is None:
            return _answered(Answer(401, unauthorized().body(request.path[1:3])), {})
        client = ""
        try:
            client = admit(state, token, request.method, request.path, now).client_id
            answer = self.answer(store_hash, replace(request, client=client))
        except ApiError as error:
            answer = Answer(error.status, error.body(request.path[1:3]))
        query = urlencode(request.query)
        state.requests.append(AnsweredRequest(now, request.method, request.path, query, answer.status, client))
        tells_of_rate = answer.status != 429 or state.rate.limit.headers_on_429
        return _answered(answer, state.rate.headers(now) if tells_of_rate else {})

    def deliveries(self, store_hash: str, since: int = 0) -> list[Delivery]:
        """The deliveries of a store from index `since` on, newest last.

        Raises:
            ApiError: 404 for an unknown store.
        """
        return self.store(store_hash).deliveries[since:]

    def _send(self, state: StoreState, events: Iterable[tuple[str, Any]]) -> None:
        for scope, data in events:
            for delivery in state.queue(new_event(scope, data), self.clock()):
                self.sender.start(state, delivery)


def _answered(answer: Answer, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], Any]:
    content = {} if answer.body is None else {"Content-Type": "application/json"}
    return answer.status, {**content, **headers}, copy.deepcopy(answer.body)


def _model(kind: str) -> Model:
    model = engine().kinds.of_table(kind)
    if model is None:
        raise invalid({"kind": "One of the kinds of the stand-in store"})
    return model
