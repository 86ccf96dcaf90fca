"""The event by which a store tells a client of failed deliveries: `store/hook/deliveryException`.

Source: BigCommerce docs, webhook events.
"""

from bigcommerce_sandbox.blocklist import Block
from bigcommerce_sandbox.deliveries import BLOCKED, Delivery, Event, new_event
from bigcommerce_sandbox.hooks import EXCEPTION_SCOPE

WILL_RETRY, EXHAUSTED, HOST_BLOCKED = 90001, 90002, 90003

RETRY_NOTICE_SECONDS = 600
"""Seconds after an event of a destination's failure in which no further one is sent."""


class DeliveryExceptions:
    """What the clients of one store were told already. Their exception hooks' own failures are never told of."""

    __slots__ = ("_blocks", "_retries")

    def __init__(self) -> None:
        self._retries: dict[tuple[str, str], float] = {}
        self._blocks: dict[tuple[str, str], float] = {}

    def after(
        self, delivery: Delivery, block: Block | None, now: float, factor: float, *, switched_off: bool
    ) -> list[Event]:
        """The events that a delivery's last attempt causes.

        Args:
            delivery: with that attempt.
            block: what holds back its destination now.
            now: unix seconds.
            factor: multiplies `RETRY_NOTICE_SECONDS`, down to a second; 0 is no time at all.
            switched_off: whether the attempt was the last one for its hook too.
        """
        if delivery.scope == EXCEPTION_SCOPE or delivery.state == "delivered":
            return []
        events: list[Event] = []
        if switched_off:
            message = f"Delivery to {delivery.destination} failed for the last time, the webhook will be disabled"
            events.append(_event(delivery, EXHAUSTED, message))
        elif (
            delivery.state == "pending"
            and delivery.attempts[-1].error != BLOCKED
            and self._is_due(delivery, now, factor)
        ):
            message = f"Non-200 response received when delivering to {delivery.destination}, will retry"
            events.append(_event(delivery, WILL_RETRY, message))
        if block is not None and self._is_new(delivery, block):
            events.append(_event(delivery, HOST_BLOCKED, f"Deliveries to {block.host} are blocked for now"))
        return events

    def _is_due(self, delivery: Delivery, now: float, factor: float) -> bool:
        key = (delivery.client_id, delivery.destination)
        silence = max(RETRY_NOTICE_SECONDS * factor, 1.0) if factor else 0.0
        if key in self._retries and now < self._retries[key] + silence:
            return False
        self._retries[key] = now
        return True

    def _is_new(self, delivery: Delivery, block: Block) -> bool:
        key = (delivery.client_id, block.host)
        told, self._blocks[key] = self._blocks.get(key), block.until
        return told != block.until


def _event(delivery: Delivery, code: int, message: str) -> Event:
    data = {"type": "webhook", "id": delivery.hook_id, "error_code": code, "message": message}
    return new_event(EXCEPTION_SCOPE, data, client_id=delivery.client_id)
