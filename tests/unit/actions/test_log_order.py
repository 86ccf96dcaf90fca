"""The sample action: one line in the log for each change of an order."""

from typing import Any

import actions
from actions.log_order import log_order
from storehook.actions import discover
from storehook.context import Context, Trigger
from storehook.params import Params


class Log:
    """Keeps what is logged at the level of information."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, object]] = []

    def info(self, msg: str, *args: object, extra: object = None) -> None:
        self.lines.append((msg % args, extra))


def context(log: Any) -> Context:
    trigger = Trigger(
        kind="webhook",
        scope="store/order/updated",
        data={"type": "order", "id": 250},
        store_hash="8jbhprizry",
        created_at=1_786_447_828,
        hash="event-1",
        attempt=2,
        retries=1,
        final_attempt=False,
    )
    return Context(trigger, log, "8jbhprizry/event-1/log_order")


def test_it_writes_one_line_that_names_the_order_and_the_attempt() -> None:
    log = Log()

    log_order(Params(type="order", id=250, storeHash="8jbhprizry"), context(log))

    assert log.lines == [("Order 250 has changed", {"order_id": 250, "attempt": 2})]


def test_it_runs_when_an_order_is_updated() -> None:
    found = discover(actions).get("log_order")

    assert found is not None
    assert found.webhooks == ("store/order/updated",)
