"""Wiring of the operators' services that only the command has. The console's function starts without them."""

import time
from typing import TYPE_CHECKING

from storehook.aws.action_secrets import SsmActionSecrets
from storehook.aws.message_moves import SqsMove
from storehook.aws.purge import DynamoPurge
from storehook.aws.queues import SqsDeadLetters
from storehook.aws.records import DynamoRecordStore
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.stack_secrets import StoredSecret
from storehook.operations.action_secrets import ActionSecrets
from storehook.operations.dead_letters_service import DeadLettersService
from storehook.operations.purge_service import PurgeService
from storehook.operations.record_migration import Change, RecordMigration
from storehook.operations.stack_secrets import StackSecret
from storehook.records.model import Model
from storehook.records.table import Expiry
from storehook.settings import ConsoleSettings
from storehook.stores.ports import Stores
from storehook.wiring.operator import Clients

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_ssm import SSMClient


def dead_letters_service(clients: Clients, settings: ConsoleSettings, lane: str) -> DeadLettersService:
    """Return the service for a lane's dead letters."""
    urls = settings.dead_letter_urls[lane], settings.queue_urls[lane]
    return DeadLettersService(
        lane=lane,
        runs=DynamoRunRepository(clients.dynamodb, settings.runs_table, settings.runs_retention),
        letters=SqsDeadLetters(clients.sqs, *urls),
        move=SqsMove(clients.sqs, *urls),
        parallel_map=clients.threads.map,
    )


def purge_service(
    clients: Clients,
    settings: ConsoleSettings,
    stores: Stores,
    *,
    windows_table: str,
    reconcile_dead_letter_url: str,
) -> PurgeService:
    """Return the service that deletes all data of a store."""
    queues = [(url, settings.queue_urls[lane]) for lane, url in settings.dead_letter_urls.items()]
    queues.append((reconcile_dead_letter_url, settings.reconcile_queue_url))
    return PurgeService(
        stores=stores,
        rows=DynamoPurge(clients.dynamodb, settings.runs_table, settings.records_table, windows_table),
        dead_letters=[SqsDeadLetters(clients.sqs, *urls) for urls in queues],
    )


def record_migration(
    clients: Clients, settings: ConsoleSettings, model: type[Model], change: Change, *, dry_run: bool
) -> RecordMigration:
    """Return the migration of a model's records."""
    rows = DynamoRecordStore(clients.dynamodb, settings.records_table, Expiry(unchanged=True))
    return RecordMigration(rows=rows, model=model, change=change, dry_run=dry_run)


def stack_secret(secrets_manager: "SecretsManagerClient", secret_id: str) -> StackSecret:
    """Return one of the secrets that verify deliveries."""
    return StoredSecret(secrets_manager, secret_id, time.time)


def action_secrets(ssm: "SSMClient", path: str) -> ActionSecrets:
    """Return the secrets of the user's actions, which are the parameters below a path."""
    return SsmActionSecrets(ssm, path)
