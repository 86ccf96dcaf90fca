"""Wiring of a consumer."""

import random
import time
from functools import cache, partial
from typing import TYPE_CHECKING

from storehook.actions.action import Registry
from storehook.actions.context import Log
from storehook.actions.own_settings import settings_of
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.late_runs import DynamoLateRunTable
from storehook.aws.own_secrets import SsmSecretTexts
from storehook.aws.pauses import DynamoHeldNames, DynamoPauses
from storehook.aws.queues import SqsLanes
from storehook.aws.quota_queues import DynamoQuotaQueues
from storehook.aws.records import DynamoRecordStore
from storehook.aws.resource_locks import DynamoLockTable
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.signed_clients import signed_client
from storehook.aws.stores import DynamoStores
from storehook.aws.write_marks import DynamoWriteMarks
from storehook.bigcommerce.admission import Admission
from storehook.bigcommerce.connections import connections
from storehook.consumer.consumer import Consumer
from storehook.consumer.context_factory import ContextFactory
from storehook.consumer.coverage import Coverage
from storehook.consumer.holds import Holds
from storehook.consumer.recorder import Recorder
from storehook.consumer.resource_locks import ResourceLocks
from storehook.observability import keyed_logger
from storehook.queues.lanes import LONGEST_ATTEMPT
from storehook.records.table import Expiry
from storehook.runs.run import Run
from storehook.settings import ConsumerSettings
from storehook.stores.statuses import CachedStatuses
from storehook.wiring.bigcommerce import rate_limiter, sender_resources, token

if TYPE_CHECKING:
    from collections.abc import Callable

    from storehook.aws.client_types import DynamoDBOperations
    from storehook.consumer.waits import Waits
    from storehook.queues.ports import Lanes
    from storehook.runs.ports import RunRepository
    from storehook.runs.steps import StepTable
    from storehook.runs.waits import WaitTable
    from storehook.stores.gaps import Gaps


def consumer(settings: ConsumerSettings, registry: Registry) -> Consumer:
    """Return the consumer of one lane, on AWS."""
    queue_url = settings.queue_urls[settings.lane]
    sqs = signed_client("sqs", queue_url, connect_timeout=1, read_timeout=5, attempts=4)
    dynamodb = signed_client("dynamodb", queue_url, connect_timeout=1, read_timeout=5, attempts=4)
    kms = signed_client("kms", queue_url, connect_timeout=1, read_timeout=5, attempts=4)
    ssm = signed_client("ssm", queue_url, connect_timeout=1, read_timeout=5, attempts=4)
    stores = DynamoStores(dynamodb, settings.stores_table, KmsCipher(kms, settings.token_key))
    limiter = rate_limiter(dynamodb, settings.rate_windows_table, long=settings.lane == "long")
    resources = sender_resources(settings.bigcommerce_url, stores, limiter)
    expiry = Expiry(deleted=settings.runs_retention, live=settings.records_retention)
    repository = DynamoRunRepository(dynamodb, settings.runs_table, settings.runs_retention)
    lanes = SqsLanes(sqs, settings.queue_urls, settings.lane, settings.dead_letter_url)
    resource_locks = ResourceLocks(DynamoLockTable(dynamodb, settings.runs_table), repository, time.time)
    holds = Holds(
        status=CachedStatuses(stores, time.monotonic).of,
        # Each held event reads them. If a run is held again because of it, the timer releases it a minute later.
        pauses=DynamoPauses(dynamodb, settings.runs_table, is_consistent=False),
        names=DynamoHeldNames(dynamodb, settings.runs_table),
        clock=time.time,
    )
    wait_table = cache(partial(_wait_table, dynamodb, settings))
    contexts = ContextFactory(
        registry=registry,
        repository=repository,
        step_table=partial(_step_table, dynamodb, settings),
        wait_table=wait_table,
        open_gaps=partial(_open_gaps, dynamodb, settings),
        lanes=lanes,
        records=DynamoRecordStore(dynamodb, settings.records_table, expiry),
        write_marks=DynamoWriteMarks(dynamodb, settings.runs_table),
        secrets=SsmSecretTexts(ssm, settings.secrets_path, time.monotonic),
        own_settings=cache(lambda: settings_of(settings.environment)),
        connect=partial(connections, resources),
        log=run_log,
        retention=settings.runs_retention,
        token=token,
    )
    return Consumer(
        lane=settings.lane,
        longest_attempt=LONGEST_ATTEMPT[settings.lane],
        registry=registry,
        repository=repository,
        lanes=lanes,
        clock=time.time,
        token=token,
        contexts=contexts,
        recorder=Recorder(repository, lanes, time.time, resource_locks, holds),
        admission=Admission(
            DynamoQuotaQueues(dynamodb, settings.rate_windows_table, settings.lane),
            limiter,
            attempt=LONGEST_ATTEMPT[settings.lane],
            clock=time.time,
            random=random.random,
            token=token,
        ),
        resource_locks=resource_locks,
        coverage=Coverage(
            DynamoLateRunTable(dynamodb, settings.runs_table, settings.runs_retention), repository, time.time
        ),
        holds=holds,
        waits=cache(partial(_waits, wait_table, repository, lanes)),
        is_local=settings.is_local,
    )


def _step_table(dynamodb: "DynamoDBOperations", settings: ConsumerSettings) -> "StepTable":
    from storehook.aws.steps import DynamoStepTable

    return DynamoStepTable(dynamodb, settings.runs_table, settings.runs_retention)


def _wait_table(dynamodb: "DynamoDBOperations", settings: ConsumerSettings) -> "WaitTable":
    from storehook.aws.waits import DynamoWaitTable

    return DynamoWaitTable(dynamodb, settings.runs_table, settings.runs_retention)


def _open_gaps(dynamodb: "DynamoDBOperations", settings: ConsumerSettings, store_hash: str) -> "Gaps":
    from storehook.aws.gaps import DynamoOpenGaps
    from storehook.stores.gaps import RecentGaps

    gaps = DynamoOpenGaps(dynamodb, settings.stores_table)
    return RecentGaps(gaps, settings.runs_retention, time.time).get(store_hash)


def _waits(wait_table: "Callable[[], WaitTable]", repository: "RunRepository", lanes: "Lanes") -> "Waits":
    from storehook.consumer.waits import Waits

    return Waits(table=wait_table(), repository=repository, lanes=lanes, clock=time.time, token=token)


def run_log(run: Run) -> Log:
    """Return the logger for the thread that works on a run. Its lines name the run."""
    return keyed_logger(
        correlation_id=run.key.event_id, store_hash=run.key.store_hash, action=run.key.action, attempt=run.attempt
    )
