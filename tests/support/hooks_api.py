"""A store's webhooks API in memory, with BigCommerce's rules."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from storehook.bigcommerce import answers
from storehook.bigcommerce.answers import Answer
from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.client import StoreClient
from storehook.registration.webhook import EXCEPTIONS, Webhook, read_webhooks

STORE = "8jbhprizry"
NOW = 1_800_000_000.0

type Fault = Callable[[Call], Answer | Exception | None]


@dataclass
class HooksApi:
    """The webhooks API of one store, as one API account sees it: a `sending.Sender`.

    The rules are those of BigCommerce's docs, webhooks overview. Where the docs don't say how a request is refused, it
    is refused with 422. Where they leave room, answers are as unhelpful as allowed: new webhooks are inactive.

    Args:
        rows: the account's webhooks, as JSON.
        channels: the store's channels; None if the token may not list them.
        blocked: the blocked domains that `/hooks/admin` shows.
        about: the store's own description.
        faults: called before each call. A result is the answer.
        sent: the calls so far.
    """

    clock: Callable[[], float] = lambda: NOW
    store_hash: str = STORE
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    channels: list[dict[str, Any]] | None = field(default_factory=list)
    blocked: list[dict[str, Any]] = field(default_factory=list)
    about: object = field(default_factory=lambda: {"name": "Mugs & More"})
    faults: list[Fault] = field(default_factory=list)
    sent: list[Call] = field(default_factory=list)
    _last_id: int = 1000
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def put(self, *webhooks: Webhook) -> None:
        """Put webhooks into the store, without checks."""
        for webhook in webhooks:
            fields = {"scope": webhook.scope, "destination": webhook.destination, "is_active": webhook.active}
            fields |= {"headers": dict(webhook.headers) or None}
            self.rows[webhook.id] = self._row(webhook.id, fields, webhook.created_at)

    def webhooks(self) -> list[Webhook]:
        return read_webhooks(self.rows.values())

    def client(self) -> StoreClient:
        return StoreClient(self)

    @property
    def writes(self) -> list[str]:
        """The calls that change something."""
        return [f"{call.method} {call.path}" for call in self.sent if call.method != "GET"]

    def refuse(self, status: int, *, method: str = "", path: str = "", times: int = 1, title: str = "No") -> None:
        """Answer the next calls of a kind with an error."""
        left = [times]

        def fault(call: Call) -> Answer | None:
            if method in ("", call.method) and path in call.path and left[0]:
                left[0] -= 1
                return _error(status, title)
            return None

        self.faults.append(fault)

    def send(self, call: Call) -> Any:
        """Implement `sending.Sender.send`."""
        for fault in [*self.faults]:
            injected = fault(call)
            if isinstance(injected, Exception):
                raise injected
            if injected is not None:
                self.sent.append(call)
                return answers.read(call, self.store_hash, injected)
        with self._lock:
            self.sent.append(call)
            return answers.read(call, self.store_hash, self._answer(call))

    def _answer(self, call: Call) -> Answer:
        match call.method, call.path.removeprefix("/v3").split("/")[1:]:
            case "GET", ["hooks"]:
                return _page(call, list(self.rows.values()))
            case "GET", ["hooks", "admin"]:
                return _ok({"emails": [], "hooks_list": [], "blocked_domains": self.blocked})
            case "GET", ["channels"]:
                return _error(403, "Missing scope") if self.channels is None else _page(call, self.channels)
            case "GET", ["v2", "store"]:
                return Answer(200, {}, json.dumps(self.about).encode())
            case "POST", ["hooks"]:
                return self._create(call.json)
            case "PUT", ["hooks", number]:
                return self._update(int(number), call.json)
            case "DELETE", ["hooks", number]:
                row = self.rows.pop(int(number), None)
                return _ok(row) if row else _error(404, "Not found")
            case _:
                raise AssertionError(f"{call.method} {call.path}")

    def _create(self, fields: dict[str, Any]) -> Answer:
        self._last_id += 1
        row = self._row(self._last_id, {"is_active": False, "headers": None} | fields, int(self.clock()))
        if problem := self._problem(row):
            return problem
        self.rows[self._last_id] = row
        return _ok(row)

    def _update(self, number: int, fields: dict[str, Any]) -> Answer:
        if number not in self.rows:
            return _error(404, f"Webhook with id [{number}] not found")
        row = self.rows[number] | fields
        if problem := self._problem(row):
            return problem
        self.rows[number] = row
        return _ok(row)

    def _problem(self, row: dict[str, Any]) -> Answer | None:
        others = [other for other in self.rows.values() if other["id"] != row["id"]]
        same_scope = [other for other in others if other["scope"] == row["scope"]]
        if "{" in row["scope"] or any(other["destination"] == row["destination"] for other in same_scope):
            return _error(422, "Invalid scope, or it exists")
        if len(same_scope) >= (1 if row["scope"] == EXCEPTIONS else 10):
            return _error(422, "Too many")
        at_same = [other for other in others if other["destination"] == row["destination"]]
        if any(EXCEPTIONS in (row["scope"], other["scope"]) for other in at_same):
            return _error(422, "Exceptions need a separate destination")
        return None

    def _row(self, number: int, fields: dict[str, Any], created_at: int) -> dict[str, Any]:
        fixed = {"id": number, "client_id": "client", "store_hash": self.store_hash}
        return fixed | {"created_at": created_at, "updated_at": created_at, "events_history_enabled": False} | fields


def _ok(data: Any) -> Answer:
    return Answer(200, {}, json.dumps({"data": data, "meta": {}}).encode())


def _error(status: int, title: str) -> Answer:
    return Answer(status, {}, json.dumps({"status": status, "title": title}).encode())


def _page(call: Call, items: list[Any]) -> Answer:
    number, limit = int(call.query.get("page", "1")), int(call.query["limit"])
    pagination = {"current_page": number, "total_pages": -(-len(items) // limit)}
    page = items[(number - 1) * limit : number * limit]
    return Answer(200, {}, json.dumps({"data": page, "meta": {"pagination": pagination}}).encode())
