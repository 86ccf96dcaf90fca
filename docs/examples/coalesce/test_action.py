"""The window has one run, which sees the product as it is at the window's end."""

from typing import Any

from docs.examples.coalesce.action import index_product

from storehook.testing import ActionEnvironment


def test_three_edits_within_five_seconds_have_one_run(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(index_product,))
    environment.store.answers("GET", "/v3/catalog/products/205", {"name": "Walnut bowl"})

    for _ in range(3):
        environment.send("store/product/updated", **event)
        environment.advance(seconds=1)
    assert environment.store.calls == []
    environment.advance(seconds=5)

    assert [repr(run) for run in environment.runs] == output
    assert environment.run_of(index_product).result == "Walnut bowl"
