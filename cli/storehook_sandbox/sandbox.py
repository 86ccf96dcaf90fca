"""The stand-in stores, apart from how they are reached: the routes and the server are built on this."""

import time
from collections.abc import Callable, Iterable

import httpx

from storehook_sandbox.apps import App
from storehook_sandbox.choices import USUAL, Choices
from storehook_sandbox.control_panel import ControlPanel
from storehook_sandbox.customers import Customer
from storehook_sandbox.deliveries import Delivery, Event
from storehook_sandbox.errors import ApiError, not_found
from storehook_sandbox.login import Login
from storehook_sandbox.orders import Order
from storehook_sandbox.products import Product
from storehook_sandbox.sender import ANSWER_SECONDS, Sender
from storehook_sandbox.state import StoreState, new_state
from storehook_sandbox.stores import Store


class Sandbox:
    """Stores that send a webhook when one of their orders, products or customers changes.

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
    ) -> None:
        self.clock = clock
        self.choices = choices
        self.sender = Sender(clock, retry_factor, answer_seconds, transport)
        self.login = Login(clock)
        self.panel = ControlPanel(self.login, clock, transport, app)
        self._states: dict[str, StoreState] = {}
        for store in stores:
            self.add_store(store)

    def add_store(self, store: Store) -> StoreState:
        """Open a store with its seed orders.

        Raises:
            ApiError: 409, if its hash is taken.
        """
        if store.store_hash in self._states:
            raise ApiError(409, f"There is a store {store.store_hash} already.")
        state = self._states[store.store_hash] = new_state(store, self.clock(), self.choices)
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

    def create_order(self, store_hash: str, fields: object) -> Order:
        """Add an order as a shopper would: `store/order/created` is sent.

        Raises:
            ApiError: 404 for an unknown store, 400 for fields that an order does not take.
        """
        state = self.store(store_hash)
        order, events = state.create_order(fields, self.clock())
        return self._announced(state, order, events)

    def update_order(self, store_hash: str, order_id: int, fields: object) -> Order:
        """Change an order: `store/order/updated` is sent, and `statusUpdated` when the status changed.

        Raises:
            ApiError: 404 for an unknown store or order, 400 for fields that an order does not take.
        """
        state = self.store(store_hash)
        order, events = state.update_order(order_id, fields, self.clock())
        return self._announced(state, order, events)

    def update_product(self, store_hash: str, product_id: int, fields: object) -> Product:
        """Change a product: `store/product/updated` is sent.

        Raises:
            ApiError: 404 for an unknown store or product, 422 for fields that a product does not take.
        """
        state = self.store(store_hash)
        product, events = state.update_product(product_id, fields, self.clock())
        return self._announced(state, product, events)

    def create_customers(self, store_hash: str, given: Iterable[object]) -> list[Customer]:
        """Add customers, all or none: `store/customer/created` is sent for each.

        Raises:
            ApiError: 404 for an unknown store, 422 for fields that do not make a customer.
        """
        state = self.store(store_hash)
        customers, events = state.create_customers(given, self.clock())
        return self._announced(state, customers, events)

    def update_customers(self, store_hash: str, given: Iterable[object]) -> list[Customer]:
        """Change customers, all or none, each named by its `id`: `store/customer/updated` is sent for each.

        Raises:
            ApiError: 404 for an unknown store, 422 for an unknown customer or fields that a customer does not take.
        """
        state = self.store(store_hash)
        customers, events = state.update_customers(given, self.clock())
        return self._announced(state, customers, events)

    def deliveries(self, store_hash: str, since: int = 0) -> list[Delivery]:
        """The deliveries of a store from index `since` on, newest last.

        Raises:
            ApiError: 404 for an unknown store.
        """
        return self.store(store_hash).deliveries[since:]

    def _announced[T](self, state: StoreState, changed: T, events: Iterable[Event]) -> T:
        for event in events:
            for delivery in state.queue(event, self.clock()):
                self.sender.start(state, delivery)
        return changed
