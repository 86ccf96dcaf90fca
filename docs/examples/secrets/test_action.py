"""The secret comes from the environment."""

from typing import Any

from docs.examples.secrets.action import sign_order

from storehook.testing import ActionEnvironment


def test_the_order_is_signed_with_the_secret(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(sign_order,), secrets={"partner": "shared"})

    (run,) = environment.send("store/order/created", **event)

    assert ([repr(run)], len(run.result)) == (output, 64)
