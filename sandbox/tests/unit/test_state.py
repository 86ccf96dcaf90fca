"""Thousands of stores fit into memory: they share what they begin with, until it changes."""

from typing import Any

import pytest

from bigcommerce_sandbox import Store
from bigcommerce_sandbox.engine.families import engine
from bigcommerce_sandbox.state import StoreState, new_state

NOW = 1_786_447_828.5


def state(store_hash: str, size: int | None = None) -> StoreState:
    return new_state(Store(store_hash, access_token="t", client_id="c", client_secret="s"), NOW, size=size)


@pytest.mark.parametrize(("kind", "item_id"), [("orders", 100), ("products", 77), ("customers", 11)])
def test_two_stores_share_their_seed_data(kind: str, item_id: int) -> None:
    first, second = (state(store_hash).items.all(kind) for store_hash in ("first", "second"))
    assert first[item_id] is second[item_id]


@pytest.mark.parametrize(
    ("kind", "item_id", "given"),
    [
        ("orders", 100, {"billing_address": {"city": "elsewhere"}}),
    ],
)
def test_a_change_in_one_store_is_none_in_another(kind: str, item_id: int, given: Any) -> None:
    first, second = state("first"), state("second")
    before = repr(second.items.all(kind))
    engine().write(engine().kinds["v2/orders"], item_id, given, first.items, NOW)
    assert repr(second.items.all(kind)) == before
    assert repr(first.items.all(kind)) != before
    assert repr(state("third").items.all(kind)) == before


def test_an_empty_store_has_what_every_store_has_and_nothing_that_is_sold() -> None:
    items = state("first", size=0).items

    everywhere = {model.table for model in engine().kinds if model.rules.everywhere}
    assert {model.table for model in engine().kinds if items.all(model.table)} == everywhere


@pytest.mark.parametrize("kind", ["orders", "products", "customers"])
def test_a_store_of_a_size_has_so_many_of_each(kind: str) -> None:
    assert len(state("first", size=5).items.all(kind)) == 5


def test_each_product_of_a_store_of_a_size_has_a_variant() -> None:
    items = state("first", size=5).items

    assert [each["product_id"] for each in items.all("variants").values()] == [*items.all("products")]
