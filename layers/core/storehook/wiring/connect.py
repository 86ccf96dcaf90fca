"""Wiring of connect."""

import time
from functools import partial

from storehook.aws.clients import client
from storehook.aws.exchange_slots import DynamoExchangeSlots
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.queues import SqsTasks
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.secrets import AppSecrets
from storehook.aws.stores import DynamoStores
from storehook.connect.callback_handler import CallbackHandler
from storehook.connect.install import Installer
from storehook.connect.login import HttpLogin
from storehook.settings import ConnectSettings
from storehook.webhooks.refreshes import Refreshes


def connect(settings: ConnectSettings) -> CallbackHandler:
    """Return the handler of callbacks, on AWS.

    However slow a service is, the visitor gets an answer within the function's ten seconds.
    """
    vault = client("secretsmanager", connect_timeout=0.5, read_timeout=1.5, attempts=1)
    dynamodb = client("dynamodb", connect_timeout=0.5, read_timeout=0.7, attempts=2)
    kms = client("kms", connect_timeout=0.5, read_timeout=0.7, attempts=2)
    sqs = client("sqs", connect_timeout=0.5, read_timeout=0.7, attempts=2)
    secrets = AppSecrets(vault, settings.app_secret_arn, settings.secret_ttl, time.monotonic, time.time)
    # A JWT proves its store only once its signature is verified, so all callbacks share one limit.
    accounts = partial(secrets.accounts, partial(Refreshes(time.monotonic).grant, "callbacks"))
    stores = DynamoStores(dynamodb, settings.stores_table, KmsCipher(kms, settings.token_key))
    slots = DynamoExchangeSlots(dynamodb, settings.stores_table)
    tasks = SqsTasks(sqs, settings.reconcile_queue_url)
    return CallbackHandler(
        accounts=accounts,
        installer=Installer(accounts, settings.app_scopes, HttpLogin(settings.login_url), slots, stores, tasks),
        stores=stores,
        registrations=DynamoRegistrations(dynamodb, settings.stores_table),
        tasks=tasks,
        public_url=settings.public_url,
    )
