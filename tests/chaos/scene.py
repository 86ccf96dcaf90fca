"""Scene: one story in one store, with what is done from outside and the expected results."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Semaphore
from typing import Any

import httpx
from tests.support.console_api import ConsoleApi
from tests.support.deployed import Delivery, Deployed
from tests.support.merchants import Merchant

from bigcommerce_sandbox import Store as SandboxStore
from storehook.aws.items import deserialize, whole_or_float
from storehook.aws.run_items import run_of
from storehook.queues.run_key import WINDOW
from storehook.runs.run import Run, State

PATIENCE = 240.0
"""Seconds within which a story must continue by itself after a fault."""

PAUSE = 0.5
"""Seconds between two checks. Many stories check at once."""

REQUESTING = Semaphore(4)
"""Limits concurrent requests of all stories. A request that finds all processes of a function busy starts another."""

TICKING = Semaphore(3)
"""Limits the stories that invoke the timer at the same time."""

TICK = 4.0
"""Seconds from one tick of the timer to the next, in a story."""

type Ends = Counter[tuple[str, State]]
"""The number of runs by action and final state."""


class Stuck(AssertionError):
    """A story did not continue in time."""


@dataclass
class Scene:
    """A store, and what happens in it.

    Args:
        faults: the folder with the plans for the functions.
        ends: the expected final states of the store's runs.
        accepted: the number of accepted events.
        checks: further checks at the end. Each returns the errors that it found.
    """

    deployed: Deployed
    faults: Path
    store_hash: str
    ends: Ends = field(default_factory=Counter[tuple[str, State]])
    accepted: int = 0
    checks: list[Callable[[], list[str]]] = field(default_factory=list[Callable[[], list[str]]])

    def start(self, plan: str | None) -> None:
        """Start to record calls, with a plan for a fault."""
        (self.faults / "calls" / self.store_hash).write_text("")
        if plan:
            (self.faults / "plans" / self.store_hash).write_text(plan)

    def fix(self) -> None:
        """Let actions that fail until they are fixed succeed from now on."""
        (self.faults / "fixed" / self.store_hash).touch()

    def deliver(self, scope: str, data: object, *, path: str = "webhooks", **options: Any) -> Delivery:
        """Send an event as BigCommerce does, until it is accepted."""
        delivery = self.deployed.delivery(scope, data, store_hash=self.store_hash, **options)
        self.send(delivery, path)
        self.accepted += 1
        return delivery

    def send(self, delivery: Delivery, path: str = "webhooks") -> None:
        """Send a delivery until it is accepted."""
        url = self.deployed.url(self.store_hash).replace("/webhooks/", f"/{path}/")
        self.wait(lambda: self._answers(lambda: _post(self.deployed.http, url, delivery)) == 200, "to be accepted")

    def operate(self, path: str, **body: object) -> Any:
        """Send a command to the console, as an operator does, until it answers 200."""
        return self._ask("POST", path, {}, body)

    def look(self, path: str, **query: object) -> Any:
        """Query the console until it answers 200."""
        return self._ask("GET", path, query)

    def _ask(self, method: str, path: str, query: dict[str, Any], body: object = None) -> Any:
        answers = list[httpx.Response]()

        def answered() -> bool:
            with REQUESTING, suppress(httpx.TransportError):
                answers.append(self._console.send(method, path, query, body))
            return bool(answers) and answers[-1].status_code == 200

        self.wait(answered, f"for {path}")
        return answers[-1].json()

    def visit(self, url: str) -> None:
        """Open a page as a merchant's browser does, until it answers 200."""
        self.wait(
            lambda: self._answers(lambda: httpx.get(url, follow_redirects=True, timeout=60)) == 200, "for the page"
        )

    def invoke(self, function: str, event: dict[str, object]) -> bool:
        """Invoke a function once for this store, and return whether it succeeded."""
        payload = json.dumps({**event, "for": self.store_hash})
        client = self.deployed.stack.emulator.client("lambda")
        answer = client.invoke(FunctionName=self.deployed.info.outputs[function], Payload=payload)
        return "FunctionError" not in answer

    def tick(self) -> None:
        """Invoke the timer until the store's runs have ended as expected."""
        with TICKING:
            self.wait(lambda: self._ticked() and has_come_to(self.runs(), self.ends), "for the timer", TICK)

    def _ticked(self) -> bool:
        return all(self.invoke("Timer", {"task": task}) for task in ("wake", "release", "recheck"))

    def expect(self, action: str, state: State, number: int = 1) -> None:
        """Add to the expected final states."""
        self.ends[action, state] += number

    def settle(self) -> None:
        """Wait until the store's runs have ended as expected."""
        self.wait(lambda: has_come_to(self.runs(), self.ends), "until its runs have ended")

    def runs(self) -> list[Run]:
        """Return the store's runs."""
        query: Any = {
            "TableName": self.deployed.info.outputs["Runs"],
            "IndexName": "by-store",
            "KeyConditionExpression": "store_hash = :store",
            "ExpressionAttributeValues": {":store": {"S": self.store_hash}},
        }
        dynamodb: Any = self.deployed.stack.emulator.client("dynamodb")
        keys = [{name: row[name] for name in ("pk", "sk")} for row in dynamodb.query(**query)["Items"]]
        rows = [dynamodb.get_item(TableName=query["TableName"], Key=key, ConsistentRead=True)["Item"] for key in keys]
        return [run_of(deserialize(row, whole_or_float)) for row in rows]

    def wait(self, look: Callable[[], object], what: str, pause: float = PAUSE) -> None:
        """Check until the condition holds."""
        deadline = time.monotonic() + PATIENCE
        while not look():
            if time.monotonic() > deadline:
                raise Stuck(f"waited {PATIENCE:.0f} s {what}")
            time.sleep(pause)

    @property
    def done(self) -> Mapping[str, list[float]]:
        """Unix seconds at which each of the store's runs did its work, by run key."""
        times = defaultdict[str, list[float]](list)
        with suppress(FileNotFoundError):
            for line in (self.faults / "done" / self.store_hash).read_text().splitlines():
                key, at = line.split()
                times[key].append(float(at))
        return times

    @cached_property
    def merchant(self) -> Merchant:
        """The store at the stand-in for BigCommerce."""
        token, client_id, client_secret = (f"{self.store_hash}{name}" for name in ("token", "client", "secret"))
        account = SandboxStore(self.store_hash, token, client_id, client_secret)
        self.deployed.stack.sandbox.add_store(account)
        return Merchant(self.deployed, self.store_hash, account)

    def registered(self) -> None:
        """Wait until the store's webhooks are right, and check them again at the end."""
        self.checks.append(self._unregistered)
        self.wait(lambda: not self._unregistered(), "until its webhooks are right")

    def _unregistered(self) -> list[str]:
        demo = self.deployed.stack.demo.store
        wanted, found = Merchant(self.deployed, demo.store_hash, demo).scopes(), self.merchant.scopes()
        outcome = self.merchant.registration().outcome
        return [] if (found, outcome) == (wanted, "reconciled") else [f"{outcome}, with webhooks for {found}"]

    @cached_property
    def _console(self) -> ConsoleApi:
        return ConsoleApi(self.deployed, headers={"x-for": self.store_hash})

    def _answers(self, ask: Callable[[], httpx.Response]) -> int | None:
        with REQUESTING, suppress(httpx.TransportError):
            return ask().status_code
        return None


def _post(http: httpx.Client, url: str, delivery: Delivery) -> httpx.Response:
    return http.post(url, content=delivery.body, headers=delivery.headers())


def has_come_to(runs: list[Run], ends: Ends) -> bool:
    """Return whether runs have ended as expected. The number of windows varies, so they must only have completed."""
    windows = [run for run in runs if run.key.event_id.startswith(WINDOW)]
    have_run = {run.state for run in windows} == ({"completed"} if _gathers(ends) else set())
    return have_run and all(run.has_ended for run in runs) and ends_of(runs) == ends


def ends_of(runs: list[Run]) -> Ends:
    """Count the final states of runs other than windows."""
    return Counter((run.key.action, run.state) for run in runs if not run.key.event_id.startswith(WINDOW))


def _gathers(ends: Ends) -> bool:
    return any(state == "coalesced" for _, state in ends)
