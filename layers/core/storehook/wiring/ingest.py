"""Wiring of ingest. It loads only what a delivery needs: a cold start delays BigCommerce's answer."""

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from storehook.aws.delivery_queue import SqsDeliveryQueue
from storehook.aws.secrets import AppSecrets, HookSecrets
from storehook.aws.signed_clients import signed_client
from storehook.aws.store_secrets import ClientSecretLookup
from storehook.ingest.gateway import Route
from storehook.ingest.receive import Receiver
from storehook.settings import IngestSettings
from storehook.webhooks.refreshes import Refreshes
from storehook.webhooks.webhook_key import WebhookKeys

if TYPE_CHECKING:
    from storehook.stores.ports import Stores


def ingest(settings: IngestSettings) -> Mapping[Route, Receiver]:
    """Return the receiver of each path, on AWS.

    BigCommerce waits about 10 s. The time-outs of a delivery's calls add up to 7.8 s if a current secret matches: those
    for the app's secret, the key secret, a store's row and its decryption, and SQS. They add up to 7.8 s, too, if
    remembered secrets were exchanged: those for the app's two values, a store's row and its decryption, and SQS.
    """
    queue_url, clock, ttl = settings.queue_url, time.monotonic, settings.secret_ttl
    vault = signed_client("secretsmanager", queue_url, connect_timeout=0.4, read_timeout=1.0, attempts=1)
    sqs = signed_client("sqs", queue_url, connect_timeout=0.4, read_timeout=1.3, attempts=2)

    @cache
    def stores() -> "Stores":
        # Imported and built at the first use: most deliveries are signed with the app's secret.
        from storehook.aws.kms_cipher import KmsCipher
        from storehook.aws.stores import DynamoStores

        dynamodb = signed_client("dynamodb", queue_url, connect_timeout=0.3, read_timeout=0.5, attempts=1)
        kms = signed_client("kms", queue_url, connect_timeout=0.3, read_timeout=0.5, attempts=1)
        return DynamoStores(dynamodb, settings.stores_table, KmsCipher(kms, settings.token_key))

    app = AppSecrets(vault, settings.app_secret_arn, ttl, clock, time.time)
    hook = HookSecrets(vault, settings.hook_secret_arn, ttl, clock, time.time)
    webhooks = Receiver(
        secrets=ClientSecretLookup(app.of_store, stores, ttl, clock).of_store,
        keys=WebhookKeys(hook.groups),
        refreshes=Refreshes(clock),
        proof=settings.delivery_proof,
        max_age=settings.signature_max_age,
        delivery_queue=SqsDeliveryQueue(sqs, queue_url),
    )
    exceptions = replace(webhooks, delivery_queue=SqsDeliveryQueue(sqs, settings.reconcile_queue_url))
    return {"webhooks": webhooks, "exceptions": exceptions}
