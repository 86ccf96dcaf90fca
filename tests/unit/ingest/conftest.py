"""Ingest's function, wired to what is in memory."""

from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

import pytest
from tests.support.ingest_function import DeliveryQueue, SenderResources
from tests.support.signed_deliveries import SIGNED_AT

import ingest
from storehook.ingest.receive import receive
from storehook.webhooks.hook_key import HookKeys


@pytest.fixture(scope="module")
def around() -> Iterator[SenderResources]:
    """What ingest is wired to, with a clock that stands a second after the deliveries were signed."""
    resources = SenderResources()
    keys = HookKeys(resources.hook_secrets)
    queue = partial(receive, secrets=resources.of_store, keys=keys, proof="signature", max_age=3600)
    wired = {
        "webhooks": partial(queue, delivery_queue=DeliveryQueue(resources, resources.sent)),
        "exceptions": partial(queue, delivery_queue=DeliveryQueue(resources, resources.exceptions)),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "wiring", lambda: wired)
        patch.setattr(ingest, "time", SimpleNamespace(time=lambda: SIGNED_AT + 1.5))
        yield resources


@pytest.fixture
def in_order(around: SenderResources) -> None:
    """Nothing is away, and nothing has been sent."""
    around.secrets_fault = around.keys_fault = around.queue_fault = None
    around.sent.clear()
    around.exceptions.clear()
