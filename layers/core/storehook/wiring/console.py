"""Wiring of the operators' services, for the console and for the command."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storehook.aws.audit_log import DynamoAuditLog
from storehook.aws.catch_ups import DynamoCatchUps
from storehook.aws.clients import client
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.log_lines import CloudWatchLines
from storehook.aws.pauses import DynamoPauses
from storehook.aws.queues import SqsDeadLetters, SqsDepths, SqsLanes, SqsTasks
from storehook.aws.reconciler_calls import LambdaReconciler
from storehook.aws.records import DynamoRecordStore
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.run_indexes import DynamoRunIndexes
from storehook.aws.run_rows import RunRows
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.stores import DynamoStores
from storehook.console.services import AboutAnswer, Console
from storehook.history.reading import RunHistory
from storehook.operations.actions_service import ActionsService
from storehook.operations.audit import Audit
from storehook.operations.log_lines import RunLog
from storehook.operations.logs import Logs
from storehook.operations.overview import Overview
from storehook.operations.pauses_service import PausesService
from storehook.operations.records_service import RecordsService
from storehook.operations.run_operations import RunOperations
from storehook.operations.runs_service import RunsService
from storehook.operations.stores_service import StoresService
from storehook.settings import ConsoleSettings

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_kms import KMSClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_sqs import SQSClient

AT_ONCE = 8
"""Calls that one request makes at the same time."""

LOG_PAGES = 10
"""Pages of log lines that one request looks through. One may take a second, and API Gateway waits for 29."""

RECONCILER_SECONDS = 22.0
"""Seconds to wait for the reconciler: API Gateway ends a request after 29 s (AWS, "Quotas for REST APIs")."""


@dataclass(frozen=True, slots=True)
class Clients:
    """AWS, as an operator may use it.

    Args:
        dynamodb: for the tables.
        sqs: for the queues.
        lambda_: waits for the reconciler, and asks it once.
        kms: for the stores' secrets.
        threads: in which calls go on at the same time.
        row_threads: in which rows are read for them: in the same threads, all would wait for one another.
    """

    dynamodb: "DynamoDBClient"
    sqs: "SQSClient"
    lambda_: "LambdaClient"
    kms: "KMSClient"
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE))
    row_threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE))


def console(settings: ConsoleSettings) -> Console:
    """The console, on AWS.

    Args:
        settings: what its environment says.
    """
    sqs = client("sqs", connect_timeout=1, read_timeout=5, attempts=3)
    clients = Clients(
        client("dynamodb", connect_timeout=1, read_timeout=5, attempts=3),
        sqs,
        client("lambda", connect_timeout=1, read_timeout=RECONCILER_SECONDS, attempts=1),
        client("kms", connect_timeout=1, read_timeout=5, attempts=1),
    )
    overview = Overview(
        history=run_history(clients, settings),
        depths=SqsDepths(sqs, settings.queue_urls, settings.dead_letter_urls),
        lanes=list(settings.queue_urls),
    )
    # Its role has no access to the key: the console neither reads nor writes a secret.
    stores = stores_service(clients, settings, token_key="")
    runs = runs_service(clients, settings)
    logs = client("logs", connect_timeout=1, read_timeout=5, attempts=3)
    return Console(
        runs,
        ActionsService(stores.reconciler, runs),
        RunLog(runs.logs, CloudWatchLines(logs, LOG_PAGES)),
        overview,
        stores,
        pauses_service(clients, settings),
        audit(clients.dynamodb, settings),
        AboutAnswer(settings.version, settings.is_local),
        records_service(clients, settings),
    )


def run_history(clients: Clients, settings: ConsoleSettings) -> RunHistory:
    """Questions about runs."""
    rows = RunRows(clients.dynamodb, settings.runs_table, at_once=clients.row_threads.map)
    return RunHistory(indexes=DynamoRunIndexes(rows), parallel_map=clients.threads.map)


def runs_service(clients: Clients, settings: ConsoleSettings) -> RunsService:
    """Return the service for runs."""
    sqs, queues, letters = clients.sqs, settings.queue_urls, settings.dead_letter_urls
    repository = DynamoRunRepository(clients.dynamodb, settings.runs_table, settings.runs_retention)
    return RunsService(
        repository=repository,
        history=run_history(clients, settings),
        run_operations=RunOperations(
            repository=repository,
            # It only sends, so it reads no lane.
            lanes=SqsLanes(sqs, queues, lane="default", dead_letter_url=""),
            letters={lane: SqsDeadLetters(sqs, url, queues[lane]) for lane, url in letters.items()},
            parallel_map=clients.threads.map,
        ),
        logs=Logs(settings.log_groups, settings.region),
    )


def pauses_service(clients: Clients, settings: ConsoleSettings) -> PausesService:
    """Return the service for pauses of actions and lanes."""
    pauses = DynamoPauses(clients.dynamodb, settings.runs_table)
    return PausesService(pauses=pauses, history=run_history(clients, settings))


def records_service(clients: Clients, settings: ConsoleSettings) -> RecordsService:
    """Return the service for records."""
    rows = DynamoRecordStore(clients.dynamodb, settings.records_table)
    return RecordsService(rows, LambdaReconciler(clients.lambda_, settings.reconciler))


def audit(dynamodb: "DynamoDBClient", settings: ConsoleSettings) -> Audit:
    """Return the audit log of operators."""
    return Audit(DynamoAuditLog(dynamodb, settings.runs_table), time.time)


def stores_service(clients: Clients, settings: ConsoleSettings, *, token_key: str) -> StoresService:
    """Return the service for stores.

    Args:
        clients: AWS.
        settings: the names of what is there.
        token_key: the key that the stores' secrets are encrypted with; empty for who has no access to it.
    """
    dynamodb, table = clients.dynamodb, settings.stores_table
    return StoresService(
        stores=DynamoStores(dynamodb, table, KmsCipher(clients.kms, token_key)),
        registrations=DynamoRegistrations(dynamodb, table),
        catch_ups=DynamoCatchUps(dynamodb, table),
        tasks=SqsTasks(clients.sqs, settings.reconcile_queue_url),
        reconciler=LambdaReconciler(clients.lambda_, settings.reconciler),
        history=run_history(clients, settings),
        parallel_map=clients.threads.map,
    )
