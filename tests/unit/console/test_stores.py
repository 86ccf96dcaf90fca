"""The console's routes for stores."""

from typing import Any

import pytest
from tests.support.clocks import NOW
from tests.support.console_function import ConsoleStack
from tests.support.runs import run
from tests.support.signed_deliveries import STORE

from storehook.catch_up.progress import new_progress
from storehook.operations.errors import ReconcilerFailed, ReconcilerTimedOut
from storehook.operations.stores_service import PAGE
from storehook.queues.task import Task
from storehook.registration.record import (
    BlockedDomain,
    DeliveryException,
    ReconciliationOutcome,
    RegisteredWebhook,
    Registration,
)
from storehook.stores.gaps import Interval
from storehook.stores.store import RECONCILER, Store

HOOK = RegisteredWebhook(7, "store/order/updated", "https://hooks.example.com/webhooks/abc", active=True, since=5)


def test_stores_are_listed_with_their_webhooks_health(operated: ConsoleStack) -> None:
    operated.install(name="Shop", installed_at=5.0)
    operated.registrations.save(STORE, Registration((HOOK,), ("store/product/*",), 9.0, "failed", "why"))
    operated.add(run(1, store=STORE, created_at=NOW - 3), run(2, store=STORE, kind="action"))

    (found,) = operated.get("api/stores").json()["stores"]

    assert (found["store_hash"], found["name"], found["status"], found["account"]) == (STORE, "Shop", "active", "app")
    assert (found["health"], found["registered"], found["missing"], found["inactive"]) == ("missing 1", 1, 1, 0)
    assert (found["reconciled_at"], found["outcome"], found["blocked"]) == (9.0, "failed", False)
    assert found["last_delivery_at"] == NOW - 3


@pytest.mark.parametrize(
    ("fields", "outcome", "active"),
    [
        ({"status": "uninstalled", "uninstalled_at": 7.0}, "reconciled", []),
        ({"status": "paused", "paused_by": RECONCILER, "paused_at": 7.0}, "unauthorized", [False]),
        ({"status": "paused", "paused_by": "zoe", "paused_at": 7.0}, "reconciled", [True]),
        ({}, "unauthorized", [False]),
    ],
    ids=["uninstalled", "token revoked", "paused by an operator", "token revoked, not paused yet"],
)
def test_a_webhook_that_may_be_gone_is_not_said_to_be_on(
    operated: ConsoleStack, fields: dict[str, Any], outcome: ReconciliationOutcome, active: list[bool]
) -> None:
    operated.install(**fields)
    blocked = (BlockedDomain("hooks.example.com", NOW + 60),)
    operated.registrations.save(STORE, Registration((HOOK,), ("s",), 9.0, outcome, "why", blocked=blocked))

    (row,) = operated.get("api/stores").json()["stores"]
    store = operated.get(f"api/stores/{STORE}").json()

    assert [webhook["active"] for webhook in store["registration"]["webhooks"]] == active
    assert (row["registered"], row["inactive"]) == (len(active), active.count(False))
    is_here = row["status"] != "uninstalled"
    assert (row["missing"], row["blocked"], store["registration"]["missing"]) == (is_here, is_here, ["s"] * is_here)
    assert [row[name] for name in ("paused_at", "uninstalled_at")] == [
        fields.get(name) for name in ("paused_at", "uninstalled_at")
    ]


def test_every_store_is_on_one_page(operated: ConsoleStack) -> None:
    for number in range(2 * PAGE + 5):
        operated.install(f"store{number:03}", status="active" if number % 3 else "paused")
    operated.install("gone", status="uninstalled")
    seen: list[str] = []
    given: dict[str, str] = {}

    for _ in range(20):
        page = operated.get("api/stores", **given).json()
        assert len(page["stores"]) <= PAGE
        seen += [store["store_hash"] for store in page["stores"]]
        if page["next"] is None:
            break
        given = {"next": page["next"]}

    assert sorted(seen) == sorted([f"store{number:03}" for number in range(2 * PAGE + 5)] + ["gone"])


def test_a_page_that_is_not_full_is_the_last(operated: ConsoleStack) -> None:
    assert operated.get("api/stores").json() == {"stores": [], "next": None}
    operated.install("store1")
    operated.install("store2", status="uninstalled")

    page = operated.get("api/stores").json()

    assert ([store["store_hash"] for store in page["stores"]], page["next"]) == (["store1", "store2"], None)


@pytest.mark.parametrize("cursor", ["nothing", "active:a/b", "active:" + "a" * 65, "active:\ud800"])
def test_a_cursor_that_no_page_gave_is_refused(operated: ConsoleStack, cursor: str) -> None:
    answer = operated.get("api/stores", next=cursor)

    assert answer.status in (400, 422)


def test_a_store_is_shown_with_all_that_is_known(operated: ConsoleStack) -> None:
    operated.install()
    blocked = BlockedDomain("hooks.example.com", NOW + 60, ("429",))
    operated.registrations.save(STORE, Registration((HOOK,), ("s",), 9.0, "reconciled", "", blocked=(blocked,)))
    operated.registrations.save_exception(STORE, DeliveryException(90003, "<b>blocked</b>", 8.0, 7))
    operated.catch_ups.save(new_progress(None, STORE, Interval.of(100.0, NOW), NOW, ["orders"]))

    found = operated.get(f"api/stores/{STORE}").json()

    registration = found["registration"]
    assert registration["webhooks"] == [
        {"id": 7, "scope": HOOK.scope, "destination": HOOK.destination, "active": True, "since": 5.0}
    ]
    assert registration["missing"] == ["s"]
    assert found["blocked"] is True
    assert registration["blocked"] == [{"destination": "hooks.example.com", "until": NOW + 60, "reasons": ["429"]}]
    assert registration["exception"] == {"code": 90003, "message": "<b>blocked</b>", "at": 8.0, "webhook_id": 7}
    assert found["catch_up"]["state"] == "running"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("api/stores/nostore", None),
        ("api/stores/nostore/reconcile", {"dry_run": True}),
        ("api/stores/nostore/pause", {}),
        ("api/stores/nostore/resume", {}),
        ("api/stores/nostore/catch-up", {"since": 5}),
    ],
)
def test_a_store_that_is_not_there_is_404(operated: ConsoleStack, path: str, body: object) -> None:
    answer = operated.get(path) if body is None else operated.post(path, body)

    assert answer.status == 404
    assert "Store nostore not found" in answer.json()["message"]


@pytest.mark.parametrize("deed", ["reconcile", "pause", "resume", "catch-up"])
def test_an_uninstalled_store_stays_as_it_is(operated: ConsoleStack, deed: str) -> None:
    operated.install(status="uninstalled")

    answer = operated.post(f"api/stores/{STORE}/{deed}", {"since": 5} if deed == "catch-up" else {})

    assert answer.status == 409
    assert operated.stores.rows[STORE].store.status == "uninstalled"
    assert operated.tasks.sent == []
    assert operated.reconciler.asked == []


REPORT: dict[str, Any] = {
    "store_hash": STORE,
    "outcome": "previewed",
    "detail": "",
    "steps": [
        {"step": "create", "scope": "store/order/updated", "destination": "https://x"},
        {"step": "delete", "scope": "store/cart/*", "destination": "https://x", "id": 9, "from": "https://y"},
    ],
    "missing": [],
    "key": "canary-key-4711",
}


@pytest.mark.parametrize("dry_run", [True, False])
def test_webhooks_are_registered_by_the_reconciler(operated: ConsoleStack, dry_run: bool) -> None:
    operated.install()
    operated.reconciler.answer = REPORT

    answer = operated.post(f"api/stores/{STORE}/reconcile", {"dry_run": dry_run})

    (asked,) = operated.reconciler.asked
    assert (asked["kind"], asked["store_hash"], asked.get("dry_run", False)) == ("reconcile", STORE, dry_run)
    assert answer.json() == {
        "outcome": "previewed",
        "detail": "",
        "steps": [
            {"step": "create", "scope": "store/order/updated", "destination": "https://x", "id": None},
            {"step": "delete", "scope": "store/cart/*", "destination": "https://x", "id": 9},
        ],
    }


@pytest.mark.parametrize(
    ("error", "status"), [(ReconcilerFailed("ActionImportError", "No module x"), 502), (ReconcilerTimedOut(), 504)]
)
def test_a_reconciler_that_does_not_answer_is_told(operated: ConsoleStack, error: Exception, status: int) -> None:
    operated.install()
    operated.reconciler.error = error

    answer = operated.post(f"api/stores/{STORE}/reconcile", {})

    assert (answer.status, answer.json()["message"]) == (status, str(error))


def test_a_store_is_paused_and_resumed_and_keeps_its_token(operated: ConsoleStack) -> None:
    operated.install()

    paused = operated.post(f"api/stores/{STORE}/pause", {"reason": "stock-taking"}).json()
    held = operated.stores.rows[STORE]
    resumed = operated.post(f"api/stores/{STORE}/resume", {}).json()

    assert (paused["status"], paused["reason"]) == ("paused", "stock-taking")
    assert held.token is not None
    assert (resumed["status"], resumed["reason"]) == ("active", "")
    assert operated.tasks.sent == [Task("reconcile", STORE)]


def test_a_store_that_is_paused_without_a_reason_says_who_paused_it(operated: ConsoleStack) -> None:
    operated.install()

    assert operated.post(f"api/stores/{STORE}/pause", {}).json()["reason"] == "paused by an operator"


@pytest.mark.parametrize("deed", ["pause", "resume"])
@pytest.mark.parametrize(
    "meanwhile",
    [Store(STORE, "uninstalled"), Store(STORE, scopes=("store_v2_orders",), installed_at=2.0)],
    ids=["uninstalled", "reinstalled"],
)
def test_a_store_that_changes_at_the_same_moment_keeps_that_change_and_the_operator_is_told(
    operated: ConsoleStack, deed: str, meanwhile: Store
) -> None:
    operated.install(status="paused", installed_at=1.0)
    operated.stores.meanwhile = [meanwhile]

    answer = operated.post(f"api/stores/{STORE}/{deed}", {})

    assert (answer.status, "reinstalled at the same moment" in answer.json()["message"]) == (409, True)
    assert operated.stores.rows[STORE].store == meanwhile
    assert operated.tasks.sent == []


def test_a_catch_up_is_counted_before_it_is_started(operated: ConsoleStack) -> None:
    operated.install()
    operated.reconciler.answer = {
        "resources": [
            {"resource": "orders", "found": 4, "covered": 1, "actions": {"sync_order": 3}, "detail": ""},
            {"resource": "products", "found": 0, "covered": 0, "actions": {}, "detail": "No leave."},
        ]
    }

    counted = operated.post(f"api/stores/{STORE}/catch-up", {"since": 5.5, "dry_run": True}).json()

    assert counted == operated.reconciler.answer
    assert operated.tasks.sent == []


def test_a_catch_up_is_queued(operated: ConsoleStack) -> None:
    operated.install()

    assert operated.post(f"api/stores/{STORE}/catch-up", {"since": NOW - 5}).json() == {"started": True}
    assert operated.tasks.sent == [Task("catch-up", STORE, since=NOW - 5)]


def test_a_catch_up_on_a_time_whose_runs_have_expired_is_refused(operated: ConsoleStack) -> None:
    operated.install()

    answer = operated.post(f"api/stores/{STORE}/catch-up", {"since": 5})

    assert (answer.status, "would run actions again" in answer.json()["message"]) == (409, True)
    assert operated.tasks.sent == []
