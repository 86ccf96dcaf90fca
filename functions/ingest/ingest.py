"""Ingest: verify a delivery, queue it, answer. Its folder never holds code of yours."""

import os
import time
from functools import cache, partial
from typing import Any

from storehook.aws.clients import client
from storehook.aws.queues import SqsOutbox
from storehook.aws.secrets import AppSecrets
from storehook.errors import Refused
from storehook.gateway import request
from storehook.message import Message
from storehook.observability import logger, metrics
from storehook.receive import receive
from storehook.settings import IngestSettings


@cache
def wiring() -> partial[Message]:
    """`receive` with everything it needs. The clients' time-outs add up to 7.8 s where
    the current secret matches: BigCommerce waits for about 10."""
    settings = IngestSettings.of(os.environ)
    secrets = AppSecrets(
        client("secretsmanager", connect_timeout=0.5, read_timeout=2.5, attempts=1),
        settings.app_secret_arn,
        settings.secret_ttl,
        time.monotonic,
    )
    outbox = SqsOutbox(client("sqs", connect_timeout=0.5, read_timeout=1.9, attempts=2), settings.queue_url)
    return partial(receive, secrets=secrets.of_store, outbox=outbox, max_age=settings.signature_max_age)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a POST to `/webhooks/{store_hash}`: 200 once queued, 4xx if refused, 503 if we are at fault."""
    logger().clear_state()
    try:
        message = wiring()(request(event), now=time.time())
    except Refused as refused:
        logger().warning("Refused: %s", refused, extra={"status": refused.status})
        return _answer(refused.status, "DeliveriesRefused")
    except Exception:
        # BigCommerce tries again for 48 hours after a 503.
        logger().exception("Not accepted: the fault is ours")
        return _answer(503, "DeliveriesNotAccepted")
    logger().set_correlation_id(message.delivery_id)
    logger().info("Accepted", extra={"store_hash": message.store_hash, "payload_bytes": len(message.payload)})
    return _answer(200, "DeliveriesAccepted")


def _answer(status: int, metric: str) -> dict[str, Any]:
    metrics().add_metric(metric, "Count", 1)
    metrics().flush_metrics()
    return {"statusCode": status, "body": ""}
