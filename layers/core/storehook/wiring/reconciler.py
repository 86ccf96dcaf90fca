"""Wiring of the reconciler."""

import time
from dataclasses import replace
from functools import partial

from storehook.actions.action import Registry
from storehook.actions.own_settings import own_settings
from storehook.aws.catch_ups import DynamoCatchUps
from storehook.aws.clients import client
from storehook.aws.delivery_queue import SqsDeliveryQueue
from storehook.aws.gaps import DynamoOpenGaps
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.queues import SqsLanes, SqsTasks
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.run_indexes import DynamoHistory
from storehook.aws.run_rows import RunRows
from storehook.aws.schedules import DynamoStoredSchedules
from storehook.aws.secrets import HookSecrets
from storehook.aws.stores import DynamoStores
from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.connections import connections
from storehook.bigcommerce.sending import StoreSender
from storehook.bigcommerce.timeouts import short_quota_wait
from storehook.bigcommerce.tokens import CachedTokens
from storehook.catch_up.work import CatchUp
from storehook.operations.stack_secrets import RECONCILER_TTL
from storehook.reconciler.reconciler import Reconciler
from storehook.reconciler.schedules import publish
from storehook.registration.store_reconciler import SecondsLeft, StoreReconciler
from storehook.settings import ReconcilerSettings
from storehook.stores.gaps import RecentGaps
from storehook.webhooks.webhook_key import HEADER, webhook_key
from storehook.wiring.bigcommerce import rate_limiter, sender_resources


def reconciler(settings: ReconcilerSettings, registry: Registry) -> Reconciler:
    """Return the reconciler, on AWS."""
    # It runs after each deploy, and its failure raises an alarm. Invalid settings are found before a run needs them.
    if declared := own_settings():
        declared.of(settings.environment)
    sqs = client("sqs", connect_timeout=1, read_timeout=5, attempts=4)
    dynamodb = client("dynamodb", connect_timeout=1, read_timeout=5, attempts=4)
    kms = client("kms", connect_timeout=1, read_timeout=5, attempts=4)
    secrets_manager = client("secretsmanager", connect_timeout=1, read_timeout=5, attempts=4)
    hook_secrets = HookSecrets(secrets_manager, settings.hook_secret_arn, RECONCILER_TTL, time.monotonic, time.time)
    stores = DynamoStores(dynamodb, settings.stores_table, KmsCipher(kms, settings.token_key))
    registrations = DynamoRegistrations(dynamodb, settings.stores_table)
    schedules = DynamoStoredSchedules(dynamodb, settings.runs_table)
    open_gaps = DynamoOpenGaps(dynamodb, settings.stores_table)
    limiter = rate_limiter(dynamodb, settings.rate_windows_table)
    resources = replace(sender_resources(settings.bigcommerce_url, stores, limiter), quota_wait=short_quota_wait)
    of_paused = replace(resources, tokens=CachedTokens(stores, time.monotonic, calls_paused=True))

    def open_client(store_hash: str, seconds_left: SecondsLeft) -> StoreClient:
        # A store may have got another API account. The old one's token still works, and would register its webhooks.
        of_paused.tokens.forget(store_hash)
        # A write to a webhook triggers no action, so no loop can arise.
        return StoreClient(StoreSender(store_hash, of_paused, seconds_left))

    catch_up = CatchUp(
        registry=registry.with_waiters(),
        stores=stores,
        # The catch-up only sends. It has neither a lane nor dead letters.
        lanes=SqsLanes(sqs, settings.queue_urls, lane="default", dead_letter_url=""),
        history=DynamoHistory(RunRows(dynamodb, settings.runs_table)),
        gaps=RecentGaps(open_gaps, settings.runs_retention, time.time),
        catch_ups=DynamoCatchUps(dynamodb, settings.stores_table),
        connect=partial(connections, resources),
    )
    return Reconciler(
        store_reconciler=StoreReconciler(
            action_scopes=[(action.name, scope) for action in registry for scope in action.scopes],
            public_url=settings.public_url,
            headers=lambda store_hash: {HEADER: webhook_key(hook_secrets.current(), store_hash)},
            runs_retention=settings.runs_retention,
            stores=stores,
            registrations=registrations,
            open_gaps=open_gaps,
            open_client=open_client,
            restart_catch_up=catch_up.restart,
            clock=time.time,
        ),
        stores=stores,
        registrations=registrations,
        tasks=SqsTasks(sqs, settings.queue_url),
        delivery_queue=SqsDeliveryQueue(sqs, settings.queue_urls["default"]),
        open_client=open_client,
        registry=registry,
        catch_up=catch_up,
        publish_schedules=lambda: publish(registry, schedules, time.time()),
    )
