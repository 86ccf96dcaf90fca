"""A run with steps, a sleep and a wait for an event, in the deployed stack."""

import json
import secrets

from tests.support.deployed import Deployed, until

from storehook.aws.steps import DynamoStepTable


def test_a_run_stores_its_steps_sleeps_waits_for_an_event_and_completes(deployed: Deployed) -> None:
    category = secrets.randbelow(10**9)
    delivery = deployed.delivery("store/category/created", {"type": "category", "id": category})
    note = {"type": "metafield", "metafield_id": 14, "resource_id": str(category)}

    def waits_for() -> str | None:
        return deployed.runs(delivery.id).get("publish_category", {}).get("waits_for")

    deployed.post(delivery)
    wait = f"store/category/metafield/created resource_id={category}"
    until(lambda: waits_for() == f"event/{wait}", 120)
    deployed.post(deployed.delivery("store/category/metafield/created", note))

    row = deployed.run(delivery.id, "publish_category", "completed", seconds=120)
    table = DynamoStepTable(deployed.stack.emulator.client("dynamodb"), deployed.info.outputs["Runs"], 0.0)
    steps = table.of_run(f"{deployed.info.store_hash}/{delivery.id}/publish_category")
    # After the sleep and the wait, the attempts are counted from 1 again, so the first one fails again.
    assert [attempt["number"] for attempt in row["attempts"]] == [1, 1, 1, 2]
    assert list(steps) == ["begin", "end", "nap", wait]
    assert 2 <= json.loads(steps["end"].result or "") <= 120
    assert json.loads(steps[wait].result or "") == note
