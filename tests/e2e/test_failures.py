"""Runs that fail: tried again, dead-lettered, redriven."""

from pathlib import Path

import pytest
from tests.support.deployed import Deployed, until

from storehook.aws.queues import SqsDeadLetters
from storehook.queues.redrive import redrive

MENDED = "raise LookupError", "ctx.logger.info"


def test_an_action_that_raises_twice_completes_at_the_third_attempt_and_keeps_what_went_wrong(
    deployed: Deployed,
) -> None:
    delivery = deployed.delivery("store/customer/updated", {"type": "customer", "id": 32})

    deployed.post(delivery)

    row = deployed.run(delivery.id, "flaky", "completed")
    failures = [attempt["failure"] for attempt in row["attempts"][:2]]
    assert [attempt["number"] for attempt in row["attempts"]] == [1, 2, 3]
    assert row["attempts"][2]["failure"] is None
    assert {failure["error_type"] for failure in failures} == {"ConnectionError"}
    assert "actions/flaky.py" in failures[-1]["traceback"]


def test_a_programming_error_fails_the_run_at_once_on_the_local_stack(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/sku/deleted", {"type": "sku", "id": 24, "sku": {"product_id": 7}})

    deployed.post(delivery)

    [attempt] = deployed.run(delivery.id, "mistaken", "failed")["attempts"]
    assert attempt["failure"]["error"].startswith("'vta'\n(a programming error: not tried again")
    assert "actions/mistaken.py:10" in attempt["failure"]["traceback"].replace('", line ', ":")


@pytest.mark.usefixtures("no_dead_letters")
@pytest.mark.timeout(600)
def test_a_run_that_fails_is_dead_lettered_and_completes_after_the_fix_and_a_redrive(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/product/deleted", {"type": "product", "id": 205})
    deployed.post(delivery)
    failed = deployed.run(delivery.id, "broken", "failed")
    assert len(failed["attempts"]) == 2
    letter = until(lambda: [each for each in deployed.dead_letters() if each["delivery_id"] == delivery.id])[0]
    assert letter["envelope"] == {
        "action": "broken",
        "store": deployed.info.store_hash,
        "scope": "store/product/deleted",
        "attempts": "2",
        "error_type": "LookupError",
        "fingerprint": failed["fingerprint"],
    }

    _mend(deployed.stack.project / "functions" / "worker" / "actions" / "broken.py")
    deployed.deploy()
    sqs, outputs = deployed.stack.emulator.client("sqs"), deployed.info.outputs
    assert redrive(SqsDeadLetters(sqs, outputs["DefaultDeadLetterQueue"], outputs["DefaultQueue"])) >= 1

    completed = deployed.run(delivery.id, "broken", "completed")
    assert completed["payload"].encode() == delivery.body
    assert [attempt["redrives"] for attempt in completed["attempts"]] == [0, 0, 1]


def _mend(file: Path) -> None:
    file.write_text(file.read_text().replace(*MENDED))
