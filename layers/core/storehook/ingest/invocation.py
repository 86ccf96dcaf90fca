"""Invocation of ingest: receive one delivery, log and count the outcome, answer."""

from collections.abc import Callable, Mapping
from typing import Any

from storehook.errors import GenuineDeliveryRefused, RequestRefused
from storehook.ingest.gateway import Route, request, route
from storehook.ingest.receive import Receiver
from storehook.observability import count_all, log_refused, logger, report_refused


def invoke(receivers: Callable[[], Mapping[Route, Receiver]], event: dict[str, Any], now: float) -> dict[str, Any]:
    """Answer a POST: 200 once the delivery is queued, 4xx if it is refused, 503 if the fault is ours.

    That includes a failure of `receivers`, which returns the receiver of each path.
    """
    logger().clear_state()
    try:
        message = receivers()[route(event)].receive(request(event), now)
    except GenuineDeliveryRefused as refused:
        log_refused(refused, genuine=True)
        return _answer(refused.status, DeliveriesRefused=1, GenuineDeliveriesRefused=1)
    except RequestRefused as refused:
        report_refused(refused, "DeliveriesRefused", genuine=False)
        return _answer(refused.status)
    except Exception:
        # After a 503, BigCommerce retries for 48 hours.
        logger().exception("Not accepted: the fault is ours")
        return _answer(503, DeliveriesNotAccepted=1)
    logger().set_correlation_id(message.delivery_id)
    logger().info("Accepted", extra=message.summary())
    # The zero makes the average of DeliveriesNotAccepted the share of deliveries that were not accepted.
    return _answer(200, DeliveriesAccepted=1, DeliveriesNotAccepted=0)


def _answer(status: int, **counts: int) -> dict[str, Any]:
    count_all([counts])
    return {"statusCode": status, "body": ""}
