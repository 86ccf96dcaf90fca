"""Runs that wait only in their row, without a message."""

import secrets
import time
from dataclasses import replace

from tests.support.deployed import Deployed
from tests.support.signed_deliveries import event_body

from storehook.aws.runs import DynamoRunRepository
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.run import Lease, Run


def wait_until(
    deployed: Deployed, due_at: float, *, action: str, scope: str, data: dict[str, object], lane: str = "default"
) -> Run:
    """Put a run of the demo store into the table that is due at a time (unix seconds) and that only the timer knows.

    Args:
        due_at: when it is due.
        action: its action.
        scope: its event's scope.
        data: its event's data.
        lane: the action's lane.
    """
    now, event_id, store_hash = time.time(), secrets.token_hex(20), deployed.info.store_hash
    body = event_body(scope, hash=event_id, producer=f"stores/{store_hash}", data=data)
    message = Message(store_hash, event_id, body, signed_at=0, received_at=now)
    first = runs.first(
        RunKey(store_hash, event_id, action), message, scope=scope, lane=lane, lease=Lease("test", now, now)
    )
    run = replace(runs.scheduled(first, now), next_attempt_at=due_at, due_at=due_at)
    DynamoRunRepository(
        deployed.stack.emulator.client("dynamodb"), deployed.info.outputs["Runs"], retention=86_400
    ).save(run)
    return run
