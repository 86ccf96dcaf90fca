"""Fixtures of the end-to-end tests."""

from collections.abc import Generator

import pytest
from tests.support.deployed import Deployed

from storehook_cli.local.local_stack import LocalStack


@pytest.fixture(scope="session")
def deployed(stack: LocalStack) -> Generator[Deployed]:
    """The deployed stack, from outside."""
    deployed = Deployed(stack)
    yield deployed
    deployed.http.close()


@pytest.fixture
def no_dead_letters(deployed: Deployed) -> None:
    """The default lane has none: those of other tests are gone."""
    deployed.stack.emulator.client("sqs").purge_queue(QueueUrl=deployed.info.outputs["DefaultDeadLetterQueue"])
