"""Ingest's function, wired to what is in memory."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from tests.support.ingest_function import SenderResources, wired
from tests.support.signed_deliveries import SIGNED_AT

import ingest


@pytest.fixture(scope="module")
def around() -> Iterator[SenderResources]:
    """Resources that ingest is wired to, with a clock that stands a second after the deliveries were signed."""
    resources = SenderResources()
    paths = wired(resources)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "wiring", lambda: paths)
        patch.setattr(ingest, "time", SimpleNamespace(time=lambda: SIGNED_AT + 1.5))
        yield resources


@pytest.fixture
def in_order(around: SenderResources) -> None:
    """Nothing is away, and nothing has been sent."""
    around.secrets_fault = around.keys_fault = around.queue_fault = None
    around.sent.clear()
    around.exceptions.clear()
