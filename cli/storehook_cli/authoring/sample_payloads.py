"""Example of `data` and payload model for every scope.

Source: BigCommerce docs, "Webhook events" with their pages on channels, inventory and B2B Edition, and the callback
schemas, as of April 2026. If they disagree, the callback schema takes precedence.
"""

from collections.abc import Iterator
from typing import Any, cast

from storehook import payloads
from storehook.payloads import Payload
from storehook.webhooks.scopes import channel_of, check, covers, general, known

CART = "09346904-4175-44fd-be53-f7e598531b6c"

ITEM = "7d16ad1b-2c8f-4f5d-8b53-b4f0b1c2a6de"

_ORDER = {"type": "order", "id": 100}

_STATUS = {"previous_status_id": 0, "new_status_id": 11}

_METAFIELD = {"metafield_id": 14, "resource_id": "270", "namespace": "warehouse"}

_STOCK = {"product_id": 167, "method": "absolute", "value": 5}

_SKU_STOCK = {"product_id": 206, "method": "absolute", "value": 5, "variant_id": 509}

_OVERRIDE = {"affected_product_ids": [167, 206], "context": {"channel_id": 2, "locale": "fr"}}

_ADDRESS = {"type": "customer", "id": 60, "address": {"customer_id": 32}}

_LOGIN = {"customer_id": 22, "channel_ids": [1]}

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

_REDIRECT = {"id": 3, "site_id": 1000, "from_path": "/old", "to": {"type": "product", "entity_id": 180}}

_THEME = dict.fromkeys(("theme_id", "variation_id", "version_id", "configuration_id"), ITEM)

SAMPLES: dict[str, tuple[type[Payload], Any]] = {
    "store/order/statusUpdated": (payloads.OrderPayload, _ORDER | {"status": _STATUS}),
    "store/order/message/created": (payloads.OrderPayload, _ORDER | {"message": {"order_message_id": 3}}),
    "store/order/refund/created": (payloads.OrderPayload, _ORDER | {"refund": {"refund_id": 3}}),
    "store/order/transaction/*": (payloads.TransactionPayload, _TRANSACTION),
    "store/order/metafield/*": (payloads.MetafieldPayload, _METAFIELD),
    "store/order/*": (payloads.OrderPayload, _ORDER),
    "store/product/inventory/*": (payloads.InventoryPayload, {"type": "product", "id": 167, "inventory": _STOCK}),
    "store/product/metafield/*": (payloads.MetafieldPayload, _METAFIELD | {"resource_type": "product"}),
    "store/product/variant/metafield/*": (payloads.MetafieldPayload, _METAFIELD | {"resource_type": "variant"}),
    "store/product/*": (payloads.ProductPayload, {"type": "product", "id": 180}),
    "store/sku/inventory/*": (payloads.InventoryPayload, {"type": "sku", "id": 461, "inventory": _SKU_STOCK}),
    "store/sku/*": (payloads.SkuPayload, {"type": "sku", "id": 461, "sku": {"product_id": 206, "variant_id": 509}}),
    "store/category/metafield/*": (payloads.MetafieldPayload, _METAFIELD),
    "store/category/*": (payloads.Resource, {"type": "category", "id": 42}),
    "store/brand/metafield/*": (payloads.MetafieldPayload, _METAFIELD),
    "store/customer/address/*": (payloads.AddressPayload, _ADDRESS),
    "store/customer/channel/login/access/updated": (payloads.LoginAccessPayload, _LOGIN),
    "store/customer/*": (payloads.Resource, {"type": "customer", "id": 32}),
    "store/cart/couponApplied": (payloads.CartPayload, {"type": "cart", "id": CART, "couponId": 1}),
    "store/cart/converted": (payloads.CartPayload, {"type": "cart", "id": CART, "orderId": 100}),
    "store/cart/lineItem/*": (payloads.LineItemPayload, {"type": "cart_line_item", "id": ITEM, "cartId": CART}),
    "store/cart/metafield/*": (payloads.MetafieldPayload, _METAFIELD | {"resource_id": CART}),
    "store/cart/*": (payloads.CartPayload, {"type": "cart", "id": CART}),
    "store/shipment/*": (payloads.ShipmentPayload, {"type": "shipment", "id": 12, "orderId": 100}),
    "store/subscriber/*": (payloads.Resource, {"type": "subscriber", "id": 5}),
    "store/app/uninstalled": (payloads.Payload, {"type": "store"}),
    "store/information/updated": (payloads.Payload, {"type": "store"}),
    "store/hook/deliveryException": (payloads.Resource, _EXCEPTION),
    "store/modifier/updated": (payloads.Resource, {"type": "shared_modifier", "id": 205} | _OVERRIDE),
    "store/option/updated": (payloads.Resource, {"type": "shared_option", "id": 205} | _OVERRIDE),
    "store/redirects/updated": (payloads.RedirectPayload, _REDIRECT),
    "store/metafield/*": (payloads.MetafieldPayload, _METAFIELD | {"resource_type": "location"}),
    "store/store/metafield/*": (payloads.MetafieldPayload, _METAFIELD),
    "store/inventory/location/metafield/*": (payloads.MetafieldPayload, _METAFIELD),
    "store/inventory/location/*": (payloads.LocationPayload, {"location_id": 2}),
    "store/priceList/record/*": (payloads.PriceRecordPayload, _PRICE),
    "store/priceList/records/*": (payloads.PriceRecordsPayload, [_PRICE, _PRICE | {"variant_id": 180}]),
    "store/priceList/assignment/*": (
        payloads.PriceListAssignmentPayload,
        {"price_list_id": 1, "channel_id": 1, "customer_group_id": 3},
    ),
    "store/priceList/*": (payloads.PriceListPayload, {"price_list_id": 1}),
    "store/priceLists/deleted": (payloads.PriceListsPayload, {"price_list_ids": [1]}),
    "store/channel/metafield/*": (payloads.MetafieldPayload, _METAFIELD),
    "store/channel/*/inventory/product/*": (
        payloads.StockPayload,
        {"variant_id": 127, "product_id": 113, "location_id": 2},
    ),
    "store/channel/{id}/cart/lineItem/*": (payloads.ChannelLineItemPayload, {"cart_id": CART, "cart_item_id": ITEM}),
    "store/channel/{id}/cart/*": (payloads.ChannelCartPayload, {"cart_id": CART}),
    "store/channel/{id}/category/product/*": (payloads.ChannelProductPayload, {"product_id": 180}),
    "store/channel/{id}/category/*": (payloads.ChannelCategoryPayload, {"category_id": 35, "tree_id": 1}),
    "store/channel/{id}/categoryTree/updated": (payloads.CategoryTreePayload, {"tree_id": 1}),
    "store/channel/{id}/email/templates/*": (payloads.EmailPayload, {"template_kind": "product_review_email"}),
    "store/channel/{id}/notifications/*": (payloads.Payload, {}),
    "store/channel/{id}/order/*": (payloads.ChannelOrderPayload, {"order_id": 100}),
    "store/channel/{id}/page/*": (payloads.PagePayload, {"page_id": 11}),
    "store/channel/{id}/product/*": (payloads.ChannelProductPayload, {"product_id": 180}),
    "store/channel/{id}/script/*": (payloads.ScriptPayload, {"uuid": ITEM}),
    "store/channel/{id}/socialMediaLinks/updated": (payloads.Payload, {}),
    "store/channel/{id}/theme/configuration/*": (payloads.ThemePayload, _THEME),
    "store/channel/{id}/settings/emailStatus/*": (payloads.EmailPayload, {"template_kind": "product_review_email"}),
    "store/channel/{id}/settings/route/updated": (payloads.SitePayload, {"site_id": 1000}),
    "store/channel/{id}/settings/site/*": (payloads.SitePayload, {"site_id": 1000}),
    "store/channel/{id}/settings/searchContextFilters/updated": (payloads.SearchFiltersPayload, {"category_id": 29}),
    "store/channel/{id}/settings/*": (payloads.Payload, {}),
    "store/channel/*": (payloads.Resource, {"type": "channel", "id": 2}),
    "store/company/user/*": (payloads.CompanyUserPayload, {"company_id": 123456, "user_id": 321}),
    "store/company/address/*": (payloads.CompanyAddressPayload, {"company_id": 123456, "address_id": 1234}),
    "store/company/*": (payloads.CompanyPayload, {"company_id": 1234}),
    "store/superadmin/*": (payloads.SuperadminPayload, {"user_id": 1234}),
    "store/quote/*": (payloads.QuotePayload, {"quote_id": 1234, "quote_uuid": "1a2b3c4d"}),
}
"""Payload model and example of `data` by pattern. The first pattern that covers a scope applies."""


def sample(scope: str) -> Any:
    """Return an example of the `data` of the events of a scope without a wildcard."""
    return _entry(check(scope))[1]


def sample_params(scope: str) -> dict[str, Any]:
    """Return the example as an action's params have it: an array is under `data`."""
    data = sample(scope)
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {"data": data}


def payload(scope: str) -> type[Payload]:
    """Return the model that fits every event of a scope: for a wildcard, the common base of its events' models."""
    models = [_entry(event)[0] for event in _events(check(scope))]
    return next(base for base in models[0].__mro__ if all(issubclass(model, base) for model in models))


def concrete(scope: str) -> str:
    """Return the scope of an event that a scope covers, with a channel's number in place of `{id}`."""
    if not check(scope).endswith("/*"):
        return scope.replace("{id}", "1")
    event = min(_events(scope), key=lambda event: (event.count("/"), not event.endswith("/updated"), event))
    return event.replace("{id}", channel_of(scope) or "1")


def _entry(event: str) -> tuple[type[Payload], Any]:
    return next(entry for pattern, entry in SAMPLES.items() if covers(pattern, event))


def _events(scope: str) -> list[str]:
    """Return the scopes of the events that a webhook receives. `{id}` stands for a channel's number."""
    pattern = general(scope)
    return [event for event in known() if covers(pattern, event) and not event.endswith("/*")]


def fields(scope: str) -> set[str]:
    """Return the documented fields of the params of a scope's events."""
    entries = [(payload(event), sample_params(event.replace("{id}", "1"))) for event in _events(check(scope))]
    declared = {field.alias or name for model, _ in entries for name, field in model.model_fields.items()}
    return declared | {name for _, data in entries for name in data}


def values(scope: str) -> set[str]:
    """Return the documented fields of a scope's events that are numbers or texts, such as `inventory.product_id`."""
    return {path for event in _events(check(scope)) for path in _values(sample(event.replace("{id}", "1")), "")}


def _values(data: object, prefix: str) -> Iterator[str]:
    for name, value in cast("dict[str, object]", data).items() if isinstance(data, dict) else ():
        if isinstance(value, int | str):
            yield f"{prefix}{name}"
        yield from _values(value, f"{prefix}{name}.")
