"""Ingest: verify a delivery, queue it, answer. Its folder never holds code of yours."""

import os
import time
from functools import cache, partial
from typing import Any

from storehook.aws.delivery_queue import SqsDeliveryQueue
from storehook.aws.secrets import AppSecrets, HookSecrets
from storehook.aws.signed_clients import signed_client
from storehook.aws.store_secrets import ClientSecretLookup, late_stores
from storehook.errors import GenuineDeliveryRefused, RequestRefused
from storehook.ingest.gateway import Route, request, route
from storehook.ingest.receive import receive
from storehook.observability import count_all, logger
from storehook.queues.message import Message
from storehook.settings import IngestSettings
from storehook.webhooks.webhook_key import WebhookKeys


@cache
def wiring() -> dict[Route, partial[Message]]:
    """`receive` for each path, with everything it needs. The clients' time-outs add up to 7.8 s where current secrets
    match: the app's and the hooks' secret, a store's row and its decryption, SQS; to 8.6 s once a store's own account
    was exchanged. BigCommerce waits for about 10."""
    settings, clock = IngestSettings.of(os.environ), time.monotonic
    url = settings.queue_url
    vault = signed_client("secretsmanager", url, connect_timeout=0.4, read_timeout=1.0, attempts=1)
    sqs = signed_client("sqs", url, connect_timeout=0.4, read_timeout=1.3, attempts=2)
    stores = late_stores(settings.stores_table, settings.token_key, url, connect_timeout=0.3, read_timeout=0.5)
    app = AppSecrets(vault, settings.app_secret_arn, settings.secret_ttl, clock)
    hook = HookSecrets(vault, settings.hook_secret_arn, settings.secret_ttl, clock)
    secrets = ClientSecretLookup(app.of_store, stores, settings.secret_ttl, clock)
    keys, proof = WebhookKeys(hook.groups), settings.delivery_proof
    queue = partial(receive, secrets=secrets.of_store, keys=keys, proof=proof, max_age=settings.signature_max_age)
    urls: dict[Route, str] = {"webhooks": url, "exceptions": settings.reconcile_queue_url}
    return {name: partial(queue, delivery_queue=SqsDeliveryQueue(sqs, url)) for name, url in urls.items()}


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a POST: 200 once queued, 4xx if refused, 503 if we are at fault."""
    logger().clear_state()
    try:
        message = wiring()[route(event)](request(event), now=time.time())
    except RequestRefused as refused:
        genuine = isinstance(refused, GenuineDeliveryRefused)
        logger().warning("Refused: %s", refused, extra={"status": refused.status, "genuine": genuine})
        return _answer(refused.status, {"DeliveriesRefused": 1} | ({"GenuineDeliveriesRefused": 1} if genuine else {}))
    except Exception:
        # BigCommerce tries again for 48 hours after a 503.
        logger().exception("Not accepted: the fault is ours")
        return _answer(503, {"DeliveriesNotAccepted": 1})
    logger().set_correlation_id(message.delivery_id)
    logger().info("Accepted", extra=message.summary())
    return _answer(200, {"DeliveriesAccepted": 1, "DeliveriesNotAccepted": 0})  # its average is a share


def _answer(status: int, counts: dict[str, int]) -> dict[str, Any]:
    count_all([counts])
    return {"statusCode": status, "body": ""}
