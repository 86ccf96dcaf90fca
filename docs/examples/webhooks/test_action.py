"""The wildcard covers events of different scopes."""

from typing import Any

from docs.examples.webhooks.action import log_orders

from storehook.testing import ActionEnvironment


def test_a_wildcard_covers_creation_and_update(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(log_orders,))

    environment.send("store/order/created", **event)
    environment.send("store/order/updated", **event)

    assert [repr(run) for run in environment.runs] == output
    assert [line.fields for line in environment.logs] == [{"order": 113}, {"order": 113}]
