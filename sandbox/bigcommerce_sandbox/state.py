"""Everything that one store holds, and what it sends to its hooks. Times are unix seconds throughout."""

from collections import Counter, deque
from dataclasses import dataclass, field, replace
from itertools import cycle

from bigcommerce_sandbox.accounts import Accounts
from bigcommerce_sandbox.choices import USUAL, Choices
from bigcommerce_sandbox.deliveries import Delivery, Event, new_delivery
from bigcommerce_sandbox.delivery_exceptions import DeliveryExceptions
from bigcommerce_sandbox.engine.families import seeds
from bigcommerce_sandbox.engine.families.customers import new_customer
from bigcommerce_sandbox.engine.families.new_products import new_product, new_variant
from bigcommerce_sandbox.engine.families.order_parts import SEEDS
from bigcommerce_sandbox.engine.families.order_products import new_line
from bigcommerce_sandbox.engine.families.orders import new_order
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.faults import Fault
from bigcommerce_sandbox.hooks import Hook
from bigcommerce_sandbox.rates import RateWindow
from bigcommerce_sandbox.requests_log import MOST_REQUESTS, AnsweredRequest
from bigcommerce_sandbox.stores import Store
from bigcommerce_sandbox.subscriptions import Subscriptions

MAX_FILLED = 100_000
"""Orders, products, and customers, that are added at once. A thousand orders take some 6 MB of memory."""


@dataclass(slots=True)
class StoreState:
    """A store with its resources. What it holds is replaced, never written to, so other threads may read it."""

    store: Store
    accounts: Accounts
    subscriptions: Subscriptions
    items: Tables
    deliveries: list[Delivery] = field(default_factory=list[Delivery])
    exceptions: DeliveryExceptions = field(default_factory=DeliveryExceptions)
    rate: RateWindow = field(default_factory=RateWindow)
    faults: list[Fault] = field(default_factory=list[Fault])
    choices: Choices = USUAL
    requests: deque[AnsweredRequest] = field(default_factory=lambda: deque[AnsweredRequest](maxlen=MOST_REQUESTS))
    running: Counter[str] = field(default_factory=Counter[str])

    def fill(self, now: float, *, orders: int = 0, products: int = 0, customers: int = 0) -> None:
        """Add so many orders, products and customers as if they had always been there: nothing is sent."""
        product_ids = self._new_ids("products", products, 77)
        catalog = [new_product(product_id, now, f"Product {product_id}") for product_id in product_ids]
        self.items.fill("products", catalog)
        self.items.fill("variants", (new_variant(self.items.next_id("variants", 77), product) for product in catalog))
        customer_ids = self._new_ids("customers", customers)
        self.items.fill("customers", (new_customer(customer_id, now) for customer_id in customer_ids))
        self._fill_orders(now, self._new_ids("orders", orders, 100))

    def _fill_orders(self, now: float, ids: list[int]) -> None:
        """Add orders, each of one product, with where it goes."""
        known = {"items_total": 1, "billing_address": SEEDS[100]}
        self.items.fill("orders", (new_order(order_id, now, **known) for order_id in ids))
        places = [*zip(self._new_ids("shipping_addresses", len(ids)), ids, strict=True)]
        addresses = ({"id": number, "order_id": order_id, **SEEDS[100]} for number, order_id in places)
        self.items.fill("shipping_addresses", addresses)
        sold = cycle(self._whole_products())
        lines = zip(self._new_ids("order_products", len(ids)), places, sold, strict=False)
        self.items.fill("order_products", (new_line(number, *place, product) for number, place, product in lines))

    def _new_ids(self, table: str, count: int, first: int = 1) -> list[int]:
        return [self.items.next_id(table, first) for _ in range(count)]

    def _whole_products(self) -> list[Row]:
        """Return the products that have no variants but themselves."""
        variants = self.items.of("variants", sku_id=None)
        return [
            self.items.get("products", variant["product_id"]) | {"base_variant_id": variant["id"]}
            for variant in variants
        ]

    def next_fault(self, method: str, path: str) -> Fault | None:
        """Return the fault for the answer to a request and count it as used, None if there is none."""
        at = next((at for at, fault in enumerate(self.faults) if fault.is_for(method, path)), None)
        if at is None:
            return None
        fault, left = self.faults[at], self.faults[at].once_less()
        self.faults = [*self.faults[:at], *([left] if left else []), *self.faults[at + 1 :]]
        return None if fault.after else fault

    def delete_account(self, client_id: str) -> None:
        """Delete an API account, and its hooks (BigCommerce docs, webhooks overview).

        Raises:
            ApiError: 404, if there is none.
        """
        self.accounts.remove(client_id)
        self.subscriptions.delete_all(client_id)

    def queue(self, event: Event, now: float) -> list[Delivery]:
        """Note the deliveries of `event` to every hook that wants it and is ready; gives them."""
        hooks = self.subscriptions.hooks.values()
        wanting = [hook for hook in hooks if event.is_for(hook) and self._is_ready(hook, now)]
        bodies = [(hook, self._body(event, hook, now)) for hook in wanting for _ in range(self.choices.copies)]
        first = len(self.deliveries)
        queued = [new_delivery(index, event, hook, body) for index, (hook, body) in enumerate(bodies, first)]
        self.deliveries.extend(queued)
        return queued

    def _is_ready(self, hook: Hook, now: float) -> bool:
        return now >= hook.created_at + self.choices.ready_after

    def _body(self, event: Event, hook: Hook, now: float) -> bytes:
        told = replace(event, scope=hook.scope) if self.choices.tells_own_scope else event
        return told.body(self.store, now)

    def goes_on(self, delivery: Delivery) -> bool:
        """Return true if a failed delivery is tried again when its time comes."""
        hook = self.subscriptions.hooks.get(delivery.hook_id)
        return self.choices.outlives_hook or (hook is not None and hook.is_active)

    def record(self, delivery: Delivery, now: float) -> bool:
        """Note how a delivery stands, and tell whether it has switched its hook off.

        An exhausted one does (BigCommerce docs, webhooks overview).
        """
        self.deliveries[delivery.index] = delivery
        hook = self.subscriptions.hooks.get(delivery.hook_id)
        if delivery.state != "exhausted" or hook is None:
            return False
        self.subscriptions.keep(hook.deactivated_by_platform(now))
        return hook.is_active


def new_state(store: Store, now: float, choices: Choices = USUAL, size: int | None = None) -> StoreState:
    """A store as it is on its first day, without hooks.

    Args:
        store: who it is.
        now: the moment, in unix seconds.
        choices: what the documents leave open.
        size: how many orders, products and customers it has, of each; None for a small shop.
    """
    state = StoreState(
        store,
        Accounts(store.account),
        Subscriptions(store.store_hash, choices=choices),
        Tables(seeds(int(now), empty=size is not None)),
        choices=choices,
    )
    state.fill(now, orders=size or 0, products=size or 0, customers=size or 0)
    return state
