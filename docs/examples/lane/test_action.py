"""The action reads every page of the list."""

from typing import Any

from docs.examples.lane.action import count_stock

from storehook.testing import ActionEnvironment


def test_the_stock_of_all_products_is_added_up(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(count_stock,))
    environment.store.answers_list("/v3/catalog/products", [{"inventory_level": 1}] * 500)

    (run,) = environment.send("store/order/created", **event)

    assert [repr(run)] == output
    assert run.result == 500
