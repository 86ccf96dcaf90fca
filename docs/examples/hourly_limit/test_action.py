"""Each message has a run that writes to its order."""

from typing import Any

from docs.examples.hourly_limit.action import note_message

from storehook.testing import ActionEnvironment


def test_a_message_is_noted_in_its_order(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(note_message,))
    environment.store.answers("PUT", "/v2/orders/113")

    (run,) = environment.send("store/order/message/created", **event)

    assert [repr(run)] == output
    assert [call.path for call in run.writes] == ["/v2/orders/113"]
