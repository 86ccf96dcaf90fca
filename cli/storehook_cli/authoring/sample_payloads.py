"""What each webhook carries: an example of `data` for every scope.

Source: BigCommerce docs, "Webhook events" with their pages on channels, inventory and B2B Edition, and the callback
schemas, as of April 2026. Where those disagree, the callback schema counts.
"""

from typing import Any

from storehook.webhooks.scopes import check, covers, known

CART = "09346904-4175-44fd-be53-f7e598531b6c"

ITEM = "7d16ad1b-2c8f-4f5d-8b53-b4f0b1c2a6de"

_METAFIELD = {"metafield_id": 14, "resource_id": "270", "namespace": "warehouse"}

_PRODUCT_STOCK = {"product_id": 167, "method": "absolute", "value": 5}

_SKU_STOCK = {"product_id": 206, "method": "absolute", "value": 5, "variant_id": 509}

_OVERRIDE = {"affected_product_ids": [167, 206], "context": {"channel_id": 2, "locale": "fr"}}

_PRICE = {"price_list_id": 1, "variant_id": 179, "currency": "USD"}

_TRANSACTION = {
    "type": "transaction",
    "order_id": "100",
    "transaction_id": "176342342",
    "transaction_status": "complete",
    "transaction_type": "capture",
    "result": {"code": "captured", "message": "Captured", "type": "success"},
    "platform_transaction_id": "964899682",
    "provider_transaction_id": "CK65FBPKR472P4V5",
}

_EXCEPTION = {
    "type": "webhook",
    "id": 123,
    "error_code": 90001,
    "message": "Non-200 response received when delivering to https://example.com/webhooks, will retry",
}

_THEME = dict.fromkeys(("theme_id", "variation_id", "version_id", "configuration_id"), ITEM)

SAMPLES: dict[str, Any] = {
    "store/order/statusUpdated": {
        "type": "order",
        "id": 100,
        "status": {"previous_status_id": 0, "new_status_id": 11},
    },
    "store/order/message/created": {"type": "order", "id": 100, "message": {"order_message_id": 3}},
    "store/order/refund/created": {"type": "order", "id": 100, "refund": {"refund_id": 3}},
    "store/order/transaction/*": _TRANSACTION,
    "store/order/metafield/*": _METAFIELD,
    "store/order/*": {"type": "order", "id": 100},
    "store/product/inventory/*": {"type": "product", "id": 167, "inventory": _PRODUCT_STOCK},
    "store/product/metafield/*": _METAFIELD | {"resource_type": "product"},
    "store/product/variant/metafield/*": _METAFIELD | {"resource_type": "variant"},
    "store/product/*": {"type": "product", "id": 180},
    "store/sku/inventory/*": {"type": "sku", "id": 461, "inventory": _SKU_STOCK},
    "store/sku/*": {"type": "sku", "id": 461, "sku": {"product_id": 206, "variant_id": 509}},
    "store/category/metafield/*": _METAFIELD,
    "store/category/*": {"type": "category", "id": 42},
    "store/brand/metafield/*": _METAFIELD,
    "store/customer/address/*": {"type": "customer", "id": 60, "address": {"customer_id": 32}},
    "store/customer/channel/login/access/updated": {"customer_id": 22, "channel_ids": [1]},
    "store/customer/*": {"type": "customer", "id": 32},
    "store/cart/couponApplied": {"type": "cart", "id": CART, "couponId": 1},
    "store/cart/converted": {"type": "cart", "id": CART, "orderId": 100},
    "store/cart/lineItem/*": {"type": "cart_line_item", "id": ITEM, "cartId": CART},
    "store/cart/metafield/*": _METAFIELD | {"resource_id": CART},
    "store/cart/*": {"type": "cart", "id": CART},
    "store/shipment/*": {"type": "shipment", "id": 12, "orderId": 100},
    "store/subscriber/*": {"type": "subscriber", "id": 5},
    "store/app/uninstalled": {"type": "store"},
    "store/information/updated": {"type": "store"},
    "store/hook/deliveryException": _EXCEPTION,
    "store/modifier/updated": {"type": "shared_modifier", "id": 205} | _OVERRIDE,
    "store/option/updated": {"type": "shared_option", "id": 205} | _OVERRIDE,
    "store/redirects/updated": {
        "id": 3,
        "site_id": 1000,
        "from_path": "/old",
        "to": {"type": "product", "entity_id": 180},
    },
    "store/metafield/*": _METAFIELD | {"resource_type": "location"},
    "store/store/metafield/*": _METAFIELD,
    "store/inventory/location/metafield/*": _METAFIELD,
    "store/inventory/location/*": {"location_id": 2},
    "store/priceList/record/*": _PRICE,
    "store/priceList/records/*": [_PRICE, _PRICE | {"variant_id": 180}],
    "store/priceList/assignment/*": {"price_list_id": 1, "channel_id": 1, "customer_group_id": 3},
    "store/priceList/*": {"price_list_id": 1},
    "store/priceLists/deleted": {"price_list_ids": [1]},
    "store/channel/metafield/*": _METAFIELD,
    "store/channel/*/inventory/product/*": {"variant_id": 127, "product_id": 113, "location_id": 2},
    "store/channel/{id}/cart/lineItem/*": {"cart_id": CART, "cart_item_id": ITEM},
    "store/channel/{id}/cart/*": {"cart_id": CART},
    "store/channel/{id}/category/product/*": {"product_id": 180},
    "store/channel/{id}/category/*": {"category_id": 35, "tree_id": 1},
    "store/channel/{id}/categoryTree/updated": {"tree_id": 1},
    "store/channel/{id}/email/templates/*": {"template_kind": "product_review_email"},
    "store/channel/{id}/notifications/*": {},
    "store/channel/{id}/order/*": {"order_id": 100},
    "store/channel/{id}/page/*": {"page_id": 11},
    "store/channel/{id}/product/*": {"product_id": 180},
    "store/channel/{id}/script/*": {"uuid": ITEM},
    "store/channel/{id}/socialMediaLinks/updated": {},
    "store/channel/{id}/theme/configuration/*": _THEME,
    "store/channel/{id}/settings/emailStatus/*": {"template_kind": "product_review_email"},
    "store/channel/{id}/settings/route/updated": {"site_id": 1000},
    "store/channel/{id}/settings/site/*": {"site_id": 1000},
    "store/channel/{id}/settings/searchContextFilters/updated": {"category_id": 29},
    "store/channel/{id}/settings/*": {},
    "store/channel/*": {"type": "channel", "id": 2},
    "store/company/user/*": {"company_id": 123456, "user_id": 321},
    "store/company/address/*": {"company_id": 123456, "address_id": 1234},
    "store/company/*": {"company_id": 1234},
    "store/superadmin/*": {"user_id": 1234},
    "store/quote/*": {"quote_id": 1234, "quote_uuid": "1a2b3c4d"},
}
"""An example of `data` by pattern; of those that cover a scope, the first counts."""


def sample(scope: str) -> Any:
    """An example of what an event of a scope carries.

    Args:
        scope: a concrete one.

    Raises:
        UnknownScope: BigCommerce has no such scope.
    """
    return next(data for pattern, data in SAMPLES.items() if covers(pattern, check(scope)))


def concrete(scope: str) -> str:
    """A scope as an event has it: one that a wildcard covers, and a channel's number in place of `{id}`.

    Raises:
        UnknownScope: BigCommerce has no such scope.
    """
    if check(scope).endswith("/*"):
        events = (each for each in known() if covers(scope, each) and not each.endswith("/*"))
        scope = min(events, key=lambda each: (each.count("/"), not each.endswith("/updated"), each))
    return scope.replace("{id}", "1")
