"""The items of a store are found by their fields, however many there are."""

from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.errors import not_found

VALUES = st.sampled_from([1, 2, "x", None, [1], ["x"], "[1]", {"x": 1}])
WRITE: st.SearchStrategy[Any] = st.tuples(st.integers(1, 4), VALUES | st.just("gone"), st.booleans())


class Watched(dict[str, Any]):
    """An item that counts how often it is read."""

    reads = 0

    def __getitem__(self, name: str) -> Any:
        self.reads += 1
        return super().__getitem__(name)


def write(items: Tables, item_id: int, value: Any, *, is_kept: bool) -> None:
    with suppress(Exception), items.whole():
        if value != "gone":
            items.put("brands", {"id": item_id, "is": value})
        elif items.find("brands", item_id):
            items.remove("brands", item_id)
        if not is_kept:
            raise not_found()


@given(st.lists(WRITE, max_size=12), VALUES)
def test_what_is_found_is_what_has_the_values_after_any_writes(writes: list[Any], wanted: Any) -> None:
    items = Tables({"brands": {1: {"id": 1, "is": 1}}})
    items.of("brands", **{"is": wanted})
    for item_id, value, is_kept in writes:
        write(items, item_id, value, is_kept=is_kept)
    found = {item["id"] for item in items.of("brands", **{"is": wanted})}
    assert found == {item["id"] for item in items.all("brands").values() if item["is"] == wanted}


def test_looking_again_reads_no_item_that_is_not_found() -> None:
    kind = {at: Watched(id=at, sku=f"SKU-{at}") for at in range(9)}
    items = Tables({"products": kind})
    items.of("products", sku="SKU-3")
    before = kind[4].reads
    items.of("products", sku="SKU-3")
    assert kind[4].reads == before


def test_a_kind_that_was_not_in_the_order_of_its_ids_is_not_after_a_load() -> None:
    items = Tables({"brands": {2: {"id": 2}, 1: {"id": 1}}})
    loaded = Tables({"brands": {1: {"id": 1}}})

    loaded.load(items.export())

    assert ([*loaded.all("brands")], loaded.is_in_order("brands")) == ([2, 1], False)
