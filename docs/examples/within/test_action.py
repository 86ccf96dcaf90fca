"""A run that has not succeeded within a day is cancelled."""

from typing import Any

from docs.examples.within.action import tell_warehouse

from storehook.testing import ActionEnvironment


def test_the_run_is_cancelled_after_a_day(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(tell_warehouse,))
    (run,) = environment.send("store/order/created", **event)

    environment.advance(days=2)

    assert [repr(run)] == output
