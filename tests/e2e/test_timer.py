"""The deployed timer: it wakes what waits in its row alone."""

import time

import pytest
from tests.support.deployed import Deployed
from tests.support.waiting_runs import wait_until

from storehook.runs.run import Run


def customer_waiting(deployed: Deployed, due_at: float) -> Run:
    return wait_until(deployed, due_at, action="log_customer", scope="store/customer/created", data={"id": 5})


@pytest.mark.timeout(180)
def test_a_run_without_any_message_completes_within_90_seconds_of_its_time(deployed: Deployed) -> None:
    began = time.time()
    run = customer_waiting(deployed, began)

    row = deployed.run(run.key.event_id, run.key.action, "completed", seconds=90)

    assert row["updated_at"] - began <= 90


def test_a_run_that_is_due_later_begins_at_its_second(deployed: Deployed) -> None:
    due_at = time.time() + 20
    run = customer_waiting(deployed, due_at)

    deployed.stack.invoke("Timer", {})  # the next minute's tick could be too late
    row = deployed.run(run.key.event_id, run.key.action, "completed")

    assert -1 <= row["started_at"] - due_at <= 15
