"""The run starts later than at one, and at the same time every night."""

from datetime import datetime

from docs.examples.spread.action import import_prices

from storehook.testing import ActionEnvironment


def test_the_run_waits_for_its_place_in_the_night(output: list[str]) -> None:
    environment = ActionEnvironment(actions=(import_prices,), now=datetime.fromisoformat("2026-01-01T10:30Z"))

    runs = environment.advance(days=1)

    assert [*map(repr, runs)] == output
    assert [run.due_in for run in runs] == [None]
