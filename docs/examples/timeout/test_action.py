"""An attempt in a test has no timeout. `ctx.remaining` is there all the same."""

from typing import Any

from docs.examples.timeout.action import number_lines

from storehook.testing import ActionEnvironment


def test_the_lines_of_an_order_are_counted(event: dict[str, Any], output: list[str]) -> None:
    environment = ActionEnvironment(actions=(number_lines,))
    environment.store.answers_list("/v2/orders/113/products", [{"id": 1}, {"id": 2}])

    (run,) = environment.send("store/order/created", **event)

    assert [repr(run)] == output
    assert (run.result, run.logs[0].fields) == (2, {"has_time": True})
