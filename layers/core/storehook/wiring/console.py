"""Wiring of the console."""

from storehook.aws.clients import client
from storehook.aws.queues import SqsDepths
from storehook.console.services import AboutAnswer, Console
from storehook.operations.actions_service import ActionsService
from storehook.operations.overview import Overview
from storehook.settings import ConsoleSettings
from storehook.wiring.operator import (
    Clients,
    audit,
    pauses_service,
    records_service,
    run_history,
    run_log,
    runs_service,
    stores_service,
)

LOG_PAGES = 10
"""Pages of log lines that one request looks through. One may take a second, and API Gateway waits for 29."""

RECONCILER_SECONDS = 22.0
"""Seconds to wait for the reconciler: API Gateway ends a request after 29 s (AWS, "Quotas for REST APIs")."""


def console(settings: ConsoleSettings) -> Console:
    """Return the console, on AWS."""
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
        run_log(logs, settings, LOG_PAGES),
        overview,
        stores,
        pauses_service(clients, settings),
        audit(clients.dynamodb, settings.audit_table),
        AboutAnswer(settings.version, settings.is_local),
        records_service(clients, settings),
    )
