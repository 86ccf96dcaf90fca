"""What an order comes to. Source: BigCommerce docs, orders v2 reference.

What a request gives stays; the rest is counted: the products make the subtotal, which makes the total together with
the costs and the fees, less the discount. An amount that is given without tax must be given with it too.
"""

from decimal import Decimal

from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.events import Items
from bigcommerce_sandbox.resources.schema import Item, as_money

_COSTS = ("shipping_cost", "handling_cost", "wrapping_cost")

_AMOUNTS = ("subtotal", *_COSTS, "total")

_TAXES = ("ex_tax", "inc_tax")

_SUMMED = {
    "products",
    "fees",
    "discount_amount",
    *(f"{name}_{tax}" for name in ("subtotal", *_COSTS) for tax in _TAXES),
}


def summed(items: Items, order: Item, given: Item) -> Item:
    """An order with its sums.

    Args:
        items: the store's.
        order: as it was, with what is given.
        given: what a request brings, with `products` and `fees`.

    Raises:
        ApiError: 400, for an amount that is given without tax alone, or with tax alone.
    """
    _check_pairs(given)
    own = {name: order[name] for name in order if name in given}
    goods = _goods(items, order) if "products" in given else {}
    order = order | goods | own
    totals = _totals(items, order) if given.keys() & _SUMMED else {}
    order = order | totals | own
    taxes = {
        f"{name}_tax": as_money(_amount(order, name, "inc_tax") - _amount(order, name, "ex_tax")) for name in _AMOUNTS
    }
    return order | taxes


def _check_pairs(given: Item) -> None:
    for name in ("subtotal", "shipping_cost", "total"):
        there = [tax for tax in _TAXES if f"{name}_{tax}" in given]
        if len(there) == 1:
            missing = f"{name}_inc_tax" if there == ["ex_tax"] else f"{name}_ex_tax"
            raise ApiError(400, f"The field '{missing}' is missing.")


def _goods(items: Items, order: Item) -> Item:
    lines = items.of("order_products", order_id=order["id"])
    sums = {f"subtotal_{tax}": as_money(sum(_amount(line, "total", tax) for line in lines)) for tax in _TAXES}
    return sums | {"items_total": sum(line["quantity"] for line in lines)}


def _totals(items: Items, order: Item) -> Item:
    fees = items.of("order_fees", order_id=order["id"])
    return {f"total_{tax}": as_money(_total(order, fees, tax)) for tax in _TAXES}


def _total(order: Item, fees: list[Item], tax: str) -> Decimal:
    amounts = [_amount(order, name, tax) for name in ("subtotal", *_COSTS)]
    return sum([*amounts, *(_amount(fee, "cost", tax) for fee in fees)], -Decimal(order["discount_amount"]))


def _amount(item: Item, name: str, tax: str) -> Decimal:
    return Decimal(item[f"{name}_{tax}"])
