"""A store's webhooks brought in order over HTTP, at the sandbox."""

import json
import random
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from tests.support.memory import MemoryOpenGaps, MemoryRateWindows, MemoryRegistrations, MemoryStores, MemoryTasks

from bigcommerce_sandbox import Choices, SandboxServer
from bigcommerce_sandbox import Store as SandboxStore
from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.rate_limiter import WindowRateLimiter
from storehook.bigcommerce.sending import SenderResources, StoreSender
from storehook.bigcommerce.tokens import CachedTokens
from storehook.bigcommerce.transport import HttpTransport
from storehook.registration.refusals import SECOND_LOOK
from storehook.registration.report import Report
from storehook.registration.store_reconciler import SecondsLeft, StoreReconciler
from storehook.stores.store import Store
from storehook.webhooks.webhook_key import HEADER, webhook_key

STORE, TOKEN = "8jbhprizry", "canary-store-token"
URL = "https://hooks.example.com/live"
WEBHOOKS, EXCEPTIONS = f"{URL}/webhooks/{STORE}", f"{URL}/exceptions/{STORE}"
UPDATED, CART = "store/order/updated", "store/cart/*"
IN_ORDER = [(CART, WEBHOOKS), ("store/hook/deliveryException", EXCEPTIONS), (UPDATED, WEBHOOKS)]


@dataclass
class Shop:
    """A store in the sandbox, and a reconciler for it."""

    url: str
    resources: SenderResources
    stores: MemoryStores
    tasks: MemoryTasks = field(default_factory=MemoryTasks)

    def __post_init__(self) -> None:
        self.registrations = MemoryRegistrations(self.stores)
        self.gaps = MemoryOpenGaps(self.stores)

    def reconcile(self, *scopes: str, later: float = 0.0) -> Report:
        def open_client(store_hash: str, seconds_left: SecondsLeft) -> StoreClient:
            return StoreClient(StoreSender(store_hash, self.resources, seconds_left))

        reconciler = StoreReconciler(
            action_scopes=[("act", scope) for scope in scopes or (UPDATED, CART)],
            public_url=URL,
            headers=lambda store_hash: {HEADER: webhook_key("stack-secret", store_hash)},
            runs_retention=30 * 86_400.0,
            stores=self.stores,
            registrations=self.registrations,
            open_gaps=self.gaps,
            open_client=open_client,
            restart_catch_up=lambda _store_hash: True,
            clock=lambda: time.time() + later,
        )
        return reconciler.reconcile(STORE, lambda: 60.0)

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """As somebody who has the token would."""
        with httpx.Client(trust_env=False, headers={"X-Auth-Token": TOKEN}) as http:
            answer = http.request(method, f"{self.url}/stores/{STORE}/v3{path}", json=given or None)
        return answer.raise_for_status().json()["data"]

    def fault(self, kind: str, times: int) -> None:
        with httpx.Client(trust_env=False) as http:
            fault = {"kind": kind, "times": times}
            http.post(f"{self.url}/_sandbox/stores/{STORE}/faults", json=fault).raise_for_status()

    def hooks(self) -> list[tuple[str, str]]:
        """The active hooks at our destinations, and whether each has the key."""
        key = webhook_key("stack-secret", STORE)
        found = [hook for hook in self.ask("GET", "/hooks") if hook["destination"].startswith(URL)]
        assert {hook["headers"][HEADER] for hook in found} <= {key}
        assert all(hook["is_active"] for hook in found)
        return sorted((hook["scope"], hook["destination"]) for hook in found)


@pytest.fixture(params=[Choices(), Choices(refusal=409, active_unless_told=False)], ids=["usual", "otherwise"])
def shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    stores = MemoryStores()
    stores.save(Store(STORE, installed_at=time.time() - 3600), TOKEN)
    stores_there = [SandboxStore(STORE, TOKEN, "client", "secret")]
    with SandboxServer(stores=stores_there, choices=request.param) as server:
        transport = HttpTransport(server.url)
        limiter = WindowRateLimiter(
            MemoryRateWindows(), clock=time.time, sleep=time.sleep, random=random.random, token=secrets.token_hex
        )
        tokens = CachedTokens(stores, time.monotonic)
        yield Shop(
            server.url, SenderResources(transport, tokens, limiter, lambda _seconds: None, random.random), stores
        )
        transport.close()


def test_a_store_is_in_order_after_one_pass_and_the_next_changes_nothing(shop: Shop) -> None:
    first = shop.reconcile()
    before = json.dumps(shop.ask("GET", "/hooks"))
    second = shop.reconcile()

    assert (first.outcome, first.detail, len(first.done)) == ("reconciled", "", 3)
    assert shop.hooks() == IN_ORDER
    assert (second.outcome, second.done, json.dumps(shop.ask("GET", "/hooks"))) == ("reconciled", (), before)


def test_hooks_of_others_stay_byte_for_byte(shop: Shop) -> None:
    foreign = [
        shop.ask("POST", "/hooks", scope=UPDATED, destination="https://erp.example.net/bc", is_active=False),
        shop.ask("POST", "/hooks", scope="store/sku/*", destination=f"{WEBHOOKS}/v2", headers={"x-erp": "1"}),
    ]
    shop.reconcile()
    shop.reconcile("store/product/updated")

    assert json.dumps([shop.ask("GET", f"/hooks/{hook['id']}") for hook in foreign]) == json.dumps(foreign)


def test_scopes_come_and_go_with_the_actions(shop: Shop) -> None:
    shop.reconcile(UPDATED)
    shop.reconcile("store/order/*")
    wide = shop.hooks()
    shop.reconcile(UPDATED)

    assert [scope for scope, _ in wide] == ["store/hook/deliveryException", "store/order/*"]
    assert [scope for scope, _ in shop.hooks()] == ["store/hook/deliveryException", UPDATED]


def test_what_is_changed_by_hand_is_put_right_and_caught_up(shop: Shop) -> None:
    shop.reconcile()
    good = shop.registrations.get(STORE).subscriptions[0].delivered_until
    by_scope = {hook["scope"]: hook["id"] for hook in shop.ask("GET", "/hooks")}
    shop.ask("DELETE", f"/hooks/{by_scope[CART]}")
    shop.ask("PUT", f"/hooks/{by_scope[UPDATED]}", headers={HEADER: "forged"})

    report = shop.reconcile()

    assert sorted(step.kind for step in report.done) == ["amend", "create"]
    assert shop.hooks() == IN_ORDER
    assert [gap.since for gap in shop.gaps.get(STORE)] == [int(good)]


def test_a_scope_without_room_is_told_whatever_bigcommerce_answers(shop: Shop) -> None:
    for number in range(10):
        shop.ask("POST", "/hooks", scope=UPDATED, destination=f"https://erp.example.net/{number}")

    report = shop.reconcile()

    assert (report.outcome, report.missing) == ("failed", (UPDATED,))
    assert "the API account already has 10 webhooks on this scope" in report.detail
    assert [scope for scope, _ in shop.hooks()] == [CART, "store/hook/deliveryException"]


def test_a_store_that_answers_500_is_for_later_and_then_in_order(shop: Shop) -> None:
    shop.fault("500", times=3)
    first, second = shop.reconcile(), shop.reconcile()

    assert (first.outcome, second.outcome) == ("retrying", "reconciled")
    assert shop.hooks() == IN_ORDER


def test_a_token_that_is_refused_twice_pauses_the_store_and_appears_nowhere(shop: Shop) -> None:
    shop.stores.save(Store(STORE), "canary-wrong-token")

    first = shop.reconcile()
    report = shop.reconcile(later=SECOND_LOOK)

    assert (first.outcome, first.paused) == ("retrying", False)
    assert (report.outcome, report.paused) == ("unauthorized", True)
    store = shop.stores.get(STORE)
    assert store is not None
    assert (store.status, "canary" in f"{first} {report} {store.reason}") == ("paused", False)
