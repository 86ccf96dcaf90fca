"""The console's function over tables and queues in memory, with requests as API Gateway sends them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.support.deployment import Deployment, declared, queued
from tests.support.lambda_context import LambdaContext
from tests.support.memory import (
    MemoryAuditLog,
    MemoryCatchUps,
    MemoryDepths,
    MemoryLogLines,
    MemoryRegistrations,
    MemoryRunIndexes,
    MemoryTasks,
)
from tests.support.misbehaving_stores import ChangingStores
from tests.support.operations import runs_service
from tests.support.signed_deliveries import DELIVERY_ID, STORE

import console as console_function
from storehook.console.application import application
from storehook.console.services import AboutAnswer, Console
from storehook.history.reading import RunHistory
from storehook.operations.actions_service import ActionsService
from storehook.operations.audit import Audit
from storehook.operations.log_lines import RunLog
from storehook.operations.overview import Overview
from storehook.operations.pauses_service import PausesService
from storehook.operations.records_service import RecordsService
from storehook.operations.stores_service import StoresService
from storehook.runs.run import Run
from storehook.stores.store import Store

TOKEN = "canary-token-4711"
OPERATOR = "arn:aws:sts::123456789012:assumed-role/Operator/zoe"
CLIENT_SECRET = "canary-client-secret-4711"


@dataclass
class Answer:
    """An answer of the function."""

    status: int
    headers: dict[str, str]
    body: str

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class AskedReconciler:
    """A reconciler with a scripted answer."""

    answer: dict[str, Any] = field(default_factory=dict[str, Any])
    asked: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])
    error: Exception | None = None

    def ask(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        self.asked.append(fields)
        if self.error:
            raise self.error
        return self.answer


class ConsoleStack:
    """A deployment in memory, and its console."""

    def __init__(self) -> None:
        self.deployment = Deployment(declared(fails), declared(works, "store/product/updated"))
        self.stores = ChangingStores()
        self.registrations = MemoryRegistrations(self.stores)
        self.catch_ups = MemoryCatchUps(self.stores)
        self.tasks = MemoryTasks()
        self.reconciler = AskedReconciler()
        history = RunHistory(indexes=MemoryRunIndexes(self.deployment.repository), clock=self.deployment.clock)
        self.history = history
        runs = runs_service(self.deployment)
        stores = StoresService(
            stores=self.stores,
            registrations=self.registrations,
            catch_ups=self.catch_ups,
            tasks=self.tasks,
            reconciler=self.reconciler,
            history=history,
            runs_retention=30 * 86_400.0,
            clock=self.deployment.clock,
        )
        self.log_lines = MemoryLogLines()
        overview = Overview(
            history=history,
            depths=MemoryDepths(self.deployment.queues, self.deployment.dead_letters),
            lanes=["default", "long"],
        )
        pauses = PausesService(pauses=self.deployment.pauses, history=history)
        records = RecordsService(self.deployment.records, self.reconciler)
        self.audit_log = MemoryAuditLog()
        audit = Audit(self.audit_log, self.deployment.clock)
        run_log, about = RunLog(runs.logs, self.log_lines), AboutAnswer(version="1.2.3", is_local=False)
        self.app = application(
            Console(
                runs, ActionsService(self.reconciler, runs), run_log, overview, stores, pauses, audit, about, records
            )
        )

    def add(self, *every: Run) -> None:
        """Add runs."""
        self.deployment.repository.rows.update({run.key: run for run in every})

    def install(self, store_hash: str = STORE, **fields: Any) -> None:
        """Add a store with secrets."""
        self.stores.save(Store(store_hash, **fields), TOKEN, CLIENT_SECRET)

    def get(self, path: str, **query: object) -> Answer:
        """Send a GET, and return the answer."""
        parameters = {name: [str(value)] for name, value in query.items()}
        return self.ask("GET", path, query=parameters)

    def post(self, path: str, body: object) -> Answer:
        """Send a POST, and return the answer."""
        return self.ask("POST", path, body=json.dumps(body))

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, list[str]] | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request, and return the answer."""
        fields = {"content-type": "application/json"} if headers is None else dict(headers)
        answer = console_function.handler(event(method, path, query or {}, body, fields), LambdaContext())  # type: ignore[arg-type]
        sent: dict[str, str] = answer["headers"]
        return Answer(answer["statusCode"], {name.lower(): value for name, value in sent.items()}, answer["body"])


def event(
    method: str, path: str, query: Mapping[str, list[str]], body: str | None, headers: Mapping[str, str]
) -> dict[str, Any]:
    """Make the event that API Gateway makes of a request."""
    below = f"/console/{path}".removesuffix("/")
    return {
        "version": "2.0",
        "routeKey": f"{method} /console/{{proxy+}}",
        "rawPath": below,
        "rawQueryString": urlencode(query, doseq=True, errors="replace"),
        "headers": {name.lower(): value for name, value in headers.items()},
        "queryStringParameters": {name: ",".join(values) for name, values in query.items()},
        "pathParameters": {"proxy": path},
        "requestContext": {
            "stage": "$default",
            "http": {"method": method, "path": below},
            "authorizer": {"iam": {"userArn": OPERATOR}},
            "requestId": "1",
        },
        "body": body,
        "isBase64Encoded": False,
    }


def fails(_params: object, _ctx: object) -> None:
    raise ValueError("<script>alert(1)</script>")


def works(_params: object, _ctx: object) -> None:
    return


def failed(operated: ConsoleStack) -> dict[str, Any]:
    """Return the name of a run that has failed for good."""
    operated.deployment.post(queued())
    operated.deployment.drain()
    return {"store_hash": STORE, "event_id": DELIVERY_ID, "action": "fails"}


def whole(operated: ConsoleStack, name: dict[str, Any]) -> Any:
    return operated.get("api/run", store=name["store_hash"], event=name["event_id"], action=name["action"]).json()
