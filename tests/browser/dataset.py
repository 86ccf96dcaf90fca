"""Data of a console with three stores: invented, the same each time, and realistic."""

import hashlib
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

from storehook.runs.failure import Failure, one_line

type Row = dict[str, Any]

STORES = {"k3mw8xq2ad": "Alpine Coffee", "p71vnd0c4s": "Northwind Cycles", "zt5q9hhe2b": "Juniper & Sage"}
SCOPES = ["store/order/created", "store/order/updated", "store/product/updated", "store/product/created"]
ACTIONS = {
    "store/order/created": ["sync_order", "notify_warehouse"],
    "store/order/updated": ["sync_order"],
    "store/product/updated": ["sync_product"],
    "store/product/created": ["sync_product"],
}

_TRACEBACK = """Traceback (most recent call last):
  File "/opt/python/storehook/consume.py", line 141, in attempt
    self.work(claimed, ctx)
  File "/var/task/actions/{action}.py", line {line}, in {action}
    {code}
"""


def failure(action: str, error_type: str, error: str, code: str, line: int) -> Failure:
    """An error of an action, with the fingerprint that storehook gives."""
    fingerprint = hashlib.sha256(f"{error_type}@{action}.py:{action}".encode()).hexdigest()[:12]
    traceback = _TRACEBACK.format(action=action, line=line, code=code)
    return Failure(error_type, error, traceback, fingerprint)


CAUSES = {
    "sync_order": failure("sync_order", "KeyError", "'customer_message'", 'message = order["customer_message"]', 12),
    "notify_warehouse": failure(
        "notify_warehouse",
        "ReadTimeout",
        "HTTPSConnectionPool(host='wms.example.com', port=443): Read timed out. (read timeout=10)",
        "response = warehouse.announce(order)",
        27,
    ),
    "sync_product": failure(
        "sync_product",
        "ValidationError",
        "1 validation error for Product\nprice\n  Input should be a valid decimal, input was 'POA'",
        "ctx.records(Product).upsert(params.id, **kept)",
        14,
    ),
}


NEWEST = {0: "running", 2: "failed", 3: "retrying", 7: "failed"}
"""States of the newest runs, so that each is visible at once."""

FATES: dict[str, tuple[bool, int]] = {"running": (False, 0), "failed": (True, 9), "retrying": (True, 3)}
"""For each of these states, whether something went wrong, and how many attempts have ended."""


@dataclass(slots=True)
class Dataset:
    """Data behind the console's API.

    Args:
        runs: newest first, as `GET api/run` gives them.
        actions: those that are deployed, by name.
        stores: by hash, as `GET api/stores/{hash}` gives them.
        pauses: of actions and lanes, by name, as `GET api/pauses` gives them.
        audit: entries of the audit log, latest first, as `GET api/audit` gives it.
        records: as `GET api/record` gives them.
        read_only: whether every POST is refused, as the gateway refuses a role that may only look.
        posted: path and body of each POST.
        is_local: whether the stack is that of `make run`.
        capped: whether there is more than can be counted.
        catch_up_detail: why a catch-up's count is not all.
    """

    runs: list[Row] = field(default_factory=list[Row])
    actions: list[str] = field(default_factory=lambda: ["notify_warehouse", "sync_order", "sync_product"])
    stores: dict[str, Row] = field(default_factory=dict[str, Row])
    pauses: dict[str, Row] = field(default_factory=dict[str, Row])
    audit: list[Row] = field(default_factory=list[Row])
    records: list[Row] = field(default_factory=list[Row])
    read_only: bool = False
    posted: list[tuple[str, Row]] = field(default_factory=list[tuple[str, Row]])
    is_local: bool = False
    capped: bool = False
    catch_up_detail: str = ""

    def find(self, store: str, event: str, action: str) -> Row | None:
        """One run."""
        wanted = (store, event, action)
        return next((run for run in self.runs if key_of(run) == wanted), None)


def key_of(run: Row) -> tuple[str, str, str]:
    """Return the key of a run."""
    return run["store_hash"], run["event_id"], run["action"]


def run_of(
    store: str,
    scope: str,
    action: str,
    resource: int,
    at: float,
    *,
    event: str,
    state: str = "completed",
    cause: Failure | None = None,
    took: float = 0.8,
    attempts: int = 1,
) -> Row:
    """A run, complete."""
    kind = scope.split("/")[1] if "/" in scope else "order"
    payload = {
        "store_id": "1003502318",
        "producer": f"stores/{store}",
        "scope": scope,
        "data": {"type": kind, "id": resource},
        "hash": event,
        "created_at": int(at) - 2,
    }
    tried = [
        _attempt(number, at, took, cause, last=number == attempts, state=state) for number in range(1, attempts + 1)
    ]
    return {
        "store_hash": store,
        "event_id": event,
        "action": action,
        "state": state,
        "scope": scope,
        "lane": "default",
        "held_by": None,
        "kind": "webhook",
        "attempt": attempts,
        "created_at": at,
        "updated_at": tried[-1]["ended_at"] if tried else at,
        "resource": f"{kind}/{resource}",
        "error_type": cause.error_type if cause and state != "completed" else None,
        "error": one_line(cause.error) if cause and state != "completed" else None,
        "fingerprint": cause.fingerprint if cause and state != "completed" else None,
        "next_attempt_at": time.time() + 240 if state == "retrying" else None,
        "payload": json.dumps(payload, separators=(",", ":")),
        "payload_is_text": True,
        "received_at": at - 1,
        "delivery_id": event,
        "redrives": 0,
        "attempts": tried,
        "waits_for": None,
        "steps": [],
        "step_count": 0,
        "question": None,
        "dead_lettered": state == "failed",
    }


def _attempt(number: int, at: float, took: float, cause: Failure | None, *, last: bool, state: str) -> Row:
    went_wrong = cause and not (last and state == "completed")
    told = None
    if went_wrong and cause:
        names = ("error_type", "error", "traceback", "fingerprint")
        told = {name: getattr(cause, name) for name in names}
    started = at + 2 * (number - 1) ** 2
    return {"number": number, "redrives": 0, "started_at": started, "ended_at": started + took, "failure": told}


def store_of(store_hash: str, name: str, now: float, **more: Any) -> Row:
    """A store, complete, with all its webhooks registered."""
    destination = f"https://hooks.example.com/webhooks/{store_hash}"
    webhooks = [
        {"id": 28561300 + index, "scope": scope, "destination": destination, "active": True, "since": now - 40 * 86400}
        for index, scope in enumerate(SCOPES)
    ]
    return {
        "store_hash": store_hash,
        "name": name,
        "status": "active",
        "reason": "",
        "paused_by": "",
        "paused_at": None,
        "uninstalled_at": None,
        "held": {"count": 0, "capped": False},
        "account": "app",
        "installed_at": now - 90 * 86400,
        "health": "all registered",
        "registered": len(webhooks),
        "missing": 0,
        "inactive": 0,
        "blocked": False,
        "reconciled_at": now - 420,
        "outcome": "reconciled",
        "last_delivery_at": now - 35,
        "registration": {"webhooks": webhooks, "missing": [], "blocked": [], "detail": "", "exception": None},
        "catch_up": None,
    } | more


def catch_up_of(now: float, *, sent: int = 1, **more: Any) -> Row:
    """A catch-up of the last two hours."""
    orders = {"resource": "orders", "position": None, "found": sent + 7, "sent": sent, "covered": 7, "detail": ""}
    times = {"since": now - 7200, "until": now, "started_at": now - 5}
    return {"state": "running", "detail": "", "resources": [orders], **times} | more


def usual(now: float | None = None, *, runs: int = 320) -> Dataset:
    """Six hours of three stores: most runs complete, three causes of failure, one webhook missing."""
    now = now or time.time()
    chance = random.Random(20)  # noqa: S311 - the same data each time
    found = Dataset()
    found.stores = {each: store_of(each, name, now) for each, name in STORES.items()}
    lose_a_webhook(found.stores["zt5q9hhe2b"], now)
    for index in range(runs):
        at = now - 20 - index * 6 * 3600 / runs - chance.random() * 30
        _deliver(found, chance, at, NEWEST.get(index, ""))
    found.runs.sort(key=lambda run: run["created_at"], reverse=True)
    return found


def lose_a_webhook(store: Row, now: float) -> None:
    """One webhook is gone, as BigCommerce said."""
    store.update(missing=1, registered=3, health="missing 1", outcome="failed", last_delivery_at=now - 2300)
    registration, scope = store["registration"], "store/product/updated"
    exception = {"code": 90002, "message": "Retries are used up; the hook is switched off.", "at": now - 2400}
    webhooks = [webhook for webhook in registration["webhooks"] if webhook["scope"] != scope]
    registration.update(webhooks=webhooks, missing=[scope], exception=exception)


def _deliver(found: Dataset, chance: random.Random, at: float, wanted: str) -> None:
    store = chance.choices(list(STORES), [5, 3, 2])[0]
    scope = chance.choices(SCOPES, [4, 6, 3, 1])[0]
    event, resource = hashlib.sha1(str(at).encode()).hexdigest(), chance.randint(100, 160)  # noqa: S324
    for action in ACTIONS[scope]:
        state, cause, attempts = _fate(action, chance, wanted)
        took = chance.lognormvariate(-0.4, 0.6)
        made = run_of(
            store, scope, action, resource, at, event=event, state=state, cause=cause, took=took, attempts=attempts
        )
        found.runs.append(made)


def _fate(action: str, chance: random.Random, state: str) -> tuple[str, Failure | None, int]:
    rate = {"sync_order": 0.03, "notify_warehouse": 0.16, "sync_product": 0.05}[action]
    if not state and chance.random() < rate:
        state = chance.choices(["failed", "retrying"], [5, 1])[0]
    if state:
        has_failed, attempts = FATES[state]
        return state, CAUSES[action] if has_failed else None, attempts
    usual_fates = [("completed", None, 1), ("completed", CAUSES[action], 2), ("ignored", None, 0)]
    return chance.choices(usual_fates, [60, 3, 2])[0]


def record_of(store: str, number: int, now: float, **more: Any) -> Row:
    """A record of an order, complete."""
    key = {"store_hash": store, "event_id": hashlib.sha256(str(number).encode()).hexdigest()[:40], "generation": 0}
    fields = {
        "customer_message": "Please leave it at the Gadget shop next door",
        "total_inc_tax": "129.9500",
        "items_total": 3,
        "date_modified": "2026-08-14T12:31:07+00:00",
        "lines": [
            {"sku": "ALP-250", "price": "12.5000", "many": 2},
            {"sku": "ALP-1000", "price": "104.9500", "many": 1},
        ],
    }
    return {
        "store_hash": store,
        "model": "Order",
        "id": str(number),
        "version": 4,
        "created_by": f"{store}/{key['event_id']}/sync_order",
        "created_at": now - 3 * 86400,
        "updated_at": now - 95,
        "pending": 0,
        "fields": fields,
        "creator": key | {"action": "sync_order"},
        "pending_changes": [],
        "changes": [
            {
                "run": key | {"action": "notify_warehouse"},
                "at": now - 95,
                "fields": ["items_total", "lines"],
                "more": 0,
            },
            {"run": key | {"action": "sync_order"}, "at": now - 7200, "fields": ["customer_message"], "more": 0},
        ],
        "expires_at": None,
        "resource": f"order/{number}",
    } | more
