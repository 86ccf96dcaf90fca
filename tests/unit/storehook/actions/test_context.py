"""An action's trigger."""

import pytest
from tests.support.deployment import queued
from tests.support.signed_deliveries import DELIVERY_ID, SIGNED_AT, STORE, event_body

from storehook.actions.context import trigger
from storehook.queues.message import Kind
from storehook.queues.run_key import RunKey
from storehook.runs.run import Lease, first
from storehook.webhooks.event import read

KEY = RunKey(STORE, DELIVERY_ID, "sync_order")


def told(body: bytes, *, kind: Kind = "webhook", retry_count: int = 8):
    run = first(KEY, queued(body, kind=kind), scope="x", lane="default", lease=Lease("worker", 0.0, 60.0))
    return trigger(run, read(body), retry_count=retry_count)


def test_a_trigger_repeats_the_event_as_it_was_sent() -> None:
    data = [{"price_list_id": 1}]

    found = told(event_body("store/priceList/records/created", data=data))

    assert (found.kind, found.scope, found.data) == ("webhook", "store/priceList/records/created", data)
    assert (found.store_hash, found.hash, found.created_at) == (STORE, DELIVERY_ID, SIGNED_AT - 3)


def test_a_trigger_does_not_invent_what_the_event_lacks() -> None:
    found = told(event_body(hash=None, created_at=None))

    assert found.hash is found.created_at is None


@pytest.mark.parametrize("kind", ["webhook", "action", "catch-up", "manual"])
def test_a_trigger_tells_what_made_the_message(kind: Kind) -> None:
    assert told(event_body(), kind=kind).kind == kind


@pytest.mark.parametrize(("retry_count", "final"), [(0, True), (1, False), (8, False)])
def test_a_first_attempt_is_the_last_one_only_without_retries(retry_count: int, final: bool) -> None:
    found = told(event_body(), retry_count=retry_count)

    assert (found.attempt, found.retries, found.final_attempt) == (1, 0, final)
