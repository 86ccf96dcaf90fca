"""What BigCommerce says when it could not deliver: `store/hook/deliveryException` (docs, webhook events)."""

from storehook.errors import Unreadable
from storehook.queues.message import Message
from storehook.queues.ports import DeliveryQueue, Tasks
from storehook.queues.task import Task
from storehook.registration.record import DeliveryException, Registrations, sanitized
from storehook.registration.webhook import EXCEPTIONS
from storehook.webhooks.event import Event, read

EXHAUSTED = 90002

BLOCKED = 90003

CODES = frozenset({90001, EXHAUSTED, BLOCKED})

TOO_LARGE = 10**12
"""Neither a code nor a time in unix seconds; and there are numbers that the table does not take."""

LONGEST_MESSAGE = 1000
"""Characters of BigCommerce's text that the store record keeps."""


def take_exception(
    message: Message, registrations: Registrations, tasks: Tasks, delivery_queue: DeliveryQueue
) -> int | None:
    """Note an exception, have the store reconciled if it calls for that, and pass the message on; gives its code.

    Whatever else comes in by the exceptions' path is passed on, too: it is genuine. It has no code.

    Args:
        message: as ingest queued it.
        registrations: what the stores' rows say of their webhooks.
        tasks: where a reconcile is asked for.
        delivery_queue: the default lane, in which the message becomes a run.
    """
    exception = _exception(message)
    # BigCommerce sends it until it is taken in, and anybody may send again what was signed once.
    if exception is not None and exception != registrations.get(message.store_hash).exception:
        if exception.code in (EXHAUSTED, BLOCKED):
            tasks.send([Task("reconcile", message.store_hash, why="exception")])
        registrations.save_exception(message.store_hash, exception)
    delivery_queue.send(message)
    return exception.code if exception else None


def _exception(message: Message) -> DeliveryException | None:
    try:
        event = read(message.payload)
    except Unreadable:
        return None
    if event.scope != EXCEPTIONS or event.store_hash != message.store_hash or not isinstance(event.data, dict):
        return None
    code, text = event.data.get("error_code"), event.data.get("message")
    if not isinstance(code, int) or isinstance(code, bool) or not 0 < code < TOO_LARGE:
        return None
    return DeliveryException(
        code, sanitized(text if isinstance(text, str) else "", LONGEST_MESSAGE), _moment(event, message)
    )


def _moment(event: Event, message: Message) -> float:
    said = event.created_at or 0
    return float(said if 0 < said < TOO_LARGE else message.signed_at or message.received_at)
