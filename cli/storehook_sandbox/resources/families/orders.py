"""The v2 orders. Source: BigCommerce docs, orders v2 reference and order statuses.

Money is text with four decimals; a list that belongs to an order is a link, not an array.
"""

from decimal import Decimal
from typing import Any

from storehook_sandbox.errors import ApiError
from storehook_sandbox.resources.families.carts import converts_cart
from storehook_sandbox.resources.families.order_addresses import ADDRESS, SEEDS, SHIPPING_ADDRESSES
from storehook_sandbox.resources.families.order_products import ORDER_PRODUCTS
from storehook_sandbox.resources.families.order_statuses import STATUSES
from storehook_sandbox.resources.resource import Change, Fires, Items, Resource, typed
from storehook_sandbox.resources.schema import Item, as_money, blank, schema

FIELDS = schema(
    """
    integer: id!! customer_id
    rfc: date_created date_modified!!
    text: date_shipped!
    integer: status_id=1
    text: status!!=Pending
    money: subtotal_ex_tax subtotal_inc_tax subtotal_tax! base_shipping_cost shipping_cost_ex_tax shipping_cost_inc_tax
    money: shipping_cost_tax! base_handling_cost handling_cost_ex_tax handling_cost_inc_tax handling_cost_tax!
    money: base_wrapping_cost wrapping_cost_ex_tax wrapping_cost_inc_tax wrapping_cost_tax! total_ex_tax total_inc_tax
    money: total_tax! refunded_amount store_credit_amount! gift_certificate_amount! discount_amount coupon_discount!
    integer: items_total items_shipped
    text: payment_method=Manual payment_provider_id? payment_status!
    boolean: order_is_digital
    text: ip_address ip_address_v6 geoip_country geoip_country_iso2
    integer: shipping_cost_tax_class_id! handling_cost_tax_class_id! wrapping_cost_tax_class_id!
    boolean: is_tax_inclusive_pricing!
    integer: currency_id!=1
    text: currency_code!=USD currency_exchange_rate!=1.0000000000
    integer: default_currency_id!=1
    text: store_default_currency_code!=USD store_default_to_transactional_exchange_rate!=1.0000000000
    text: default_currency_code=USD staff_notes customer_message
    integer: shipping_address_count!=1
    boolean: is_deleted!
    text: cart_id!?
    object: billing_address
    boolean: is_email_opt_in!
    text: order_source=external
    integer: channel_id=1
    text: external_id? external_source? external_merchant_id? external_order_id tax_provider_id ebay_order_id
    text: customer_locale=en
    """,
    billing_address=ADDRESS,
)


def seed_orders(now: float) -> list[Item]:
    """The orders of a new store, placed in the days before `now` (unix seconds)."""
    return [
        _order(100, now - 259_200, 10, "89.9700", "9.9500", customer_id=11, items_total=3, items_shipped=3)
        | {"billing_address": SEEDS[100]},
        _order(101, now - 90_000, 11, "249.0000", "0.0000", customer_id=12, items_total=1)
        | {"billing_address": SEEDS[101]}
        | {"customer_message": "Please ring the side door: the bell at the front is broken."},
        _order(102, now - 7_200, 7, "34.5000", "5.0000", items_total=2)
        | {"billing_address": SEEDS[102]}
        | {"staff_notes": "Asked for an invoice by post."},
    ]


def _order(order_id: int, placed: float, status_id: int, goods: str, shipping: str, **fields: int) -> Item:
    total = str(Decimal(goods) + Decimal(shipping))
    sums = {"subtotal": goods, "shipping_cost": shipping, "total": total}
    costs = {f"{name}_{tax}": amount for tax in ("ex_tax", "inc_tax") for name, amount in sums.items()}
    status = {"id": order_id, "status_id": status_id, "status": STATUSES[status_id], "order_source": "www"}
    return blank(FIELDS, placed) | status | costs | {"base_shipping_cost": shipping} | fields


def _with_status(order: Item) -> Item:
    if order["status_id"] not in STATUSES:
        raise ApiError(400, "The field 'status_id' is invalid: There is no such status.")
    return order | {"status": STATUSES[order["status_id"]]}


def _totalled(items: Items, order: Item, given: Item) -> Item:
    lines = items.of("order_products", order_id=order["id"])
    addresses = items.of("shipping_addresses", order_id=order["id"])
    counted = order | {"items_total": sum(line["quantity"] for line in lines)}
    totals = [_totals(order, lines, tax) for tax in ("ex_tax", "inc_tax")]
    return counted | totals[0] | totals[1] | {"shipping_address_count": len(addresses)} | given


def _totals(order: Item, lines: list[Item], tax: str) -> Item:
    goods = sum((Decimal(line[f"total_{tax}"]) for line in lines), Decimal(0))
    costs = (Decimal(order[f"{name}_cost_{tax}"]) for name in ("shipping", "handling", "wrapping"))
    total = sum(costs, goods) - Decimal(order["discount_amount"])
    return {f"subtotal_{tax}": as_money(goods), f"total_{tax}": as_money(total)}


def _statuses(change: Change) -> dict[str, Any]:
    before, after = change.before["status_id"], change.after["status_id"]
    return typed("order")(change) | {"status": {"previous_status_id": before, "new_status_id": after}}


def _told_channel(change: Change) -> Item:
    return {"order_id": change.after["id"]}


ORDERS = Resource(
    name="orders",
    path="/v2/orders",
    fields=FIELDS,
    actions=("list", "count", "read", "create", "update", "delete", "delete_all"),
    filters="min_id max_id min_total=total_inc_tax:min max_total=total_inc_tax:max customer_id "
    "email=billing_address.email status_id cart_id payment_method min_date_created max_date_created min_date_modified "
    "max_date_modified channel_id external_order_id",
    counts_filtered=True,
    sorts="id customer_id status_id channel_id date_created date_modified",
    sort_has_direction=True,
    children={"products": ORDER_PRODUCTS, "shipping_addresses": SHIPPING_ADDRESSES},
    brings=("products", "shipping_addresses"),
    links={name: name for name in ("products", "shipping_addresses", "coupons")},
    first_id=100,
    events=(
        Fires("store/order/{write}", typed("order"), ("created", "updated")),
        Fires("store/channel/{channel_id}/order/{write}", _told_channel, ("created", "updated")),
        Fires("store/channel/{channel_id}/order/archived", _told_channel, ("deleted",)),
        Fires("store/order/archived", typed("order"), ("deleted",)),
        Fires(
            "store/order/statusUpdated",
            _statuses,
            ("updated",),
            lambda change: change.before["status_id"] != change.after["status_id"],
        ),
    ),
    seeds=seed_orders,
    completes=_totalled,
    changes=_with_status,
    causes=converts_cart,
    archives=True,
)
