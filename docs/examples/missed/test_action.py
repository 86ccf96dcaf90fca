"""Two times within 20 minutes have two runs."""

from datetime import datetime

from docs.examples.missed.action import poll_inbox

from storehook.testing import ActionEnvironment


def test_each_time_has_its_run(output: list[str]) -> None:
    environment = ActionEnvironment(actions=(poll_inbox,), now=datetime.fromisoformat("2026-01-01T10:29Z"))

    runs = environment.advance(minutes=20)

    assert [*map(repr, runs)] == output
    assert len(runs) == 2
