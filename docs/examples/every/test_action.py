"""The hour begins at eleven, and the store has its place in it."""

from datetime import datetime

from docs.examples.every.action import compare_stock

from storehook.testing import ActionEnvironment


def test_the_products_are_compared_within_the_hour(output: list[str]) -> None:
    environment = ActionEnvironment(actions=(compare_stock,), now=datetime.fromisoformat("2026-01-01T10:30Z"))
    environment.store.answers_list("/v3/catalog/products", [{"id": 1}, {"id": 2}])

    runs = environment.advance(hours=1.5)

    assert [*map(repr, runs)] == output
    assert [run.result for run in runs] == [2]
