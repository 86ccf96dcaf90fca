"""The limit is a setting."""

from decimal import Decimal
from typing import Any

from docs.examples.settings.action import Settings, tag_large

from storehook.testing import ActionEnvironment


def test_an_order_at_the_limit_is_large(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(tag_large,), settings=Settings(large=Decimal(50)))
    environment.store.answers("GET", "/v2/orders/113", {"total_inc_tax": "50.0000"})

    (run,) = environment.send("store/order/created", **event)

    assert ([repr(run)], run.result) == (output, True)
