"""Number of calls of KMS by the deployed functions."""

import json
import secrets

import httpx
from tests.support.deployed import Deployed, until
from tests.support.merchants import Merchant, new_merchant
from tests.support.recorded_calls import recorded

EVENTS = 120


def send(deployed: Deployed, merchant: Merchant) -> str:
    """Send an event whose action calls the store; gives its id."""
    event_id = secrets.token_hex(20)
    data = {"type": "order", "id": 900_000}
    deployed.deliver(deployed.delivery("store/order/updated", data, event_id, merchant.store_hash))
    return event_id


def has_run(deployed: Deployed, merchant: Merchant, event_id: str) -> bool:
    return deployed.runs(event_id, merchant.store_hash).get("naive", {}).get("state") == "completed"


def test_a_burst_of_a_new_stores_events_takes_under_a_call_of_kms_in_twenty_events(deployed: Deployed) -> None:
    merchant = new_merchant(deployed)
    rate = f"{deployed.info.sandbox_url}/_sandbox/stores/{merchant.store_hash}/rate"
    httpx.put(rate, json={"quota": 10_000}).raise_for_status()
    merchant.install()

    with recorded(deployed) as calls:
        for event_id in [send(deployed, merchant) for _ in range(EVENTS)]:
            until(lambda event_id=event_id: has_run(deployed, merchant, event_id), 120)
        asked = [call for call in calls("Decrypt") if merchant.store_hash in json.dumps(call, default=str)]

    assert 0 < len(asked) <= EVENTS * 0.05
