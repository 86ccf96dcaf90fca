"""The run continues when its order is shipped, or after a week."""

from typing import Any

import pytest
from docs.examples.waits_for.action import watch_shipment

from storehook.testing import ActionEnvironment


@pytest.mark.parametrize(("order", "result"), [(113, "shipment 9"), (114, "remind the warehouse")])
def test_the_run_waits_for_the_shipment_of_its_order(
    event: dict[str, Any], output: list[str], order: int, result: str
) -> None:
    environment = ActionEnvironment(actions=(watch_shipment,))

    (run,) = environment.send("store/order/created", **event)
    assert [repr(run)] == output

    environment.send("store/shipment/created", type="shipment", id=9, orderId=order)
    environment.advance(days=7)
    assert run.result == result
