"""What an order looks like in v2, and the three that a new store has.

Source: BigCommerce docs, orders v2 reference and order statuses. Money is a string with four decimals; a list that
belongs to an order is a link, not an array.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime
from typing import Any

type Order = dict[str, Any]
"""An order as v2 shows it. It is replaced when it changes, never written to."""

STATUSES = {
    0: "Incomplete",
    1: "Pending",
    2: "Shipped",
    3: "Partially Shipped",
    4: "Refunded",
    5: "Cancelled",
    6: "Declined",
    7: "Awaiting Payment",
    8: "Awaiting Pickup",
    9: "Awaiting Shipment",
    10: "Completed",
    11: "Awaiting Fulfillment",
    12: "Manual Verification Required",
    13: "Disputed",
    14: "Partially Refunded",
}

FIRST_ID = 100

LINKS = {"products": "products", "shipping_addresses": "shippingaddresses", "coupons": "coupons"}
"""The lists of an order, and the last part of their paths."""

_MONEY = """
subtotal_ex_tax subtotal_inc_tax subtotal_tax base_shipping_cost shipping_cost_ex_tax shipping_cost_inc_tax
shipping_cost_tax base_handling_cost handling_cost_ex_tax handling_cost_inc_tax handling_cost_tax base_wrapping_cost
wrapping_cost_ex_tax wrapping_cost_inc_tax wrapping_cost_tax total_ex_tax total_inc_tax total_tax refunded_amount
store_credit_amount gift_certificate_amount discount_amount coupon_discount
"""

MONEY = frozenset(_MONEY.split())

_ADDRESS = "first_name last_name company street_1 street_2 city state zip country country_iso2 phone email"


def as_date(now: float) -> str:
    """A moment in unix seconds as v2 writes it: RFC 2822, in UTC."""
    return format_datetime(datetime.fromtimestamp(int(now), UTC))


def blank_order(order_id: int, now: float) -> Order:
    """A pending order of nothing, placed at `now` (unix seconds), with every field that v2 shows."""
    placed = as_date(now)
    return {
        "id": order_id,
        "customer_id": 0,
        "date_created": placed,
        "date_modified": placed,
        "date_shipped": "",
        "status_id": 1,
        "status": STATUSES[1],
        **dict.fromkeys(_MONEY.split(), "0.0000"),
        "items_total": 0,
        "items_shipped": 0,
        "payment_method": "Manual",
        "payment_provider_id": None,
        "payment_status": "",
        "order_is_digital": False,
        "ip_address": "",
        "geoip_country": "",
        "geoip_country_iso2": "",
        "currency_id": 1,
        "currency_code": "USD",
        "currency_exchange_rate": "1.0000000000",
        "default_currency_id": 1,
        "default_currency_code": "USD",
        "staff_notes": "",
        "customer_message": "",
        "shipping_address_count": 1,
        "is_deleted": False,
        "cart_id": None,
        "billing_address": dict.fromkeys(_ADDRESS.split(), ""),
        "is_email_opt_in": False,
        "order_source": "external",
        "channel_id": 1,
        "external_id": None,
        "external_source": None,
        "customer_locale": "en",
    }


def seed_orders(now: float) -> list[Order]:
    """The orders of a new store, placed in the days before `now` (unix seconds)."""
    return [
        _order(FIRST_ID, now - 259_200, 10, "89.9700", "9.9500", customer_id=11, items_total=3, items_shipped=3)
        | {"billing_address": _address("Maya Okafor", "18 Larch Lane", "Portland", "Oregon", "97205")},
        _order(FIRST_ID + 1, now - 90_000, 11, "249.0000", "0.0000", customer_id=12, items_total=1)
        | {"billing_address": _address("Jonas Weber", "402 Harbor Street", "Boston", "Massachusetts", "02110")}
        | {"customer_message": "Please ring the side door: the bell at the front is broken."},
        _order(FIRST_ID + 2, now - 7_200, 7, "34.5000", "5.0000", items_total=2)
        | {"billing_address": _address("Ines Duarte", "7 Mission Court", "Austin", "Texas", "78701")}
        | {"staff_notes": "Asked for an invoice by post."},
    ]


def _order(order_id: int, placed: float, status_id: int, goods: str, shipping: str, **fields: int) -> Order:
    total = str(Decimal(goods) + Decimal(shipping))
    costs = {f"{name}_{tax}": amount for tax in ("ex_tax", "inc_tax") for name, amount in _sums(goods, shipping, total)}
    status = {"status_id": status_id, "status": STATUSES[status_id], "order_source": "www"}
    return blank_order(order_id, placed) | status | costs | {"base_shipping_cost": shipping} | fields


def _sums(goods: str, shipping: str, total: str) -> list[tuple[str, str]]:
    return [("subtotal", goods), ("shipping_cost", shipping), ("total", total)]


def _address(name: str, street: str, city: str, state: str, code: str) -> Mapping[str, str]:
    first, last = name.split()
    where = {"street_1": street, "city": city, "state": state, "zip": code}
    who = {"first_name": first, "last_name": last, "email": f"{first}.{last}@example.com".lower()}
    return dict.fromkeys(_ADDRESS.split(), "") | who | where | {"country": "United States", "country_iso2": "US"}


def with_links(order: Order, store_url: str) -> Order:
    """The order as an answer shows it: with the addresses of its lists.

    Args:
        order: the order.
        store_url: the address of the store's v2 API, without a last slash.
    """
    paths = {name: f"/orders/{order['id']}/{last}" for name, last in LINKS.items()}
    return order | {name: {"url": store_url + path, "resource": path} for name, path in paths.items()}
