"""A store in the process of a test, without HTTP."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import requests
from sandbox.tests.support.clocks import Clock
from sandbox.tests.support.sandbox_api import NOW

from bigcommerce_sandbox import InProcessStore
from bigcommerce_sandbox.requests_adapter import InProcessAdapter
from bigcommerce_sandbox.signature import sign


@pytest.fixture
def shop() -> Iterator[InProcessStore]:
    with InProcessStore(clock=Clock(NOW)) as shop:
        yield shop


@pytest.fixture
def session(shop: InProcessStore) -> requests.Session:
    session = requests.Session()
    session.mount(shop.url, InProcessAdapter(shop))
    session.headers["X-Auth-Token"] = shop.store.access_token
    return session


def orders_url(shop: InProcessStore) -> str:
    return f"https://api.bigcommerce.com/stores/{shop.store.store_hash}/v2/orders"


def test_its_client_has_the_address_and_the_token(shop: InProcessStore) -> None:
    assert [order["id"] for order in shop.client.get("/v2/orders").json()] == [100, 101, 102]


def test_a_session_of_requests_gets_the_same_answers(shop: InProcessStore, session: requests.Session) -> None:
    answer = session.put(f"{orders_url(shop)}/100", json={"staff_notes": "hello"}, timeout=(5, 5))

    assert (answer.status_code, answer.json()["staff_notes"]) == (200, "hello")
    assert answer.json() == shop.client.get("/v2/orders/100").json()
    assert answer.headers["x-rate-limit-requests-quota"] == "150"


def test_an_answer_to_requests_can_be_read_as_a_stream(shop: InProcessStore, session: requests.Session) -> None:
    with session.get(orders_url(shop), stream=True) as answer:
        assert b"".join(answer.iter_content(100)) == shop.client.get("/v2/orders").content


def test_webhooks_are_caught_when_a_request_returns(shop: InProcessStore) -> None:
    shop.subscribe("store/order/*")
    shop.client.put("/v2/orders/100", json={"status_id": 2})

    assert sorted(webhook.scope for webhook in shop.webhooks) == ["store/order/statusUpdated", "store/order/updated"]
    assert {webhook.data["id"] for webhook in shop.webhooks} == {100}


def test_a_caught_webhook_is_signed(shop: InProcessStore) -> None:
    shop.subscribe("store/order/created", "https://my.example.com/hook")
    shop.create_order(shop.store.store_hash)
    (webhook,) = shop.webhooks
    signature = sign(shop.store.client_secret, webhook.headers["webhook-id"], NOW, webhook.body)

    assert (webhook.destination, webhook.json["created_at"]) == ("https://my.example.com/hook", NOW)
    assert webhook.headers["webhook-signature"] == signature


def test_a_failed_webhook_is_retried_at_once(shop: InProcessStore) -> None:
    shop.statuses = [500, 500]
    shop.subscribe("store/order/created")
    shop.create_order(shop.store.store_hash)

    assert len(shop.webhooks) == 3
    assert shop.deliveries(shop.store.store_hash)[0].state == "delivered"


def test_the_clock_of_the_store_is_the_test_s() -> None:
    clock = Clock(NOW)
    with InProcessStore(clock=clock) as shop:
        for _ in range(150):
            shop.client.get("/v2/time")
        refused = shop.client.get("/v2/time").status_code
        clock.pass_by(30)

        assert (refused, shop.client.get("/v2/time").status_code) == (429, 200)


def test_a_hanging_answer_ends_with_the_client_s_timeout(shop: InProcessStore, session: requests.Session) -> None:
    faults = f"{shop.url}/_sandbox/stores/{shop.store.store_hash}/faults"
    shop.client.post(faults, json={"kind": "hang", "times": 2})

    with pytest.raises(httpx.ReadTimeout):
        shop.client.get("/v2/orders", timeout=0.01)
    with pytest.raises(requests.ReadTimeout):
        session.get(orders_url(shop), timeout=0.01)


def test_a_closed_store_says_so() -> None:
    with pytest.raises(RuntimeError, match="inside `with`"):
        InProcessStore().client.get("/v2/orders")


def test_pytest_has_a_fixture_and_the_readme_shows_how_it_is_used(tmp_path: Path) -> None:
    samples = Path(__file__).parents[1] / "samples" / "test_shop.py"
    (tmp_path / "test_shop.py").write_text(samples.read_text())
    options = ["-q", "-p", "bigcommerce_sandbox.pytest_plugin", "-p", "no:cacheprovider", str(tmp_path)]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", *options]
    ended = subprocess.run(command, cwd=tmp_path, env=alone, capture_output=True, text=True)

    assert "2 passed" in ended.stdout, ended.stdout + ended.stderr
