"""A store in which there is something of every kind, made as an app and its merchant make it."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
from sandbox.tests.support.sandbox_api import Api

_METAFIELD = {"key": "shelf", "namespace": "erp", "permission_set": "read", "value": "A1"}

ADDRESS = {
    "first_name": "Maya",
    "last_name": "Okafor",
    "email": "maya@example.com",
    "address1": "18 Larch Lane",
    "city": "Portland",
    "state_or_province": "Oregon",
    "postal_code": "97205",
    "country_code": "US",
}

_BY_PEOPLE: dict[str, dict[str, Any]] = {
    "order_taxes": {"order_id": 100, "order_address_id": 1, "name": "VAT", "rate": "19.0000", "line_item_type": "item"},
    "order_messages": {"order_id": 100, "subject": "Thanks", "message": "It came."},
    "order_coupons": {"order_id": 100, "code": "TEN"},
    "stored_instruments": {"customer_id": 11, "token": "t-1", "brand": "VISA", "last_4": "1111", "is_default": True},
}
"""Items that a merchant or a shopper adds, by kind."""

_PROMOTION = {
    "name": "Ten off",
    "redemption_type": "COUPON",
    "rules": [{"action": {"cart_value": {"discount": {"percentage_amount": "10"}}}, "apply_once": True}],
}

_BULK_PROMOTION = _PROMOTION | {
    "name": "Spring",
    "coupon_type": "BULK",
    "customer": {"segments": {"id": ["00000000-0000-4000-8000-000000000000"]}},
}

LOCATION = {
    "label": "Barn",
    "managed_by_external_source": False,
    "type_id": "PHYSICAL",
    "time_zone": "Etc/UTC",
    "address": {
        "address1": "1 Farm Road",
        "city": "Salem",
        "state": "Oregon",
        "zip": "97301",
        "email": "barn@example.com",
        "geo_coordinates": {"latitude": 44.9, "longitude": -123.0},
        "country_code": "US",
    },
}

_LISTING = {
    "product_id": 77,
    "name": "Bowl",
    "state": "active",
    "variants": [{"product_id": 77, "variant_id": 77, "state": "active"}],
}

_PRODUCT = {
    "name": "Oak bowl",
    "type": "physical",
    "weight": 1,
    "price": 12.5,
    "variants": [{"sku": "OAK-L", "option_values": [{"option_display_name": "Size", "label": "L"}]}],
}

_SIZE = {"display_name": "Size", "type": "dropdown", "option_values": [{"label": "M", "sort_order": 1}]}

_COUPON = {
    "name": "Ten",
    "code": "TEN",
    "type": "per_item_discount",
    "amount": 10,
    "min_purchase": 10,
    "applies_to": {"entity": "products"},
}

_FEE = {"type": "custom_fee", "name": "wrap", "display_name": "Wrapping", "cost": 3, "source": "app"}

_ORDER_FEE = {"type": "custom_fee", "display_name_customer": "Wrapping", "cost_ex_tax": "2", "cost_inc_tax": "2.5"}

_ORDER = {
    "billing_address": {"first_name": "Ada", "zip": "N1"},
    "products": [{"name": "Engraving", "quantity": 2, "price_ex_tax": 5, "price_inc_tax": 6}],
    "shipping_addresses": [{"city": "London"}],
}

_REFUND = {
    "items": [{"item_type": "PRODUCT", "item_id": 1, "quantity": 1}],
    "payments": [{"provider_id": "custom", "amount": 29.99, "offline": True}],
}

_CUSTOMS = {
    "product_id": 77,
    "country_of_origin": "US",
    "commodity_description": "A bowl",
    "international_shipping": True,
    "hs_codes": {"US": "4419.90"},
}

_PERSON = {"name": "Maya", "email": "maya@example.com"}

_CERTIFICATE = {"name": "A gift", "theme": "Birthday", "amount": 25, "quantity": 1}

_CART = {
    "customer_id": 11,
    "line_items": [{"product_id": 78, "quantity": 2}],
    "custom_items": [{"name": "Engraving", "sku": "ENGRAVE", "quantity": 2, "list_price": 5}],
    "gift_certificates": [_CERTIFICATE | {"sender": _PERSON, "recipient": _PERSON}],
}

_BANNER = {"name": "Sale", "content": "<b>Sale</b>", "page": "home_page", "location": "top", "date_type": "always"}

_GIFT = {"to_name": "A", "to_email": "a@b.test", "from_name": "B", "from_email": "b@b.test", "amount": "25"}

_RULE = {"quantity_min": 10, "quantity_max": 19, "type": "percent", "amount": 5}

_REVIEW = {"title": "A bowl", "rating": 5, "date_reviewed": "2026-08-01T00:00:00+00:00"}

_SHIPPING = {"item_type": "SHIPPING", "item_id": 1, "amount": 4.5}

EURO = {
    "name": "Euro",
    "currency_code": "EUR",
    "currency_exchange_rate": "0.9",
    "token": "E",
    "token_location": "left",
    "decimal_token": ".",
    "thousands_token": ",",
    "decimal_places": 2,
}

_REQUESTS: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/v2/orders", _ORDER),
    ("POST", "/v2/orders/100/shipments", {"order_address_id": 1, "items": [{"order_product_id": 1, "quantity": 1}]}),
    ("PUT", "/v2/orders/100/shipments/1", {"tracking_number": "2Z"}),
    ("PUT", "/v2/orders/100", {"discount_amount": 1, "fees": [_ORDER_FEE]}),
    ("POST", "/v3/orders/100/payment_actions/refund_quotes", {"items": [_SHIPPING]}),
    ("POST", "/v3/orders/100/payment_actions/refunds", _REFUND),
    ("POST", "/v3/carts", _CART),
    ("POST", "/v3/carts/{cart}/items", {"line_items": [{"product_id": 77, "quantity": 1}]}),
    ("DELETE", "/v3/carts/{cart}/items/{line}", {}),
    ("POST", "/v3/checkouts/{cart}/billing-address", ADDRESS),
    ("POST", "/v3/checkouts/{cart}/fees", {"fees": [_FEE]}),
    ("POST", "/v2/coupons", _COUPON),
    ("POST", "/v3/checkouts/{cart}/coupons", {"coupon_code": "TEN"}),
    ("POST", "/v3/carts/{cart}/redirect_urls", {"query_params": {"from": "mail"}}),
    ("POST", "/v2/gift_certificates", _GIFT),
    ("POST", "/v2/banners", _BANNER),
    ("POST", "/v3/promotions", _PROMOTION),
    ("POST", "/v3/promotions/1/codes", {"code": "ONE"}),
    ("POST", "/v3/promotions", _BULK_PROMOTION),
    ("POST", "/v3/promotions/2/codegen", {"batch_size": 2, "prefix": "SPR", "delimiter": "-"}),
    ("POST", "/v2/currencies", EURO),
    ("PUT", "/v2/currencies/2", {"enabled": True}),
    ("POST", "/v2/customer_groups", {"name": "Cooks"}),
    ("POST", "/v2/customers", {"email": "ada@example.com", "first_name": "Ada", "last_name": "Byron"}),
    ("PUT", "/v2/customers/11", {"notes": "Called"}),
    ("PUT", "/v2/customers/11/addresses/1", {"street_1": "19 Larch Lane"}),
    ("POST", "/v3/customers/attributes", [{"name": "VIP", "type": "string"}]),
    ("PUT", "/v3/customers/attribute-values", [{"attribute_id": 1, "customer_id": 11, "value": "yes"}]),
    ("PUT", "/v3/customers/form-field-values", [{"customer_id": 11, "name": "Size", "value": "Large"}]),
    ("PUT", "/v3/customers/addresses", [{"id": 1, "form_fields": [{"name": "Floor", "value": "3"}]}]),
    ("PUT", "/v3/customers/11/consent", {"allow": ["essential"]}),
    ("PUT", "/v3/customers/settings/channels/1", {"privacy_settings": {"policy_url": "https://shop.test/policy"}}),
    ("PUT", "/v3/customers/settings/channels/1", {"privacy_settings": None}),
    ("POST", "/v3/customers/subscribers", {"email": "ada@example.com"}),
    ("POST", "/v3/wishlists", {"customer_id": 11, "name": "Kitchen", "items": [{"product_id": 77}]}),
    ("POST", "/v3/catalog/products/77/images", {"image_url": "https://shop.test/bowl.png", "is_thumbnail": True}),
    ("POST", "/v3/catalog/products/77/videos", {"title": "Turning", "video_id": "z3fRu9pkuXE"}),
    ("POST", "/v3/catalog/products/77/custom-fields", {"name": "Wood", "value": "Walnut"}),
    ("POST", "/v3/catalog/products/77/bulk-pricing-rules", _RULE),
    ("POST", "/v3/catalog/products/77/reviews", _REVIEW),
    ("POST", "/v3/catalog/products/77/modifiers", _SIZE | {"required": False}),
    ("PUT", "/v3/catalog/products/77/modifiers/1", {"display_name": "Width"}),
    ("POST", "/v3/catalog/products/77/modifiers/1/values", {"label": "XL", "sort_order": 2}),
    ("PUT", "/v3/catalog/products/77/modifiers/1/values/1001", {"label": "XXL"}),
    ("POST", "/v3/catalog/products/77/complex-rules", {"conditions": [{"modifier_id": 1, "modifier_value_id": 1001}]}),
    ("POST", "/v3/catalog/products/77/options", _SIZE),
    ("POST", "/v3/catalog/products/77/options/1/values", {"label": "L", "sort_order": 2}),
    ("PUT", "/v3/catalog/products/77/options/1/values/1001", {"label": "S"}),
    ("POST", "/v3/catalog/products", _PRODUCT),
    ("PUT", "/v3/catalog/variants", [{"id": 78, "upc": "1"}]),
    ("PUT", "/v3/catalog/brands/35", {"page_title": "Elm Street"}),
    ("PUT", "/v3/catalog/categories/18", {"page_title": "Kitchen"}),
    ("PUT", "/v3/catalog/products/category-assignments", [{"product_id": 77, "category_id": 18}]),
    ("PUT", "/v3/catalog/categories/18/products/sort-order", [{"product_id": 77, "sort_order": 2}]),
    (
        "POST",
        "/v3/catalog/trees/categories",
        [{"name": "Spoons", "parent_id": 18}, {"name": "Spoons", "parent_id": 18}],
    ),
    ("POST", "/v3/pricelists", {"name": "Sale"}),
    ("PUT", "/v3/pricelists/1/records/77/usd", {"price": 34}),
    ("POST", "/v3/pricelists/assignments", [{"customer_group_id": 1, "channel_id": 1, "price_list_id": 1}]),
    ("POST", "/v3/content/scripts", {"name": "Chat", "kind": "src", "src": "https://shop.test/chat.js"}),
    ("POST", "/v3/content/widget-templates", {"name": "Text", "template": "<b>{text}</b>"}),
    ("POST", "/v3/content/widgets", {"name": "Hello", "widget_template_uuid": "{template}"}),
    ("POST", "/v3/content/placements", {"widget_uuid": "{widget}", "template_file": "pages/home"}),
    ("POST", "/v2/pages", {"name": "About", "type": "page", "body": "We turn wood."}),
    ("POST", "/v2/blog/posts", {"title": "Wood", "body": "Wood is warm.", "tags": ["wood"]}),
    ("POST", "/v2/shipping/zones", {"name": "Home", "type": "country", "locations": [{"country_iso2": "US"}]}),
    ("POST", "/v2/shipping/zones/1/methods", {"name": "Post", "type": "perorder", "settings": {"rate": 7}}),
    ("POST", "/v3/tax/zones", [{"name": "Home"}]),
    ("POST", "/v3/tax/rates", [{"name": "VAT", "tax_zone_id": 1, "class_rates": [{"rate": 19, "tax_class_id": 0}]}]),
    ("POST", "/v3/tax/properties", [{"code": "WOOD", "display_name": "Wood", "type": "PRODUCT"}]),
    ("POST", "/v3/segments", [{"name": "Cooks"}]),
    ("POST", "/v3/shopper-profiles", [{"customer_id": 11}]),
    ("POST", "/v3/segments/{segment}/shopper-profiles", ["{profile}"]),
    ("PUT", "/v3/tax/customers", [{"customer_id": 11, "tax_properties": {"VAT": "DE123"}}]),
    ("PUT", "/v3/tax/products/properties", [{"product_id": 77, "tax_properties": {"WOOD": "1"}}]),
    ("PUT", "/v3/shipping/products/customs-information", [_CUSTOMS]),
    ("POST", "/v2/redirects", {"path": "/bowls", "forward": {"type": "product", "ref": "77"}}),
    ("PUT", "/v3/storefront/redirects", [{"from_path": "/old", "site_id": 1000, "to": {"type": "url", "url": "/new"}}]),
    ("PUT", "/v3/channels/1/site", {"url": "https://shop.example.com"}),
    ("POST", "/v3/channels/1/channel-menus", {"bigcommerce_protected_app_sections": ["overview"]}),
    ("POST", "/v3/channels/1/listings", [_LISTING]),
    ("POST", "/v3/sites/1000/routes", {"type": "home", "matching": "*", "route": "/"}),
    ("POST", "/v3/inventory/locations", [LOCATION]),
    (
        "PUT",
        "/v3/inventory/locations",
        [{"id": 2, "description": "By the river"}],
    ),
    ("PUT", "/v3/inventory/locations/1/items", {"settings": [{"identity": {"sku": "SKU-77"}, "safety_stock": 2}]}),
    ("PUT", "/v3/inventory/adjustments/absolute", {"items": [{"location_id": 1, "variant_id": 78, "quantity": 4}]}),
    ("POST", "/v3/hooks", {"scope": "store/order/*", "destination": "https://receiver.test/webhooks"}),
    ("PUT", "/v3/hooks/1", {"is_active": True}),
    *(
        (method, path, body)
        for kind, resource_id in {
            "orders": 100,
            "catalog/products": 77,
            "catalog/categories": 18,
            "catalog/brands": 35,
            "customers": 11,
            "channels": 1,
            "inventory/locations": 1,
            "carts": "{cart}",
        }.items()
        for method, path, body in (
            ("POST", f"/v3/{kind}/{resource_id}/metafields", _METAFIELD),
            ("POST", f"/v3/{kind}/metafields", [_METAFIELD | {"key": "row", "resource_id": resource_id}]),
            ("PUT", f"/v3/{kind}/metafields", [{"id": 1, "value": "B2"}]),
        )
    ),
    ("DELETE", "/v3/customers/metafields", [2]),
    ("POST", "/v3/catalog/products/77/variants/77/metafields", _METAFIELD),
    ("POST", "/v3/catalog/variants/metafields", [_METAFIELD | {"resource_id": 78}]),
    ("PUT", "/v3/catalog/variants/metafields", [{"id": 1, "value": "B2"}]),
    ("POST", "/v3/store/metafields", [_METAFIELD]),
    ("PUT", "/_sandbox/stores/abc123/items/carts/{cart}", {"is_abandoned": True}),
    ("GET", "/v2/banners?page=9", None),
    ("GET", "/v3/customers?id:in=999", None),
)


_NAMED = {
    "segment": "v3/segments",
    "profile": "v3/shopper-profiles",
    "cart": "carts",
    "line": "cart_items",
    "template": "v3/content/widget-templates",
    "widget": "v3/content/widgets",
}
"""Tables whose first items have ids that requests name."""


def keep_busy(api: Api) -> None:
    """Make something of every kind in the store `abc123`, which is a small shop."""
    for kind, fields in _BY_PEOPLE.items():
        _made(api.post(f"/_sandbox/stores/abc123/items/{kind}", json=fields))
    for method, path, body in _REQUESTS:
        items = api.sandbox.store("abc123").items
        ids = {name: next(iter(items.all(kind)), "") for name, kind in _NAMED.items()}
        given = json.loads(_named(json.dumps(body), ids))
        _made(api.call(method, _address(path.format(**ids)), json=given))


def _named(text: str, ids: Mapping[str, str]) -> str:
    for name, item_id in ids.items():
        text = text.replace(f"{{{name}}}", item_id)
    return text


def _address(path: str) -> str:
    return path if path.startswith("/_sandbox") else f"/stores/abc123{path}"


def _made(answer: httpx.Response) -> None:
    assert answer.is_success or answer.status_code == 207, f"{answer.request.url}: {answer.text}"
