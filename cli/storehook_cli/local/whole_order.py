"""Whole orders for the stand-in store: a customer, an address and products, unless they are given. Pure functions."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from storehook_cli.errors import CommandError

AWAITING_FULFILLMENT = 11

STREET = {"street_1": "1 Market Street", "city": "Austin", "state": "Texas", "zip": "78701"}
COUNTRY = {"country": "United States", "country_iso2": "US"}

AMOUNTS = ("subtotal", "shipping_cost", "handling_cost", "wrapping_cost", "total")

MOST_NAMED = 10
"""Customers or products that an error lists."""

type Item = Mapping[str, Any]


def whole_order(given: Item, customers: Sequence[Item], products: Sequence[Item]) -> dict[str, Any]:
    """Return the fields of an order: the given ones, and what an order needs besides.

    Args:
        given: fields of BigCommerce's order. `products` may also be IDs, as in `77` or `77,79`.
        customers: customers of the store. 0 is a guest.
        products: products of the store.

    Raises:
        CommandError: there is no such customer or product. The message lists those that exist.
    """
    customer = _customer(given, customers)
    address = _address(customer)
    defaults = {
        "status_id": AWAITING_FULFILLMENT,
        "customer_id": customer["id"] if customer else 0,
        "billing_address": address,
        "shipping_addresses": [address],
    }
    return defaults | dict(given) | _both_taxes(given) | {"products": _lines(given.get("products"), products)}


def _customer(given: Item, customers: Sequence[Item]) -> Item | None:
    if "customer_id" not in given:
        return customers[0] if customers else None
    if given["customer_id"] == 0:
        return None
    return _found("customer", given["customer_id"], customers)


def _address(customer: Item | None) -> dict[str, Any]:
    known = customer or {"first_name": "Sam", "last_name": "Guest", "email": "sam.guest@example.com"}
    return {name: known[name] for name in ("first_name", "last_name", "email")} | STREET | COUNTRY


def _lines(given: Any, products: Sequence[Item]) -> list[Any]:
    if given is None:
        given = [product["id"] for product in _sellable(products)[:2]]
    elif isinstance(given, int | str):
        given = [_id(word) for word in str(given).split(",")]
    lines: list[Any] = [_line(item) for item in given]
    for line in lines:
        if "product_id" in line:
            _found("product", line["product_id"], products)
    return lines


def _line(item: Any) -> Item:
    return cast("Item", item) if isinstance(item, dict) else {"product_id": item, "quantity": 1}


def _sellable(products: Sequence[Item]) -> list[Item]:
    """Return the products that need no choice of a variant. Prefer them, so that each order can be shipped."""
    return [product for product in products if product.get("base_variant_id")] or list(products)


def _id(word: str) -> object:
    return int(word) if word.strip().isdecimal() else word


def _both_taxes(given: Item) -> dict[str, Any]:
    """Return the amounts that are missing beside those that were given without tax alone, or with tax alone."""
    pairs = [(f"{name}_ex_tax", f"{name}_inc_tax") for name in AMOUNTS]
    ways = [*pairs, *((second, first) for first, second in pairs)]
    return {other: given[one] for one, other in ways if one in given and other not in given}


def _found(kind: str, item_id: object, items: Sequence[Item]) -> Item:
    found = next((item for item in items if item["id"] == item_id), None)
    if found is None:
        listed = ", ".join(f"{item['id']} {name_of(item)}" for item in items[:MOST_NAMED]) or "none"
        more = f", and {len(items) - MOST_NAMED} more" if len(items) > MOST_NAMED else ""
        raise CommandError(
            f"The stand-in store has no {kind} with the ID {item_id}. It has {listed}{more}. "
            f"List them all: storehook sandbox {kind}s"
        )
    return found


def name_of(item: Item) -> str:
    """Return the name of a customer or a product."""
    return item["name"] if "name" in item else f"{item['first_name']} {item['last_name']}"
