"""A store's client over a network that goes by a script."""

from collections.abc import Callable

import pytest
from tests.support.scripted_network import WiredClient, wired


@pytest.fixture
def wire() -> Callable[..., WiredClient]:
    return wired
