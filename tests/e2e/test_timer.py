"""The deployed timer: it wakes what waits in its row alone."""

import secrets
import time
from dataclasses import replace

import pytest
from tests.support.deployed import Deployed
from tests.support.signed_deliveries import event_body

from storehook.aws.runs import DynamoRunRepository
from storehook.queues.message import Message
from storehook.runs import run as runs
from storehook.runs.run import Lease, Run, RunKey

ACTION = "log_customer"


@pytest.fixture
def table(deployed: Deployed) -> DynamoRunRepository:
    """The deployed table of runs."""
    client = deployed.stack.emulator.client("dynamodb")
    return DynamoRunRepository(client, deployed.info.outputs["Runs"], retention=86_400)


def waiting(store_hash: str, at: float) -> Run:
    """A run that goes on at a time, and of which no queue knows."""
    now, event_id = time.time(), secrets.token_hex(20)
    body = event_body("store/customer/created", hash=event_id, producer=f"stores/{store_hash}", data={"id": 5})
    message = Message(store_hash, event_id, body, signed_at=0, received_at=now)
    key = RunKey(store_hash, event_id, ACTION)
    first = runs.first(key, message, scope="store/customer/created", lane="default", lease=Lease("test", now, now))
    return replace(runs.scheduled(first, now), next_attempt_at=at, due_at=at)


@pytest.mark.timeout(180)
def test_a_run_without_any_message_completes_within_90_seconds_of_its_time(
    deployed: Deployed, table: DynamoRunRepository
) -> None:
    began = time.time()
    run = waiting(deployed.info.store_hash, began)
    table.save(run)

    row = deployed.run(run.key.event_id, ACTION, "completed", seconds=90)

    assert row["updated_at"] - began <= 90


@pytest.mark.timeout(180)
def test_a_run_that_is_due_later_begins_at_its_second(deployed: Deployed, table: DynamoRunRepository) -> None:
    due_at = time.time() + 100
    run = waiting(deployed.info.store_hash, due_at)
    table.save(run)

    row = deployed.run(run.key.event_id, ACTION, "completed", seconds=130)

    assert -1 <= row["started_at"] - due_at <= 15
