"""Delivery exceptions: BigCommerce reports deliveries that failed (docs, webhook events)."""

from storehook.errors import ContentUnreadable
from storehook.queues.message import Message
from storehook.queues.ports import DeliveryQueue, Tasks
from storehook.queues.task import Task
from storehook.registration.record import EXHAUSTED, DeliveryException, Registrations, sanitized
from storehook.registration.webhook import EXCEPTIONS
from storehook.webhooks.event import Event, read

BLOCKED = 90003

CODES = frozenset({90001, EXHAUSTED, BLOCKED})

TOO_LARGE = 10**12
"""Above any code and any time in unix seconds. The table doesn't accept every number."""

MAX_MESSAGE = 1000
"""Characters of BigCommerce's text that a registration stores."""


def take_exception(
    message: Message, registrations: Registrations, tasks: Tasks, delivery_queue: DeliveryQueue
) -> int | None:
    """Record a delivery exception, queue a reconciliation if it needs one, and forward the message. Return the code.

    In the lane `default`, the message becomes a run. Another genuine delivery on this path is only forwarded.
    """
    exception = _exception(message)
    # BigCommerce repeats a delivery until it is accepted, and anybody can send a signed one again.
    if exception is not None and exception != registrations.get(message.store_hash).exception:
        if exception.code in (EXHAUSTED, BLOCKED):
            tasks.send([Task("reconcile", message.store_hash, why="exception")])
        registrations.save_exception(message.store_hash, exception)
    delivery_queue.send(message)
    return exception.code if exception else None


def _exception(message: Message) -> DeliveryException | None:
    try:
        event = read(message.payload)
    except ContentUnreadable:
        return None
    if event.scope != EXCEPTIONS or event.store_hash != message.store_hash or not isinstance(event.data, dict):
        return None
    code, text = _number(event.data.get("error_code")), event.data.get("message")
    if not code:
        return None
    return DeliveryException(
        code,
        sanitized(text if isinstance(text, str) else "", MAX_MESSAGE),
        _happened_at(event, message),
        _number(event.data.get("id")),
    )


def _number(value: object) -> int:
    """Return a positive number that the table accepts. 0 stands for any other value."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < TOO_LARGE:
        return value
    return 0


def _happened_at(event: Event, message: Message) -> float:
    created_at = event.created_at or 0
    return float(created_at if 0 < created_at < TOO_LARGE else message.signed_at or message.received_at)
