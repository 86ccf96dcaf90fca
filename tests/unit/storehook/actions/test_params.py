"""An action's params for each kind of event. The examples are from BigCommerce's documents."""

from traceback import format_exception
from typing import Any

import pytest
from pydantic import BaseModel
from tests.support.signed_deliveries import event_body

from storehook.actions.params import Params, of_event, parser
from storehook.errors import ParamsInvalid
from storehook.webhooks.event import read

CART = "09346904-4175-44fd-be53-f7e598531b6c"
HOOK_MESSAGE = "Non-200 response received when delivering to https://app.com/bc/webhook, will retry"
CATALOGUE: list[tuple[str, dict[str, Any]]] = [
    ("store/product/created", {"type": "product", "id": 113}),
    ("store/product/updated", {"type": "product", "id": 205, "properties": ["warranty"], "context": {"channel_id": 2}}),
    (
        "store/product/inventory/updated",
        {"type": "product", "id": 167, "inventory": {"method": "absolute", "value": -1}},
    ),
    ("store/product/metafield/created", {"metafield_id": 12, "resource_id": "118", "resource_type": "product"}),
    ("store/order/updated", {"type": "order", "id": 250}),
    (
        "store/order/statusUpdated",
        {"type": "order", "id": 250, "status": {"previous_status_id": 0, "new_status_id": 11}},
    ),
    ("store/order/message/created", {"type": "order", "id": 250, "message": {"order_message_id": 3}}),
    ("store/order/refund/created", {"type": "order", "id": 250, "refund": {"refund_id": 3}}),
    (
        "store/order/transaction/created",
        {
            "type": "transaction",
            "order_id": "250",
            "transaction_id": "176342342",
            "result": {"code": "captured", "message": "Captured", "type": "success"},
        },
    ),
    ("store/sku/created", {"type": "sku", "id": 461, "sku": {"product_id": 206, "variant_id": 509}}),
    ("store/category/created", {"type": "category", "id": 42}),
    ("store/customer/created", {"type": "customer", "id": 32}),
    ("store/customer/address/created", {"type": "customer", "id": 60, "address": {"customer_id": 32}}),
    ("store/customer/channel/login/access/updated", {"customer_id": 22, "channel_ids": [1]}),
    ("store/cart/created", {"type": "cart", "id": CART}),
    ("store/cart/couponApplied", {"type": "cart", "id": CART, "couponId": 1}),
    ("store/cart/converted", {"type": "cart", "id": CART, "orderId": 252}),
    ("store/cart/lineItem/created", {"type": "cart_line_item", "id": "0187cc6c", "cartId": CART}),
    ("store/shipment/created", {"type": "shipment", "id": 12, "orderId": 251}),
    ("store/app/uninstalled", {"type": "store"}),
    ("store/channel/1/cart/created", {"cart_id": CART}),
    ("store/channel/1/order/created", {"order_id": 127}),
    ("store/channel/1/socialMediaLinks/updated", {}),
    (
        "store/channel/*/inventory/product/stock_changed",
        {"variant_id": 127, "product_id": 113, "location_id": 2},
    ),
    ("store/priceList/created", {"price_list_id": 5}),
    ("store/priceLists/deleted", {"price_list_ids": [5]}),
    ("store/priceList/record/created", {"price_list_id": 1, "variant_id": 179, "currency": "USD"}),
    ("store/hook/deliveryException", {"type": "webhook", "id": 123, "error_code": 90001, "message": HOOK_MESSAGE}),
    ("store/company/user/created", {"company_id": 123456, "user_id": 321}),
    ("store/quote/created", {"quote_id": 1234, "quote_uuid": "1a2b3c4d"}),
]


def params_of(data: object) -> Params:
    return of_event(read(event_body(data=data, producer="stores/wvpfsac141")))


def test_params_are_gadgets_to_the_letter() -> None:
    assert params_of({"type": "product", "id": 113}) == {"id": 113, "storeHash": "wvpfsac141", "type": "product"}


@pytest.mark.parametrize(("scope", "data"), CATALOGUE, ids=[scope for scope, _ in CATALOGUE])
def test_each_documented_events_data_comes_with_the_store_and_nothing_else(scope: str, data: dict[str, Any]) -> None:
    found = of_event(read(event_body(scope, data=data, producer="stores/wvpfsac141")))

    assert dict(found) == {**data, "storeHash": "wvpfsac141"}


def test_an_array_is_kept_under_data() -> None:
    records = [{"price_list_id": 1, "variant_id": 179, "currency": "USD"}]

    assert params_of(records) == {"data": records, "storeHash": "wvpfsac141"}


def test_the_store_is_the_producer_whatever_the_data_says() -> None:
    assert params_of({"storeHash": "another"}).storeHash == "wvpfsac141"


def test_a_value_is_read_as_an_attribute_or_as_an_item() -> None:
    params = params_of({"id": 113, "from": "a keyword", "items": [1]})

    assert params.id == params["id"] == 113
    assert params["from"] == getattr(params, "from") == "a keyword"
    assert params["items"] == [1]
    assert callable(params.items)


def test_a_value_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(AttributeError, match=r"The event has no 'order_id'\. It has: id, type, storeHash\."):
        _ = params_of({"id": 113, "type": "product"}).order_id


def test_a_value_that_may_be_missing_can_be_asked_for() -> None:
    assert getattr(params_of({}), "id", None) is params_of({}).get("id") is None


class OrderEvent(BaseModel):
    id: int


@pytest.mark.parametrize("annotation", [None, Params, dict, int, "OrderEvent", OrderEvent | None, list[int]], ids=repr)
def test_without_a_model_params_are_passed_on_as_they_are(annotation: object) -> None:
    params = Params(id=1)

    assert parser(annotation)(params) is params


def test_a_model_is_filled_from_params_and_lets_other_values_be() -> None:
    assert parser(OrderEvent)(Params(id="250", type="order", storeHash="abc")) == OrderEvent(id=250)


@pytest.mark.parametrize("params", [Params(), Params(id="x"), Params(id=None), Params(data=[])], ids=repr)
def test_params_that_do_not_fit_a_model_are_invalid(params: Params) -> None:
    with pytest.raises(ParamsInvalid, match="do not fit OrderEvent"):
        parser(OrderEvent)(params)


def test_neither_the_error_nor_its_traceback_shows_a_value_which_may_be_a_persons_data() -> None:
    address = "zoe@example.com"
    with pytest.raises(ParamsInvalid) as caught:
        parser(OrderEvent)(Params(id=address))

    assert "id: Input should be a valid integer" in str(caught.value)
    assert address not in "".join(format_exception(caught.value))
