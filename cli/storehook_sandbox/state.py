"""Everything that one store holds, and what each change to it sets off.

A resource is a dict here, a module of rules beside `orders` and `customers`, and a module of routes. Times are unix
seconds throughout.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from storehook_sandbox import customers, order_edits, products
from storehook_sandbox.accounts import Accounts
from storehook_sandbox.channels import Channel, first_channel
from storehook_sandbox.choices import USUAL, Choices
from storehook_sandbox.customers import Customer, new_customer, seed_customers
from storehook_sandbox.deliveries import Delivery, Event, new_delivery, new_event
from storehook_sandbox.delivery_exceptions import DeliveryExceptions
from storehook_sandbox.errors import invalid, not_found
from storehook_sandbox.faults import Fault
from storehook_sandbox.hooks import Hook
from storehook_sandbox.json_values import as_object
from storehook_sandbox.orders import FIRST_ID, Order, blank_order, seed_orders
from storehook_sandbox.products import Product, new_product, seed_products
from storehook_sandbox.rates import RateWindow
from storehook_sandbox.stores import Store
from storehook_sandbox.subscriptions import Subscriptions

type _ById = Mapping[int, dict[str, Any]]


@dataclass(slots=True)
class StoreState:
    """A store with its resources. What it holds is replaced, never written to, so other threads may read it."""

    store: Store
    accounts: Accounts
    subscriptions: Subscriptions
    orders: dict[int, Order] = field(default_factory=dict[int, Order])
    products: dict[int, Product] = field(default_factory=dict[int, Product])
    customers: dict[int, Customer] = field(default_factory=dict[int, Customer])
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    deliveries: list[Delivery] = field(default_factory=list[Delivery])
    exceptions: DeliveryExceptions = field(default_factory=DeliveryExceptions)
    rate: RateWindow = field(default_factory=RateWindow)
    faults: list[Fault] = field(default_factory=list[Fault])
    choices: Choices = USUAL

    def order(self, order_id: int) -> Order:
        """The order with that id.

        Raises:
            ApiError: 404, if there is none.
        """
        if order_id not in self.orders:
            raise not_found()
        return self.orders[order_id]

    def create_order(self, fields: object, now: float) -> tuple[Order, list[Event]]:
        """Add an order; gives it and the events that it causes.

        Raises:
            ApiError: 400, if the fields do not make an order.
        """
        order = order_edits.created(max(self.orders, default=FIRST_ID - 1) + 1, fields, now)
        self.orders[order["id"]] = order
        return order, [_event("order", "created", order)]

    def update_order(self, order_id: int, fields: object, now: float) -> tuple[Order, list[Event]]:
        """Change an order; gives it and the events that it causes.

        A change of status causes two (BigCommerce docs, webhook events). Writing what is there already counts as a
        change: whether BigCommerce stays silent then is not documented, and an echo is the harder case for a receiver.

        Raises:
            ApiError: 404 for an unknown order, 400 for fields that an order does not take.
        """
        before = self.order(order_id)
        after = self.orders[order_id] = order_edits.changed(before, fields, now)
        events = [_event("order", "updated", after)]
        if before["status_id"] != after["status_id"]:
            status = {"previous_status_id": before["status_id"], "new_status_id": after["status_id"]}
            events.append(_event("order", "statusUpdated", after, status=status))
        return after, events

    def product(self, product_id: int) -> Product:
        """The product with that id.

        Raises:
            ApiError: 404, if there is none.
        """
        if product_id not in self.products:
            raise not_found()
        return self.products[product_id]

    def update_product(self, product_id: int, fields: object, now: float) -> tuple[Product, list[Event]]:
        """Change a product; gives it and the events that it causes.

        Raises:
            ApiError: 404 for an unknown product, 422 for fields that a product does not take.
        """
        product = self.products[product_id] = products.changed(self.product(product_id), fields, now)
        return product, [_event("product", "updated", product)]

    def create_customers(self, given: Iterable[object], now: float) -> tuple[list[Customer], list[Event]]:
        """Add customers, all or none; gives them and the events that they cause.

        Raises:
            ApiError: 422, if the fields do not make a customer.
        """
        first = max(self.customers, default=0) + 1
        made = [customers.created(customer_id, fields, now) for customer_id, fields in enumerate(given, first)]
        self.customers |= {customer["id"]: customer for customer in made}
        return made, [_event("customer", "created", customer) for customer in made]

    def update_customers(self, given: Iterable[object], now: float) -> tuple[list[Customer], list[Event]]:
        """Change customers, all or none, each named by the `id` among its fields; gives them and the events.

        Raises:
            ApiError: 422 for an unknown customer, and for fields that a customer does not take.
        """
        after = [self._changed_customer(dict(as_object(fields) or {}), now) for fields in given]
        self.customers |= {customer["id"]: customer for customer in after}
        return after, [_event("customer", "updated", customer) for customer in after]

    def _changed_customer(self, fields: dict[str, Any], now: float) -> Customer:
        customer_id = fields.pop("id", None)
        if type(customer_id) is not int or customer_id not in self.customers:
            raise invalid({"id": "Not the id of a customer"})
        return customers.changed(self.customers[customer_id], fields, now)

    def fill(self, now: float, *, orders: int = 0, products: int = 0, customers: int = 0) -> None:
        """Add so many orders, products and customers as if they had always been there: nothing is sent."""
        blank, first = blank_order(0, now), max(self.orders, default=FIRST_ID - 1) + 1
        self.orders |= {order_id: blank | {"id": order_id} for order_id in range(first, first + orders)}
        first = max(self.products, default=0) + 1
        ids = range(first, first + products)
        self.products |= {found: new_product(found, now, f"Product {found}") for found in ids}
        first = max(self.customers, default=0) + 1
        self.customers |= {found: new_customer(found, now) for found in range(first, first + customers)}

    def next_fault(self, method: str, path: str) -> Fault | None:
        """What goes wrong with the answer to a request, which uses it up once; None if nothing does."""
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
        """Whether a delivery that has failed is tried again when its time comes."""
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


def new_state(store: Store, now: float, choices: Choices = USUAL) -> StoreState:
    """A store as it is on its first day: with the seed data, without hooks."""
    orders, products, customers, channels = _seeds(int(now))
    return StoreState(
        store,
        Accounts(store.account),
        Subscriptions(store.store_hash, choices=choices),
        orders=dict(orders),
        products=dict(products),
        customers=dict(customers),
        channels=dict(channels),
        choices=choices,
    )


# Stores that open in the same second share what they begin with, so that thousands of them fit into memory.
@lru_cache(maxsize=8)
def _seeds(now: int) -> tuple[_ById, _ById, _ById, _ById]:
    kinds = (seed_orders(now), seed_products(now), seed_customers(now), [first_channel(now)])
    orders, products, customers, channels = ({each["id"]: each for each in kind} for kind in kinds)
    return orders, products, customers, channels


def _event(kind: str, what: str, resource: Mapping[str, Any], **more: Any) -> Event:
    return new_event(f"store/{kind}/{what}", {"type": kind, "id": resource["id"], **more})
