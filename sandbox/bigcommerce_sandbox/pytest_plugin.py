"""A fixture for pytest, which finds it wherever this package is installed."""

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bigcommerce_sandbox.in_process import InProcessStore


@pytest.fixture
def bigcommerce_store() -> Generator["InProcessStore"]:
    """A stand-in BigCommerce store in this process, new for each test."""
    from bigcommerce_sandbox.in_process import InProcessStore  # only tests that use it wait for its imports

    with InProcessStore() as store:
        yield store
