"""Puts a consumer together from its settings: the one place that knows every part of it."""

import random
import secrets
import time
from functools import partial

from storehook.actions import Registry
from storehook.aws.clients import client
from storehook.aws.ledger import DynamoLedger
from storehook.aws.marks import DynamoLastEvents, DynamoTraces
from storehook.aws.queues import SqsLanes
from storehook.aws.records import DynamoRecordStore
from storehook.aws.stores import DynamoStores, KmsCipher
from storehook.aws.windows import DynamoWindows
from storehook.bigcommerce.connections import connections
from storehook.bigcommerce.gate import WindowGate
from storehook.bigcommerce.sending import Surroundings
from storehook.bigcommerce.tokens import CachedTokens
from storehook.bigcommerce.transport import HttpTransport
from storehook.bigcommerce.uninstalls import CachedUninstalls
from storehook.consume import Consumer
from storehook.observability import run_logger
from storehook.ports import Stores, Windows
from storehook.settings import ConsumerSettings
from storehook.toolbox import Toolbox


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
    surroundings = _surroundings(settings.bigcommerce_url, stores, DynamoWindows(dynamodb, settings.rate_windows_table))
    toolbox = Toolbox(
        registry=registry,
        ledger=DynamoLedger(dynamodb, settings.runs_table, settings.runs_retention),
        lanes=SqsLanes(sqs, settings.queue_urls, settings.lane, settings.dead_letter_url),
        records=DynamoRecordStore(dynamodb, settings.records_table, settings.runs_retention),
        traces=DynamoTraces(dynamodb, settings.runs_table),
        connect=partial(connections, surroundings),
        log=run_logger,
        retention=settings.runs_retention,
    )
    return Consumer(
        lane=settings.lane,
        toolbox=toolbox,
        last_events=DynamoLastEvents(dynamodb, settings.runs_table),
        is_uninstalled=CachedUninstalls(stores, time.monotonic).is_uninstalled,
    )


def _surroundings(url: str, stores: Stores, windows: Windows) -> Surroundings:
    gate = WindowGate(
        windows,
        clock=time.time,
        sleep=time.sleep,
        random=random.random,
        token=secrets.token_hex,
    )
    return Surroundings(
        transport=HttpTransport(url),
        tokens=CachedTokens(stores, time.monotonic),
        gate=gate,
        sleep=time.sleep,
        random=random.random,
    )
