"""Thousands of stores fit into memory: they share what they begin with, until it changes."""

from typing import Any

import pytest

from storehook_sandbox import Store
from storehook_sandbox.state import StoreState, new_state

NOW = 1_786_447_828.5


def state(store_hash: str) -> StoreState:
    return new_state(Store(store_hash, access_token="t", client_id="c", client_secret="s"), NOW)


@pytest.mark.parametrize(("kind", "item_id"), [("orders", 100), ("products", 77), ("customers", 11), ("channels", 1)])
def test_two_stores_share_their_seed_data(kind: str, item_id: int) -> None:
    first, second = (getattr(state(store_hash), kind) for store_hash in ("first", "second"))
    assert first[item_id] is second[item_id]


@pytest.mark.parametrize(
    ("change", "item_id", "given", "kind"),
    [
        ("update_order", 100, {"billing_address": {"city": "elsewhere"}}, "orders"),
        ("update_product", 77, {"categories": [5]}, "products"),
    ],
)
def test_a_change_in_one_store_is_none_in_another(change: str, item_id: int, given: Any, kind: str) -> None:
    first, second = state("first"), state("second")
    before = repr(getattr(second, kind))
    getattr(first, change)(item_id, given, NOW)
    assert repr(getattr(second, kind)) == before
    assert repr(getattr(first, kind)) != before
    assert repr(getattr(state("third"), kind)) == before
