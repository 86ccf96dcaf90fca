"""An archived order gets no mail. Another order does."""

from typing import Any

import pytest
from docs.examples.cancel_on.action import ask_for_review

from storehook.testing import ActionEnvironment


@pytest.mark.parametrize(("order", "state"), [(113, "cancelled"), (114, "completed")])
def test_an_order_that_is_archived_gets_no_mail(
    event: dict[str, Any], output: list[str], order: int, state: str
) -> None:
    environment = ActionEnvironment(actions=(ask_for_review,))
    (run,) = environment.send("store/order/created", **event)

    environment.send("store/order/archived", type="order", id=order)
    environment.advance(days=3)

    assert run.state == state
    if state == "cancelled":
        assert [repr(run)] == output
