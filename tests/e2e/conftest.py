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
