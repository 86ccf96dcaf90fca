"""The shape of v2 orders."""

import re
from email.utils import parsedate_to_datetime

from bigcommerce_sandbox.engine.dates import as_rfc
from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.resources.families.orders import ORDERS, seed_orders
from bigcommerce_sandbox.resources.schema import blank
from bigcommerce_sandbox.resources.views import shown

NOW = 1_786_447_828
MONEY = [name for name, field in ORDERS.fields.items() if field.kind == "money"]


def test_a_new_store_has_three_orders_from_100() -> None:
    assert [order["id"] for order in seed_orders(NOW)] == [100, 101, 102]


def test_every_seed_order_has_the_fields_of_a_blank_one() -> None:
    assert all(order.keys() == ORDERS.fields.keys() for order in seed_orders(NOW))


def test_money_is_text_with_four_decimals() -> None:
    amounts = [order[name] for order in seed_orders(NOW) for name in MONEY]
    assert all(re.fullmatch(r"\d+\.\d{4}", amount) for amount in amounts)


def test_a_total_is_the_goods_and_their_shipping() -> None:
    order = seed_orders(NOW)[0]
    assert (order["subtotal_inc_tax"], order["shipping_cost_inc_tax"], order["total_inc_tax"]) == (
        "89.9700",
        "9.9500",
        "99.9200",
    )


def test_dates_are_rfc_2822_in_utc() -> None:
    assert as_rfc(NOW) == "Tue, 11 Aug 2026 11:30:28 +0000"


def test_seed_orders_were_placed_before_now() -> None:
    assert all(parsedate_to_datetime(order["date_created"]).timestamp() < NOW for order in seed_orders(NOW))


def test_the_lists_of_an_order_are_links() -> None:
    show = shown(ORDERS, Tables({}), "http://127.0.0.1:9/stores/abc123/v2")
    assert show(blank(ORDERS.fields, NOW) | {"id": 100})["shipping_addresses"] == {
        "url": "http://127.0.0.1:9/stores/abc123/v2/orders/100/shipping_addresses",
        "resource": "/orders/100/shipping_addresses",
    }
