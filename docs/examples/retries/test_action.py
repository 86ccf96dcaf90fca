"""The waits are ten minutes and an hour."""

from datetime import timedelta
from typing import Any

from docs.examples.retries.action import tell_warehouse

from storehook.testing import ActionEnvironment


def test_two_retries_follow_the_first_attempt(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(tell_warehouse,))

    (run,) = environment.send("store/order/created", **event)
    assert run.due_in == timedelta(minutes=10)
    environment.advance(minutes=10)
    assert run.due_in == timedelta(hours=1)
    environment.advance(hours=1)

    assert [repr(run)] == output
