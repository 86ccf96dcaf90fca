"""Each change of the stock is shown."""

from typing import Any

from docs.examples.loop_limit.action import show_stock

from storehook.testing import ActionEnvironment


def test_each_change_is_shown(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(show_stock,))
    for stock in (7, 6):
        environment.store.answers("GET", "/v3/catalog/products/205", {"inventory_level": stock})
    environment.store.answers("PUT", "/v3/catalog/products/205")

    for _ in range(2):
        environment.send("store/product/inventory/updated", **event)

    assert [repr(run) for run in environment.runs] == output
    assert [call.json for call in environment.store.writes] == [{"description": "7 left"}, {"description": "6 left"}]
