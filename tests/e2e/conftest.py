"""Fixtures of the end-to-end tests."""

import tomllib
from collections.abc import Generator
from urllib.parse import urlsplit

import boto3
import pytest
from sandbox.tests.support.webhook_receiver import Receiver, receiving
from tests.support.bundle import WORKER
from tests.support.deployed import Deployed

from storehook_cli.local.local_stack import LocalStack
from storehook_cli.stack.deployment import Deployment


@pytest.fixture(scope="session")
def erp(stack: LocalStack) -> Generator[Receiver]:
    """The ERP, where the stack's settings say, with the key that is among the stack's secrets.

    It is there as long as the stack: without it, an order that any test creates would be tried for minutes.
    """
    info, settings = stack.info, tomllib.loads((stack.project / WORKER / "settings.toml").read_text())
    session = boto3.Session("test", "test", region_name=info.region)
    Deployment(info.outputs, session, info.aws_endpoint_url, info.client_secret, info.stack_name).secrets().put(
        "erp", "key-1"
    )
    with receiving(urlsplit(settings["default"]["erp"]).port or 0) as receiver:
        yield receiver


@pytest.fixture(scope="session")
def deployed(stack: LocalStack, erp: Receiver) -> Generator[Deployed]:
    """The deployed stack, from outside, and what it speaks to."""
    deployed = Deployed(stack)
    yield deployed
    deployed.http.close()


@pytest.fixture
def no_dead_letters(deployed: Deployed) -> None:
    """The default lane has none: those of other tests are gone."""
    deployed.stack.emulator.client("sqs").purge_queue(QueueUrl=deployed.info.outputs["DefaultDeadLetterQueue"])
