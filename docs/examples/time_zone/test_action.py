"""The clock in New York changes on Sunday, March 8."""

from datetime import datetime

from docs.examples.time_zone.action import greet

from storehook.testing import ActionEnvironment


def test_the_hour_stays_when_the_clock_changes(output: list[str]) -> None:
    environment = ActionEnvironment(actions=(greet,), now=datetime.fromisoformat("2026-03-05T18:00Z"))

    runs = environment.advance(days=4)

    assert [*map(repr, runs)] == output
    assert [run.result for run in runs] == ["2026-03-06T13:00:00Z", "2026-03-09T12:00:00Z"]
