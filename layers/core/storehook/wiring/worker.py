"""Puts a consumer and the reconciler together from their settings: the one place that knows every part of them."""

import random
import secrets
import time
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from storehook.actions.action import Registry
from storehook.actions.context import Log
from storehook.actions.own_settings import own_settings, settings_of
from storehook.aws.catch_ups import DynamoCatchUps
from storehook.aws.clients import client
from storehook.aws.delivery_queue import SqsDeliveryQueue
from storehook.aws.gaps import DynamoOpenGaps
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.lines import DynamoLines
from storehook.aws.own_secrets import SsmSecretTexts
from storehook.aws.pauses import DynamoHeldNames, DynamoPauses
from storehook.aws.queues import SqsLanes, SqsTasks
from storehook.aws.rate_windows import DynamoRateWindows
from storehook.aws.records import DynamoRecordStore
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.run_indexes import DynamoHistory
from storehook.aws.run_rows import RunRows
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.secrets import HookSecrets
from storehook.aws.stores import DynamoStores
from storehook.aws.turns import DynamoTurns
from storehook.aws.write_marks import DynamoWriteMarks
from storehook.bigcommerce.admission import Admission
from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.connections import connections
from storehook.bigcommerce.rate_limiter import WindowRateLimiter
from storehook.bigcommerce.sending import SenderResources, StoreSender
from storehook.bigcommerce.timeouts import short_quota_wait
from storehook.bigcommerce.tokens import CachedTokens
from storehook.bigcommerce.transport import HttpTransport
from storehook.catch_up.work import CatchUp
from storehook.consumer.consumer import Consumer
from storehook.consumer.context_factory import ContextFactory
from storehook.consumer.holds import Holds
from storehook.consumer.turn_taking import TurnTaking
from storehook.observability import keyed_logger
from storehook.queues.lanes import LONGEST_ATTEMPT
from storehook.reconciler.reconciler import Reconciler
from storehook.records.table import Expiry
from storehook.registration.reconciliation import ReconcilerResources, SecondsLeft, StoreReconciler
from storehook.runs.run import Run
from storehook.settings import ConsumerSettings, ReconcilerSettings
from storehook.stores.ports import Stores
from storehook.stores.statuses import CachedStatuses
from storehook.webhooks.hook_key import HEADER, hook_key

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_ssm import SSMClient

SECRET_TTL = 60.0
"""Seconds that the secret for hooks' keys is used without asking again."""


def consumer(settings: ConsumerSettings, registry: Registry) -> Consumer:
    """The consumer of one lane, on AWS.

    Args:
        settings: what its environment says.
        registry: the actions.
    """
    sqs = client("sqs", connect_timeout=1, read_timeout=5, attempts=4)
    dynamodb = client("dynamodb", connect_timeout=1, read_timeout=5, attempts=4)
    kms = client("kms", connect_timeout=1, read_timeout=5, attempts=4)
    stores = DynamoStores(dynamodb, settings.stores_table, KmsCipher(kms, settings.token_key))
    limiter = _limiter(dynamodb, settings.rate_windows_table)
    resources = _sender_resources(settings.bigcommerce_url, stores, limiter)
    expiry = Expiry(deleted=settings.runs_retention, live=settings.records_retention)
    context_factory = ContextFactory(
        registry=registry,
        repository=DynamoRunRepository(dynamodb, settings.runs_table, settings.runs_retention),
        lanes=SqsLanes(sqs, settings.queue_urls, settings.lane, settings.dead_letter_url),
        records=DynamoRecordStore(dynamodb, settings.records_table, expiry),
        write_marks=DynamoWriteMarks(dynamodb, settings.runs_table),
        secrets=SsmSecretTexts(_parameter_store, settings.secrets_path, time.monotonic),
        own_settings=cache(lambda: settings_of(settings.environment)),
        connect=partial(connections, resources),
        log=run_log,
        retention=settings.runs_retention,
        token=token,
    )
    return Consumer(
        lane=settings.lane,
        context_factory=context_factory,
        admission=Admission(
            DynamoLines(dynamodb, settings.rate_windows_table),
            limiter,
            attempt=LONGEST_ATTEMPT[settings.lane],
            clock=time.time,
            random=random.random,
            token=token,
        ),
        turn_taking=TurnTaking(DynamoTurns(dynamodb, settings.runs_table), context_factory.repository, time.time),
        holds=Holds(
            status=CachedStatuses(stores, time.monotonic).of,
            pauses=DynamoPauses(dynamodb, settings.runs_table),
            names=DynamoHeldNames(dynamodb, settings.runs_table),
            clock=time.time,
        ),
    )


def reconciler(settings: ReconcilerSettings, registry: Registry) -> Reconciler:
    """The reconciler, on AWS.

    Args:
        settings: what its environment says.
        registry: the actions.

    Raises:
        SettingsInvalid: the author's settings cannot be used. It is at work after each deploy, and its failing raises
            an alarm: nobody has to wait for the first run that needs them.
    """
    if declared := own_settings():
        declared.of(settings.environment)
    sqs = client("sqs", connect_timeout=1, read_timeout=5, attempts=4)
    dynamodb = client("dynamodb", connect_timeout=1, read_timeout=5, attempts=4)
    kms = client("kms", connect_timeout=1, read_timeout=5, attempts=4)
    secrets_manager = client("secretsmanager", connect_timeout=1, read_timeout=5, attempts=4)
    hook_secrets = HookSecrets(secrets_manager, settings.hook_secret_arn, SECRET_TTL, time.monotonic)
    stores = DynamoStores(dynamodb, settings.stores_table, KmsCipher(kms, settings.token_key))
    limiter = _limiter(dynamodb, settings.rate_windows_table)
    resources = replace(_sender_resources(settings.bigcommerce_url, stores, limiter), quota_wait=short_quota_wait)

    def opens(store_hash: str, seconds_left: SecondsLeft) -> StoreClient:
        # A write to a hook triggers no action, so there is no loop to detect.
        return StoreClient(StoreSender(store_hash, resources, seconds_left))

    gaps = DynamoOpenGaps(dynamodb, settings.stores_table)
    reconciler_resources = ReconcilerResources(
        stores=stores,
        registrations=DynamoRegistrations(dynamodb, settings.stores_table),
        gaps=gaps,
        tasks=SqsTasks(sqs, settings.queue_url),
        clock=time.time,
    )
    store_reconciler = StoreReconciler(
        scopes=registry.scopes(),
        public_url=settings.public_url,
        headers=lambda store_hash: {HEADER: hook_key(hook_secrets.current(), store_hash)},
        resources=reconciler_resources,
        opens=opens,
    )
    delivery_queue = SqsDeliveryQueue(sqs, settings.queue_urls["default"])
    return Reconciler(
        stores=store_reconciler,
        delivery_queue=delivery_queue,
        registry=registry,
        catch_up=CatchUp(
            registry=registry,
            stores=stores,
            # It sends, and has no lane of its own, nor dead letters.
            lanes=SqsLanes(sqs, settings.queue_urls, lane="default", dead_letter_url=""),
            history=DynamoHistory(RunRows(dynamodb, settings.runs_table)),
            gaps=gaps,
            states=DynamoCatchUps(dynamodb, settings.stores_table),
            connect=partial(connections, resources),
        ),
    )


def run_log(run: Run) -> Log:
    """The logger for the thread that works on a run: its lines name the run."""
    return keyed_logger(
        correlation_id=run.key.event_id, store_hash=run.key.store_hash, action=run.key.action, attempt=run.attempt
    )


def _parameter_store() -> "SSMClient":
    return client("ssm", connect_timeout=1, read_timeout=5, attempts=4)


def _limiter(dynamodb: "DynamoDBClient", table: str) -> WindowRateLimiter:
    return WindowRateLimiter(
        DynamoRateWindows(dynamodb, table),
        clock=time.time,
        sleep=time.sleep,
        random=random.random,
        token=token,
    )


def token() -> str:
    """A random token that no other claim has. Rows are paid for by their size: 64 bits suffice for those of one run."""
    return secrets.token_hex(8)


def _sender_resources(url: str, stores: Stores, limiter: WindowRateLimiter) -> SenderResources:
    return SenderResources(
        transport=HttpTransport(url),
        tokens=CachedTokens(stores, time.monotonic),
        limiter=limiter,
        sleep=time.sleep,
        random=random.random,
    )
