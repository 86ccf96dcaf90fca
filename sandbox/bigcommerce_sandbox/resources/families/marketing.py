"""Coupons, gift certificates and banners. Source: BigCommerce docs, marketing v2 reference. Nothing is sent of them."""

from bigcommerce_sandbox.engine.dates import parse_date
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema

_TYPES = "per_item_discount|per_total_discount|shipping_discount|free_shipping|percentage_discount|promotion"


def _expiring(coupon: Item) -> Item:
    try:
        _ = coupon["expires"] and parse_date(coupon["expires"])
    except ValueError as error:
        raise ApiError(400, "The field 'expires' is invalid: Not a date") from error
    return coupon


COUPONS = Resource(
    name="coupons",
    path="/v2/coupons",
    fields=schema(
        f"""
        integer: id!! num_uses!
        rfc: date_created!!
        text: name+ code+ expires
        {_TYPES}: type+
        money: amount+ min_purchase
        boolean: enabled=true
        object: applies_to+ restricted_to
        integer: max_uses max_uses_per_customer
        list: shipping_methods
        """,
        applies_to=schema(
            """
            list: ids
            text: entity
            """
        ),
    ),
    actions=("list", "count", "create", "update", "delete", "delete_many"),
    filters="id code name type min_id max_id exclude_type=type:not",
    created=201,
    changes=_expiring,
)

GIFT_CERTIFICATES = Resource(
    name="gift_certificates",
    path="/v2/gift_certificates",
    fields=schema(
        """
        integer: id!! customer_id order_id!!
        text: to_name+ to_email+ from_name+ from_email+ template=general.html message code currency_code=USD
        money: amount+ balance
        rfc: purchase_date
        text: expiry_date
        active|pending|expired|disabled: status
        """
    ),
    actions=("list", "read", "create", "update", "delete", "delete_all"),
    filters="min_id max_id code order_id to_name to_email from_name from_email",
    sorts="id",
    created=201,
    completes=lambda _items, certificate, given: certificate | {"balance": given.get("balance", given["amount"])},
)

BANNERS = Resource(
    name="banners",
    path="/v2/banners",
    fields=schema(
        """
        integer: id!!
        rfc: date_created!!
        text: name+ content+
        home_page|category_page|brand_page|search_page: page+
        top|bottom: location+
        always|custom: date_type+
        text: date_from=0 date_to=0 visible=1 item_id=0
        """
    ),
    actions=("list", "count", "read", "create", "update", "delete", "delete_all"),
    filters="min_id max_id",
)
