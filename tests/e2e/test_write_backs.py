"""Writes of actions to the store, and the echoes that they cause."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.support.deployed import Deployed, until


def settled(deployed: Deployed, action: str, before: int) -> list[dict[str, Any]]:
    """The action's runs of every event since, once the store has sent no further one for a while."""
    store_hash = deployed.info.store_hash

    def all_ended() -> list[dict[str, Any]] | None:
        sent = deployed.stack.sandbox.deliveries(store_hash, since=before)
        rows = [deployed.runs(each.id).get(action) for each in sent if each.scope == "store/order/updated"]
        ended = [row for row in rows if row and row["state"] in ("completed", "failed")]
        return ended if rows and len(ended) == len(rows) else None

    last: list[dict[str, Any]] = []
    while len(found := until(all_ended, seconds=150)) > len(last):
        # An echo follows its write at once; whoever still wrote would have shown up by the next look.
        last = found
        until(lambda: deployed.waiting() == 0, seconds=150)  # a duplicate that met a live lease comes back after it
    return last


def writes(deployed: Deployed, order_id: int) -> str:
    """The order's discount, as the store has it."""
    order = next(each for each in deployed.stack.sandbox.orders(deployed.info.store_hash) if each["id"] == order_id)
    return str(order["discount_amount"])


def test_a_message_with_gadget_in_it_is_answered_with_one_write_and_its_echo_with_none(deployed: Deployed) -> None:
    order = deployed.stack.sandbox.create_order(deployed.info.store_hash)
    before = len(deployed.stack.sandbox.deliveries(deployed.info.store_hash))

    deployed.stack.change_order(order["id"], customer_message="I love Gadget")

    runs = settled(deployed, "sync_order", before)
    assert [run["state"] for run in runs] == ["completed"] * 2
    assert writes(deployed, order["id"]) == "10.0000"


@pytest.mark.usefixtures("no_dead_letters")
def test_an_action_that_answers_its_own_echoes_is_stopped_within_its_limit_and_dead_lettered(
    deployed: Deployed,
) -> None:
    order = deployed.stack.sandbox.create_order(deployed.info.store_hash)
    before = len(deployed.stack.sandbox.deliveries(deployed.info.store_hash))

    deployed.stack.change_order(order["id"], staff_notes="loop")

    runs = settled(deployed, "naive", before)
    assert [run["state"] for run in runs] == ["completed"] * 4 + ["failed"]
    assert runs[-1]["error_type"] == "LoopDetected"
    assert len(runs[-1]["attempts"]) == 1
    letters = until(lambda: [each for each in deployed.dead_letters() if each["envelope"]["action"] == "naive"])
    assert letters[0]["envelope"]["error_type"] == "LoopDetected"


def test_an_action_enqueued_by_another_runs_without_a_current_store(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/subscriber/created", {"type": "subscriber", "id": 5})
    deployed.post(delivery)

    (asked_for,) = deployed.run(delivery.id, "welcome", "completed")["enqueued"]

    row = deployed.run(asked_for["event_id"], "look_up_orders", "completed")
    assert row["kind"] == "action"


def test_two_hundred_concurrent_deliveries_of_twenty_events_about_one_order_make_one_write(deployed: Deployed) -> None:
    order = deployed.stack.sandbox.create_order(deployed.info.store_hash)
    before = len(deployed.stack.sandbox.deliveries(deployed.info.store_hash))
    events = [deployed.delivery("store/order/updated", {"type": "order", "id": order["id"]}) for _ in range(20)]

    deployed.stack.change_order(order["id"], customer_message="Gadget, please")
    with ThreadPoolExecutor(20) as senders:
        list(senders.map(deployed.deliver, events * 10))

    runs = [deployed.run(each.id, "sync_order", "completed", seconds=150) for each in events]
    assert {len(run["attempts"]) for run in runs} == {1}
    assert len(settled(deployed, "sync_order", before)) == 2  # the change, and the echo of the one write
    assert writes(deployed, order["id"]) == "10.0000"
