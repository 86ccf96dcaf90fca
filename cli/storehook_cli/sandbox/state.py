"""Everything that one store holds, and what each change to it sets off.

A resource to come (customers) is a dict here, a module of rules beside `orders` and `hooks`, and a module of
routes. Times are unix seconds throughout.
"""

from dataclasses import dataclass, field
from typing import Any

from storehook_cli.sandbox import hooks, order_edits
from storehook_cli.sandbox.deliveries import Delivery, Event, new_delivery, new_event
from storehook_cli.sandbox.errors import ApiError, not_found
from storehook_cli.sandbox.faults import Fault
from storehook_cli.sandbox.hooks import Hook
from storehook_cli.sandbox.orders import FIRST_ID, Order, blank_order, seed_orders
from storehook_cli.sandbox.products import Product, new_product, seed_products
from storehook_cli.sandbox.rates import RateWindow
from storehook_cli.sandbox.stores import Store


@dataclass(slots=True)
class StoreState:
    """A store with its resources. What it holds is replaced, never written to, so other threads may read it."""

    store: Store
    orders: dict[int, Order] = field(default_factory=dict[int, Order])
    products: dict[int, Product] = field(default_factory=dict[int, Product])
    hooks: dict[int, Hook] = field(default_factory=dict[int, Hook])
    deliveries: list[Delivery] = field(default_factory=list[Delivery])
    rate: RateWindow = field(default_factory=RateWindow)
    faults: list[Fault] = field(default_factory=list[Fault])
    last_hook_id: int = 0

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
        return order, [_order_event("created", order)]

    def update_order(self, order_id: int, fields: object, now: float) -> tuple[Order, list[Event]]:
        """Change an order; gives it and the events that it causes.

        A change of status causes two (BigCommerce docs, webhook events). Writing what is there already counts as a
        change: whether BigCommerce stays silent then is not documented, and an echo is the harder case for a receiver.

        Raises:
            ApiError: 404 for an unknown order, 400 for fields that an order does not take.
        """
        before = self.order(order_id)
        after = self.orders[order_id] = order_edits.changed(before, fields, now)
        events = [_order_event("updated", after)]
        if before["status_id"] != after["status_id"]:
            status = {"previous_status_id": before["status_id"], "new_status_id": after["status_id"]}
            events.append(_order_event("statusUpdated", after, status=status))
        return after, events

    def fill(self, now: float, *, orders: int = 0, products: int = 0) -> None:
        """Add so many orders and products as if they had always been there: nothing is sent."""
        blank, first = blank_order(0, now), max(self.orders, default=FIRST_ID - 1) + 1
        self.orders |= {order_id: blank | {"id": order_id} for order_id in range(first, first + orders)}
        first = max(self.products, default=0) + 1
        ids = range(first, first + products)
        self.products |= {found: new_product(found, now, f"Product {found}") for found in ids}

    def next_fault(self) -> Fault | None:
        """What goes wrong with the next answer, which uses it up; None if nothing does."""
        if not self.faults:
            return None
        fault, *others = self.faults
        self.faults = [left, *others] if (left := fault.once_less()) else others
        return fault

    def hook(self, hook_id: int) -> Hook:
        """The hook with that id.

        Raises:
            ApiError: 404, if there is none.
        """
        if hook_id not in self.hooks:
            raise ApiError(404, f"Webhook with id [{hook_id}] not found")
        return self.hooks[hook_id]

    def create_hook(self, given: object, now: float) -> Hook:
        """Add a hook.

        Raises:
            ApiError: 422, if a field is missing or invalid, or the hook has no room beside the others.
        """
        fields = hooks.read_new(given)
        owner = {"client_id": self.store.client_id, "store_hash": self.store.store_hash}
        hook = Hook(id=self.last_hook_id + 1, **owner, created_at=int(now), updated_at=int(now), **fields)
        self._keep(hook)
        self.last_hook_id = hook.id
        return hook

    def update_hook(self, hook_id: int, given: object, now: float) -> Hook:
        """Change a hook; `is_active` true revives one that was deactivated.

        Raises:
            ApiError: 404 for an unknown hook, 422 for fields that it does not take.
        """
        hook = self.hook(hook_id).changed(hooks.read_changes(given), now)
        self._keep(hook)
        return hook

    def delete_hook(self, hook_id: int) -> Hook:
        """Remove a hook and give it back. Deliveries that are under way go on.

        Raises:
            ApiError: 404, if there is none.
        """
        hook = self.hook(hook_id)
        del self.hooks[hook_id]
        return hook

    def queue(self, event: Event, now: float) -> list[Delivery]:
        """Note a delivery of `event` for every hook that wants it; gives the new ones."""
        body = event.body(self.store, now)
        wanting = [hook for hook in self.hooks.values() if hook.wants(event.scope)]
        first = len(self.deliveries)
        queued = [new_delivery(index, event, hook, body) for index, hook in enumerate(wanting, first)]
        self.deliveries.extend(queued)
        return queued

    def record(self, delivery: Delivery, now: float) -> None:
        """Note how a delivery stands. An exhausted one deactivates its hook (BigCommerce docs, webhooks overview)."""
        self.deliveries[delivery.index] = delivery
        hook = self.hooks.get(delivery.hook_id)
        if delivery.state == "exhausted" and hook is not None:
            self.hooks[hook.id] = hook.changed({"is_active": False}, now)

    def _keep(self, hook: Hook) -> None:
        hooks.check_room(hook, self.hooks.values())
        self.hooks[hook.id] = hook


def new_state(store: Store, now: float) -> StoreState:
    """A store as it is on its first day: with the seed orders, without hooks."""
    orders = {order["id"]: order for order in seed_orders(now)}
    return StoreState(store, orders, products={product["id"]: product for product in seed_products(now)})


def _order_event(what: str, order: Order, **more: Any) -> Event:
    return new_event(f"store/order/{what}", {"type": "order", "id": order["id"], **more})
