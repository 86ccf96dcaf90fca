"""Connect: a merchant installs, opens and uninstalls the app. Its folder never holds code of yours."""

import os
import time
from functools import cache
from typing import Any

from storehook.aws.clients import client
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.queues import SqsTasks
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.secrets import AppSecrets
from storehook.aws.stores import DynamoStores
from storehook.connect import pages
from storehook.connect.callback_handler import CallbackHandler
from storehook.connect.errors import LoginUnavailable
from storehook.connect.install import Installer
from storehook.connect.login import HttpLogin
from storehook.errors import RequestRefused
from storehook.observability import logger, metrics
from storehook.settings import ConnectSettings


@cache
def wiring() -> CallbackHandler:
    """What answers callbacks. Whichever service is slow, the visitor is told within the function's ten seconds."""
    settings = ConnectSettings.of(os.environ)
    vault = client("secretsmanager", connect_timeout=0.5, read_timeout=1.5, attempts=1)
    dynamodb = client("dynamodb", connect_timeout=0.5, read_timeout=0.7, attempts=2)
    kms = client("kms", connect_timeout=0.5, read_timeout=0.7, attempts=2)
    secrets = AppSecrets(vault, settings.app_secret_arn, settings.secret_ttl, time.monotonic)
    stores = DynamoStores(dynamodb, settings.stores_table, KmsCipher(kms, settings.token_key))
    tasks = SqsTasks(client("sqs", connect_timeout=0.5, read_timeout=0.7, attempts=2), settings.reconcile_queue_url)
    installer = Installer(secrets.accounts, settings.app_scopes, HttpLogin(settings.login_url), stores, tasks)
    registrations = DynamoRegistrations(dynamodb, settings.stores_table)
    return CallbackHandler(secrets.accounts, installer, stores, registrations, tasks, settings.public_url)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a GET to `/auth`, `/load`, `/uninstall` or `/remove_user` with a page."""
    logger().clear_state()
    try:
        page = wiring().answer(event, now=time.time())
    except RequestRefused as refused:
        logger().warning("Refused: %s", refused, extra={"status": refused.status})
        return _answer(pages.refused(refused), "CallbacksRefused")
    except LoginUnavailable as unavailable:
        logger().error("Not answered: %s", unavailable)
        return _answer(pages.UNAVAILABLE, "CallbacksNotAnswered")
    except Exception:
        logger().exception("Not answered: the fault is ours")
        return _answer(pages.FAILED, "CallbacksNotAnswered")
    logger().info("Answered", extra={"callback": event["rawPath"], "store_hash": page.store_hash})
    return _answer(page, "CallbacksAnswered")


def _answer(page: pages.HtmlPage, metric: str) -> dict[str, Any]:
    metrics().add_metric(metric, "Count", 1)
    metrics().flush_metrics()
    return pages.answer(page)
