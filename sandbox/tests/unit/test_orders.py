"""The shape of v2 orders."""

import re
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import NOW

from bigcommerce_sandbox.engine.families.money import amounts_of

MONEY = amounts_of("GET /v2/orders/{order_id}")


@pytest.fixture
def orders(api: Any) -> list[dict[str, Any]]:
    return api.get("/stores/abc123/v2/orders").json()


def test_money_is_text_with_four_decimals(orders: Any) -> None:
    assert all(re.fullmatch(r"\d+\.\d{4}", order[name]) for order in orders for name in MONEY)


def test_a_total_is_the_goods_and_their_shipping(orders: Any) -> None:
    order = orders[0]
    assert (order["subtotal_inc_tax"], order["shipping_cost_inc_tax"], order["total_inc_tax"]) == (
        "89.9700",
        "9.9500",
        "99.9200",
    )


def test_seed_orders_were_placed_before_now(orders: Any) -> None:
    assert all(parsedate_to_datetime(order["date_created"]).timestamp() < NOW for order in orders)
