"""The v2 orders. Source: BigCommerce docs, orders v2 reference and order statuses.

Money is text with four decimals; a list that belongs to an order is a link, not an array.
"""

from collections import Counter
from decimal import Decimal
from typing import Any

from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.events import Change, Fires, Items, typed
from bigcommerce_sandbox.resources.families.carts import converts_cart
from bigcommerce_sandbox.resources.families.order_addresses import BILLING, SEEDS, SHIPPING_ADDRESSES
from bigcommerce_sandbox.resources.families.order_consignments import INCLUDED
from bigcommerce_sandbox.resources.families.order_fees import ORDER_FEES
from bigcommerce_sandbox.resources.families.order_products import ORDER_PRODUCTS
from bigcommerce_sandbox.resources.families.order_statuses import LISTED, STATUSES
from bigcommerce_sandbox.resources.families.order_sums import summed
from bigcommerce_sandbox.resources.families.sold_stock import takes_stock
from bigcommerce_sandbox.resources.resource import Child, Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema

_PAYMENT_STATUSES = (
    "|authorized|captured|capture pending|declined|held for review|paid|partially refunded|pending|refunded|void|"
    "void pending"
)
"""What can have become of a payment; at first, nothing."""

_BELONGS_TO = {"customer_id": "customers", "channel_id": "channels"}
"""By the fields that hold their ids, the kinds that an order belongs to; it stays when they go."""

FIELDS = schema(
    f"""
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
    text: payment_method=Manual payment_provider_id?
    {_PAYMENT_STATUSES}: payment_status!
    boolean: order_is_digital
    text: ip_address ip_address_v6 geoip_country geoip_country_iso2
    integer: shipping_cost_tax_class_id! handling_cost_tax_class_id! wrapping_cost_tax_class_id!
    boolean: is_tax_inclusive_pricing!
    integer: currency_id!=1
    text: currency_code!=USD currency_exchange_rate!=1.0000000000
    integer: default_currency_id!=1
    text: store_default_currency_code!=USD store_default_to_transactional_exchange_rate!=1.0000000000
    text: default_currency_code=USD staff_notes customer_message
    integer: shipping_address_count!!
    boolean: is_deleted!
    text: cart_id!?
    object: billing_address+
    boolean: is_email_opt_in!
    text: order_source=external
    integer: channel_id=1
    text: external_id? external_source? external_merchant_id? external_order_id tax_provider_id ebay_order_id
    text: customer_locale=en
    """,
    billing_address=BILLING,
)


def seed_orders(now: float) -> list[Item]:
    """The orders of a new store, placed in the days before `now` (unix seconds)."""
    return [
        _order(100, now - 259_200, 10, "89.9700", "9.9500", customer_id=11, items_total=3)
        | {"billing_address": SEEDS[100], "payment_status": "captured"},
        _order(101, now - 90_000, 11, "249.0000", "0.0000", customer_id=12, items_total=1)
        | {"billing_address": SEEDS[101], "payment_status": "captured"}
        | {"customer_message": "Please ring the side door: the bell at the front is broken."},
        _order(102, now - 7_200, 7, "34.5000", "5.0000", items_total=2)
        | {"billing_address": SEEDS[102], "payment_status": "authorized"}
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


def _new(items: Items, order: Item, given: Item) -> Item:
    return _revised(items, order, {"products": [], **given})


def _revised(items: Items, order: Item, given: Item) -> Item:
    known = {name: kind for name, kind in _BELONGS_TO.items() if name in given}
    for name, kind in known.items():
        is_guest = name == "customer_id" and given[name] == 0
        if not is_guest and items.find(kind, given[name]) is None:
            raise ApiError(400, f"The field '{name}' is invalid: Not an id among the {kind}.")
    return summed(items, order, given)


def _addressed(items: Items, order: Item) -> Item:
    return order | {"shipping_address_count": len(items.of("shipping_addresses", order_id=order["id"]))}


def _by_status(orders: list[Item]) -> Item:
    """What a count tells beside the number."""
    there = Counter(order["status_id"] for order in orders)
    return {"statuses": [status | {"count": there[status["id"]], "sort_order": at} for at, status in enumerate(LISTED)]}


def _statuses(change: Change) -> dict[str, Any]:
    before, after = change.before["status_id"], change.after["status_id"]
    return typed("order")(change) | {"status": {"previous_status_id": before, "new_status_id": after}}


def _has_new_status(change: Change) -> bool:
    return change.before["status_id"] != change.after["status_id"]


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
    order=("sort:direction",),
    # A product goes to an address, which is there first.
    children={
        "shipping_addresses": Child(SHIPPING_ADDRESSES, "amended"),
        "products": Child(ORDER_PRODUCTS, "amended", needed=True),
        "fees": Child(ORDER_FEES, "replaced"),
    },
    includes=("fees",),
    extras=INCLUDED,
    settled={"consignment_structure": "object"},
    includes_on=("create",),
    links={name: name for name in ("consignments", "products", "shipping_addresses", "coupons", "fees")},
    first_id=100,
    events=(
        Fires("store/order/{write}", typed("order"), ("created", "updated")),
        Fires("store/channel/{channel_id}/order/{write}", _told_channel, ("created", "updated")),
        Fires("store/channel/{channel_id}/order/archived", _told_channel, ("deleted",)),
        Fires("store/order/archived", typed("order"), ("deleted",)),
        Fires("store/order/statusUpdated", _statuses, ("updated",), _has_new_status),
        Fires("store/channel/{channel_id}/order/statusUpdated", _told_channel, ("updated",), _has_new_status),
    ),
    seeds=seed_orders,
    completes=_new,
    revises=_revised,
    shows=_addressed,
    counts=_by_status,
    changes=_with_status,
    causes=lambda items, change: [*converts_cart(items, change), *takes_stock(items, change)],
    archives=True,
)
