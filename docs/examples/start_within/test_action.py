"""A greeting that starts in time is sent. The tests of the consumer show that a late one is cancelled."""

from typing import Any

from docs.examples.start_within.action import greet, register

from storehook.testing import ActionEnvironment


def test_a_greeting_in_time_is_sent(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(register, greet))
    environment.send("store/customer/created", **event)

    environment.advance(minutes=10)

    assert [repr(run) for run in environment.runs] == output
