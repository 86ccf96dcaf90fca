"""Tests as a user of the stand-in store writes them. README.md shows them, and `test_in_process.py` runs them."""

import requests

from bigcommerce_sandbox import InProcessStore
from bigcommerce_sandbox.requests_adapter import InProcessAdapter


def test_a_shipped_order_is_told(bigcommerce_store: InProcessStore) -> None:
    bigcommerce_store.subscribe("store/order/statusUpdated")

    bigcommerce_store.client.put("/v2/orders/100", json={"status_id": 2})

    (webhook,) = bigcommerce_store.webhooks
    assert webhook.data["status"]["new_status_id"] == 2


def test_a_client_that_uses_requests(bigcommerce_store: InProcessStore) -> None:
    session = requests.Session()
    session.mount(bigcommerce_store.url, InProcessAdapter(bigcommerce_store))

    store = bigcommerce_store.store
    url = f"{bigcommerce_store.url}/stores/{store.store_hash}/v2/orders"
    assert session.get(url, headers={"X-Auth-Token": store.access_token}).status_code == 200
