"""The resource of an event comes from its scope and data, also for scopes of similar families."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storehook.webhooks import resources
from storehook.webhooks.event import Event
from storehook.webhooks.resources import MAX_NAMES, Naming, echo_of, named_like, naming, resource_of
from storehook.webhooks.scopes import known

ADDRESS = {"type": "customer", "id": 60, "address": {"customer_id": 32}}
TRANSACTION = {"order_id": "250", "transaction_id": "1"}
STOCK = {"variant_id": 1, "product_id": 2}
LINE_ITEM = {"type": "cart_line_item", "id": "7d16", "cartId": "0934"}
METAFIELD = {"metafield_id": 14, "resource_id": "270", "resource_type": "location"}
PRICES = [{"price_list_id": 1, "variant_id": number} for number in range(1000)]


def event(scope: str, data: Any) -> Event:
    return Event("abc", scope, data, "event", 7)


@pytest.mark.parametrize(
    ("scope", "data", "resource", "echo"),
    [
        ("store/order/updated", {"type": "order", "id": 250}, "order/250", ()),
        ("store/order/transaction/created", TRANSACTION, "order_transaction/1", ("order/250",)),
        ("store/customer/updated", {"type": "customer", "id": 60}, "customer/60", ()),
        ("store/customer/address/updated", ADDRESS, "customer_address/60", ("customer/32",)),
        ("store/customer/*", ADDRESS, "customer_address/60", ("customer/32",)),
        ("store/customer/*", {"type": "customer", "id": 60}, "customer/60", ()),
        ("store/cart/*", LINE_ITEM, "cart_line_item/7d16", ("cart/0934",)),
        ("store/sku/updated", {"type": "sku", "id": 461}, "sku/461", ()),
        ("store/metafield/updated", METAFIELD, "location_metafield/14", ("location/270",)),
        ("store/channel/2/order/updated", {"order_id": 127}, "order/127", ()),
        ("store/something/new", {"type": "thing", "id": 5}, "thing/5", ()),
    ],
)  # fmt: skip
def test_an_event_is_about_a_resource_and_what_that_belongs_to(
    scope: str, data: object, resource: str, echo: tuple[str, ...]
) -> None:
    assert (resource_of(event(scope, data)), echo_of(event(scope, data))) == (resource, (resource, *echo))


@pytest.mark.parametrize(
    ("scope", "data", "echo"),
    [
        ("store/product/inventory/order/updated", {"type": "product", "id": 167}, ("ordered_product/167",)),
        ("store/channel/2/settings/robots/updated", {}, ("channel/2", "settings")),
        ("store/channel/*/inventory/product/stock_changed", STOCK, ("variant/1", "product/2")),
        ("store/priceLists/deleted", {"price_list_ids": [5, 6]}, ("price_list/5", "price_list/6")),
    ],
)  # fmt: skip
def test_an_event_is_the_echo_of_writes_that_name_what_it_says(scope: str, data: object, echo: tuple[str, ...]) -> None:
    assert echo_of(event(scope, data)) == echo


@pytest.mark.parametrize(
    ("scope", "data"),
    [
        ("store/app/uninstalled", {"type": "store"}),
        ("store/something/new", {"price_list_id": 1}),
        ("store/something/new", [{"type": "order", "id": 113}]),
        ("store/channel/1/product/assigned", {"product_id": 180}),
        ("store/priceList/records/updated", PRICES),
        ("store/metafield/updated", {"metafield_id": 14, "resource_id": "270", "resource_type": 7}),
        ("store/order/updated", {"type": "order", "id": "1 3"}),
        ("store/order/updated", {"type": "order", "id": True}),
        ("store/order/updated", {"type": "order", "id": 10**300}),
        ("store/something/new", {"type": "\ud800", "id": 113}),
    ],
)
def test_an_event_that_names_nothing_or_many_or_no_key_of_a_table_has_no_resource(scope: str, data: object) -> None:
    assert resource_of(event(scope, data)) is None


def test_an_event_of_a_batch_is_about_a_bounded_number_of_resources() -> None:
    assert len(echo_of(event("store/priceList/records/updated", PRICES))) == MAX_NAMES


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "type", "sku", "order_id"]), inner),
)


@given(scope=st.sampled_from(sorted(known())), data=st.dictionaries(st.text(max_size=5), JSON) | st.lists(JSON))
def test_no_data_is_so_odd_that_it_cannot_be_looked_at(scope: str, data: object) -> None:
    named = (resource_of(event(scope, data)) or "-", *echo_of(event(scope, data)))

    assert all(" " < char <= "~" for name in named for char in name)


@pytest.mark.parametrize(
    ("model", "resource"),
    [("Order", "order/60"), ("CustomerAddress", "customer_address/60"), ("OrderLine", None), ("order", "order/60")],
)
def test_a_model_that_is_named_after_a_family_is_about_its_resources(model: str, resource: str | None) -> None:
    assert named_like(model, "60") == resource


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("order=id", Naming("order", ("id",))),
        ("customer=address.customer_id", Naming("customer", ("address", "customer_id"))),
        ("store=", Naming("store", ())),
        ("store", Naming("store", ())),
    ],
)
def test_a_naming_is_read_from_its_line(text: str, expected: Naming) -> None:
    assert naming(text) == expected


@pytest.mark.parametrize(
    ("line", "own", "echo"),
    [
        ("order/updated: order=id", "order=id", ["order=id"]),
        ("order/updated: order=id cart=cartId", "order=id", ["order=id", "cart=cartId"]),
        ("order/updated: order=id|cart=cartId store", "order=id", ["cart=cartId", "store"]),
        ("order/updated: order=id|", "order=id", []),
        ("order/updated: |store", None, ["store"]),
    ],
)
def test_a_line_of_the_table_names_what_an_event_is_about_and_what_its_echo_is_about(
    line: str, own: str | None, echo: list[str]
) -> None:
    about = resources._read(line)

    assert about == resources._About("store/order/updated", naming(own) if own else None, tuple(map(naming, echo)))


def test_an_event_that_does_not_say_all_that_its_scope_does_is_about_nothing() -> None:
    without_its_own = event("store/sku/inventory/order/updated", {"type": "sku", "inventory": {"product_id": 206}})
    without_its_kind = event("store/metafield/created", {"metafield_id": 14, "resource_id": "270"})

    assert [resource_of(each) for each in (without_its_own, without_its_kind)] == [None, None]
    assert [echo_of(each) for each in (without_its_own, without_its_kind)] == [(), ()]


def test_without_its_kind_a_naming_names_nothing() -> None:
    assert Naming("{resource_type}", ("resource_id",)).names({"resource_id": "270"}) == []
