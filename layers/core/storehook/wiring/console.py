"""Puts the console together from its settings."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from storehook.aws.catch_ups import DynamoCatchUps
from storehook.aws.clients import client
from storehook.aws.queues import SqsDeadLetters, SqsDepths, SqsLanes, SqsTasks
from storehook.aws.reconciler_calls import LambdaReconciler
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.run_indexes import DynamoRunIndexes
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.stores import DynamoStores, KmsCipher
from storehook.history.reading import RunHistory
from storehook.operations.logs import Logs
from storehook.operations.overview import Overview
from storehook.operations.retrying import RunOperations
from storehook.operations.runs_service import RunsService
from storehook.operations.stores_service import StoresService
from storehook.settings import ConsoleSettings

AT_ONCE = 8
"""Calls that one request makes at the same time."""

RECONCILER_SECONDS = 22.0
"""How long the reconciler is waited for: API Gateway ends a request after 29 s (AWS, "Quotas for REST APIs")."""


@dataclass(frozen=True, slots=True)
class Console:
    """What answers the console's requests.

    Args:
        runs: about runs.
        overview: about many runs at once.
        stores: about stores.
    """

    runs: RunsService
    overview: Overview
    stores: StoresService


def console(settings: ConsoleSettings) -> Console:
    """The console, on AWS.

    Args:
        settings: what its environment says.
    """
    sqs = client("sqs", connect_timeout=1, read_timeout=5, attempts=3)
    dynamodb = client("dynamodb", connect_timeout=1, read_timeout=5, attempts=3)
    threads = ThreadPoolExecutor(AT_ONCE)
    indexes = DynamoRunIndexes(dynamodb, settings.runs_table)
    history = RunHistory(indexes=indexes, together=threads.map)
    repository = DynamoRunRepository(dynamodb, settings.runs_table, settings.runs_retention)
    dead_letters = settings.dead_letter_urls
    run_operations = RunOperations(
        repository=repository,
        # It sends, and has no lane of its own.
        lanes=SqsLanes(sqs, settings.queue_urls, lane="default", dead_letter_url=""),
        letters={lane: SqsDeadLetters(sqs, url, settings.queue_urls[lane]) for lane, url in dead_letters.items()},
        together=threads.map,
    )
    # Its role has no access to the key: the console neither reads nor writes a secret.
    cipher = KmsCipher(client("kms", connect_timeout=1, read_timeout=5, attempts=1), key_id="")
    return Console(
        runs=RunsService(
            repository=repository,
            history=history,
            run_operations=run_operations,
            logs=Logs(settings.log_groups, settings.region),
        ),
        overview=Overview(
            history=history, depths=SqsDepths(sqs, settings.queue_urls, dead_letters), lanes=list(settings.queue_urls)
        ),
        stores=StoresService(
            stores=DynamoStores(dynamodb, settings.stores_table, cipher),
            registrations=DynamoRegistrations(dynamodb, settings.stores_table),
            catch_ups=DynamoCatchUps(dynamodb, settings.stores_table),
            tasks=SqsTasks(sqs, settings.reconcile_queue_url),
            reconciler=LambdaReconciler(
                client("lambda", connect_timeout=1, read_timeout=RECONCILER_SECONDS, attempts=1), settings.reconciler
            ),
            history=history,
            together=threads.map,
        ),
    )
