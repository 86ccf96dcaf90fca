"""Wiring of the operators' services that the console and the command share."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from storehook.aws.audit_log import DynamoAuditLog
from storehook.aws.catch_ups import DynamoCatchUps
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.log_lines import CloudWatchLines
from storehook.aws.pauses import DynamoPauses
from storehook.aws.questions import DynamoQuestions
from storehook.aws.queues import SqsDeadLetters, SqsLanes, SqsTasks
from storehook.aws.reconciler_calls import LambdaReconciler
from storehook.aws.records import DynamoRecordStore
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.run_indexes import DynamoRunIndexes
from storehook.aws.run_rows import RunRows
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.schedules import DynamoStoredSchedules
from storehook.aws.steps import DynamoStepTable
from storehook.aws.stores import DynamoStores
from storehook.history.reading import RunHistory
from storehook.operations.audit import Audit
from storehook.operations.log_lines import RunLog
from storehook.operations.logs import Logs
from storehook.operations.pauses_service import PausesService
from storehook.operations.records_service import RecordsService
from storehook.operations.run_operations import RunOperations
from storehook.operations.runs_service import RunsService
from storehook.operations.schedules_service import SchedulesService
from storehook.operations.stores_service import StoresService
from storehook.settings import ConsoleSettings

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_kms import KMSClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_sqs import SQSClient

AT_ONCE = 8
"""Calls that one request makes at the same time."""


@dataclass(frozen=True, slots=True)
class Clients:
    """Clients of AWS, and threads for their calls. The client of Lambda never calls the reconciler twice.

    Rows are read in `row_threads` for calls in `threads`. In the same threads, all would wait for one another.
    """

    dynamodb: "DynamoDBClient"
    sqs: "SQSClient"
    lambda_: "LambdaClient"
    kms: "KMSClient"
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE))
    row_threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE))


def run_history(clients: Clients, settings: ConsoleSettings) -> RunHistory:
    """Return the history of runs."""
    rows = RunRows(clients.dynamodb, settings.runs_table, at_once=clients.row_threads.map)
    return RunHistory(indexes=DynamoRunIndexes(rows), parallel_map=clients.threads.map)


def runs_service(clients: Clients, settings: ConsoleSettings) -> RunsService:
    """Return the service for runs."""
    sqs, queues, letters = clients.sqs, settings.queue_urls, settings.dead_letter_urls
    repository = DynamoRunRepository(clients.dynamodb, settings.runs_table, settings.runs_retention)
    step_table = DynamoStepTable(clients.dynamodb, settings.runs_table, settings.runs_retention)
    return RunsService(
        repository=repository,
        step_table=step_table,
        open_questions=DynamoQuestions(
            RunRows(clients.dynamodb, settings.runs_table, at_once=clients.row_threads.map), clients.threads.map
        ),
        history=run_history(clients, settings),
        run_operations=RunOperations(
            repository=repository,
            step_table=step_table,
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


def schedules_service(clients: Clients, settings: ConsoleSettings) -> SchedulesService:
    """Return the service for schedules."""
    return SchedulesService(schedules=DynamoStoredSchedules(clients.dynamodb, settings.runs_table))


def records_service(clients: Clients, settings: ConsoleSettings) -> RecordsService:
    """Return the service for records."""
    rows = DynamoRecordStore(clients.dynamodb, settings.records_table)
    return RecordsService(rows, LambdaReconciler(clients.lambda_, settings.reconciler))


def audit(dynamodb: "DynamoDBClient", table: str) -> Audit:
    """Return the audit log of operators."""
    return Audit(DynamoAuditLog(dynamodb, table), time.time)


def stores_service(clients: Clients, settings: ConsoleSettings, *, token_key: str) -> StoresService:
    """Return the service for stores. The key of their secrets is empty for a role without access to it."""
    dynamodb, table = clients.dynamodb, settings.stores_table
    return StoresService(
        stores=DynamoStores(dynamodb, table, KmsCipher(clients.kms, token_key)),
        registrations=DynamoRegistrations(dynamodb, table),
        catch_ups=DynamoCatchUps(dynamodb, table),
        tasks=SqsTasks(clients.sqs, settings.reconcile_queue_url),
        reconciler=LambdaReconciler(clients.lambda_, settings.reconciler),
        history=run_history(clients, settings),
        runs_retention=settings.runs_retention,
        parallel_map=clients.threads.map,
    )


def run_log(logs: Any, settings: ConsoleSettings, pages: int | None = None) -> RunLog:
    """Return the log lines of runs. At most `pages` are read for a run, or all of them."""
    return RunLog(Logs(settings.log_groups, settings.region), CloudWatchLines(logs, pages))
