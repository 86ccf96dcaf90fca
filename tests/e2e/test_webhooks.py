"""Genuine webhooks, from the POST to the completed run."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.support.deployed import Delivery, Deployed, until


def test_a_webhook_signed_by_an_independent_library_is_answered_200_and_its_run_completes(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/customer/created", {"type": "customer", "id": 250})

    answer = deployed.http.post(deployed.url(), content=delivery.body, headers=delivery.headers())

    assert (answer.status_code, answer.content) == (200, b"")
    row = deployed.run(delivery.id, "log_customer", "completed")
    assert row["payload"].encode() == delivery.body


def test_a_change_in_the_sandbox_becomes_a_completed_run(deployed: Deployed) -> None:
    before = len(deployed.stack.sandbox.deliveries(deployed.info.store_hash))

    deployed.stack.change_order(101, customer_message="Ring twice")

    sent = until(lambda: deployed.stack.sandbox.deliveries(deployed.info.store_hash, since=before))[0]
    assert deployed.run(sent.id, "sync_order", "completed")["scope"] == "store/order/updated"


def test_an_event_delivered_50_times_at_once_is_one_run_with_one_attempt(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/customer/created", {"type": "customer", "id": 251})

    with ThreadPoolExecutor(50) as senders:
        list(senders.map(deployed.deliver, [delivery] * 50))

    deployed.run(delivery.id, "log_customer", "completed")
    until(lambda: deployed.waiting() == 0, seconds=120)
    rows = deployed.runs(delivery.id)
    assert {action: len(row["attempts"]) for action, row in rows.items()} == {"log_customer": 1, "answer_echoes": 1}


def test_two_actions_on_one_event_are_two_runs_each_in_its_lane(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/shipment/created", {"type": "shipment", "id": 12, "orderId": 251})

    deployed.post(delivery)

    assert deployed.run(delivery.id, "note_shipment", "completed")["lane"] == "default"
    assert deployed.run(delivery.id, "print_label", "completed")["lane"] == "long"


def test_an_event_that_no_action_wants_is_answered_200_and_recorded_as_ignored(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/app/uninstalled", {"type": "store"})

    assert deployed.post(delivery) == 200
    deployed.run(delivery.id, "(none)", "ignored")


@pytest.mark.usefixtures("no_dead_letters")
def test_a_genuine_body_that_cannot_be_read_is_answered_200_and_dead_lettered_with_the_reason(
    deployed: Deployed,
) -> None:
    delivery = Delivery(b"not JSON", secret=deployed.info.client_secret, key=deployed.key())

    assert deployed.post(delivery) == 200
    row = deployed.run(delivery.id, "(unreadable)", "failed")
    assert "not JSON" in row["attempts"][0]["failure"]["error"]
    letter = until(lambda: [each for each in deployed.dead_letters() if each["delivery_id"] == delivery.id])[0]
    assert letter["payload"] == "not JSON"
    assert letter["envelope"]["error_type"] == "ContentUnreadable"
