"""The run is for no store. It reaches a store by `ctx.connections.bigcommerce.for_store_hash`."""

from datetime import datetime

from docs.examples.for_each.action import clean_up

from storehook.testing import ActionEnvironment


def test_the_run_is_for_the_app(output: list[str]) -> None:
    environment = ActionEnvironment(actions=(clean_up,), now=datetime.fromisoformat("2026-01-01T10:30Z"))

    runs = environment.advance(days=1)

    assert [*map(repr, runs)] == output
    assert [run.result for run in runs] == ["(app)"]
