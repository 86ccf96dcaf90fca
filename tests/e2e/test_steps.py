"""A run with steps and a sleep, in the deployed stack."""

import json

from tests.support.deployed import Deployed

from storehook.aws.steps import DynamoStepTable


def test_a_run_stores_its_steps_sleeps_and_completes(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/category/created", {"type": "category", "id": 31})

    deployed.post(delivery)

    row = deployed.run(delivery.id, "publish_category", "completed", seconds=120)
    table = DynamoStepTable(deployed.stack.emulator.client("dynamodb"), deployed.info.outputs["Runs"], 0.0)
    steps = table.of_run(f"{deployed.info.store_hash}/{delivery.id}/publish_category")
    # After the sleep, the attempts are counted from 1 again, so the first one fails again.
    assert [attempt["number"] for attempt in row["attempts"]] == [1, 1, 2]
    assert list(steps) == ["begin", "end", "nap"]
    assert 2 <= json.loads(steps["end"].result or "") <= 120
