"""A day has one report."""

from datetime import datetime

from docs.examples.cron.action import report

from storehook.testing import ActionEnvironment


def test_a_day_has_one_report(output: list[str]) -> None:
    environment = ActionEnvironment(actions=(report,), now=datetime.fromisoformat("2026-01-01T10:30Z"))

    runs = environment.advance(days=1)

    assert [*map(repr, runs)] == output
    assert [run.result for run in runs] == ["Report of 2026-01-02"]
