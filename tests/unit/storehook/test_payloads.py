"""The payload models take BigCommerce's own examples."""

import pytest
from pydantic import BaseModel, ValidationError

from storehook import payloads
from storehook.actions.params import of_event, parser
from storehook.webhooks.event import Event

EXAMPLES: list[tuple[type[BaseModel], dict[str, object]]] = [
    (payloads.Resource, {"type": "customer", "id": 32}),
    (payloads.OrderPayload, {"type": "order", "id": 250}),
    (payloads.OrderPayload, {"type": "order", "id": 250, "status": {"previous_status_id": 0, "new_status_id": 11}}),
    (
        payloads.TransactionPayload,
        {
            "type": "transaction",
            "order_id": "250",
            "transaction_id": "176342342",
            "transaction_status": "complete",
            "transaction_type": "capture",
            "result": {"code": "captured", "message": "Captured", "type": "success"},
        },
    ),
    (payloads.ProductPayload, {"type": "product", "id": 205}),
    (
        payloads.ProductPayload,
        {"type": "product", "id": 205, "properties": ["warranty"], "context": {"channel_id": 2, "locale": "fr"}},
    ),
    (
        payloads.InventoryPayload,
        {"type": "product", "id": 167, "inventory": {"product_id": 167, "method": "absolute", "value": -5}},
    ),
    (payloads.SkuPayload, {"type": "sku", "id": 461, "sku": {"product_id": 206, "variant_id": 509}}),
    (payloads.AddressPayload, {"type": "customer", "id": 60, "address": {"customer_id": 32}}),
    (payloads.ShipmentPayload, {"type": "shipment", "id": 12, "orderId": 251}),
    (payloads.CartPayload, {"type": "cart", "id": "09346904-4175-44fd-be53-f7e598531b6c", "orderId": 252}),
    (payloads.LineItemPayload, {"type": "cart_line_item", "id": "41696c19", "cartId": "09346904"}),
    (payloads.MetafieldPayload, {"metafield_id": 14, "resource_id": "270"}),
    (payloads.StockPayload, {"variant_id": 127, "product_id": 113, "location_id": 2}),
]


@pytest.mark.parametrize(("model", "data"), EXAMPLES)
def test_a_model_takes_what_bigcommerce_sends(model: type[BaseModel], data: dict[str, object]) -> None:
    event = Event("8jbhprizry", "store/some/scope", data, None, None)

    found = parser(model)(of_event(event))

    assert found.store_hash == "8jbhprizry"
    assert found.model_dump(by_alias=True, exclude_unset=True, mode="json").keys() == {*data, "storeHash"}


def test_a_model_keeps_a_field_that_bigcommerce_added_since() -> None:
    found = payloads.Resource.model_validate({"storeHash": "a", "type": "order", "id": 1, "colour": "red"})

    assert found.model_extra == {"colour": "red"}


def test_a_model_refuses_an_event_of_another_family() -> None:
    with pytest.raises(ValidationError, match="sku"):
        payloads.SkuPayload.model_validate({"storeHash": "a", "type": "order", "id": 1})
