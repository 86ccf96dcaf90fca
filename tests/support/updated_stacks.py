"""A stack that is updated to another version, with its contents before and after."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.support.bundle import WORKER, put
from tests.support.console_api import ConsoleApi
from tests.support.deployed import Delivery, Deployed, until
from tests.support.merchants import Merchant, stores_of
from tests.support.steady_traffic import Traffic, steady_traffic

from storehook.aws.items import deserialize, whole_or_float
from storehook.aws.run_items import run_of
from storehook.queues.dead_letters import LetterFilter
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run
from storehook_cli.stack.deployment import on_this_machine

CONSUMERS = ("DefaultConsumer", "LongConsumer")
FUNCTIONS = ("Ingest", *CONSUMERS, "Timer", "Connect", "Reconciler", "Console")

SOON = ("\nAHEAD = 180.0\n", "\nAHEAD = 12.0\n")
"""An edit of the timer: it looks less far ahead, so that a run that is due in a minute has no wake-up yet."""

OWN_SECRET = ("erp", "key-1")


@dataclass(frozen=True)
class Contents:
    """Contents of a stack.

    Args:
        stores: the number of stores, including purged ones.
        records: the number of records.
        states: the state of each run, by its run key.
        waiting: the number of waiting messages in the lane "default".
        dead_letters: the number of dead letters of that lane.
        hooks: the demo store's webhooks: ID, scope, destination and headers of each.
    """

    stores: int
    records: int
    states: dict[str, str]
    waiting: int
    dead_letters: int
    hooks: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Live:
    """The code that runs when a function is called by its alias."""

    version: str
    layers: frozenset[str]


@dataclass(frozen=True)
class Snapshot:
    """A stack at one moment.

    Args:
        outputs: its addresses and names.
        secrets: the values of its secrets, an action's secret, and the decrypted token of a store.
        contents: its contents.
        live: the running code of each function.
    """

    outputs: dict[str, str]
    secrets: list[str | None]
    contents: Contents
    live: dict[str, Live]


@dataclass(frozen=True)
class Update:
    """A stack before and after an update.

    Args:
        came: the deliveries that arrived meanwhile.
    """

    before: Snapshot
    after: Snapshot
    came: Traffic

    @property
    def is_whole(self) -> bool:
        """True if everything from before and every arrived delivery is there. A delivery may have arrived twice."""
        before, after = self.before.contents, self.after.contents
        wait = before.waiting + len(self.came.accepted) <= after.waiting
        return wait and after == replace(before, waiting=after.waiting)


@dataclass(frozen=True)
class Stack:
    """A separate stack, with waiting work in it.

    Args:
        folder: the folder in which its actions write down what they do.
        paused: a paused store.
        purged: the hash of a purged store.
        tries: the expected number of attempts of each run, by its run key.
        delivered: all deliveries.
    """

    deployed: Deployed
    folder: Path
    paused: Merchant
    purged: str
    tries: dict[str, int] = field(default_factory=dict[str, int])
    delivered: list[Delivery] = field(default_factory=list[Delivery])

    def deliver(
        self,
        action: str = "note_run",
        scope: str = "store/cart/abandoned",
        *,
        fails: str = "never",
        store_hash: str = "",
        tries: int = 1,
    ) -> str:
        """Deliver an event, by default of the demo store, and return its run key."""
        return self.has_come(self.send(scope, fails=fails, store_hash=store_hash), action, tries)

    def delivery(self) -> Delivery:
        """Make a new delivery of the demo store."""
        return self.deployed.delivery("store/cart/abandoned", self.data())

    def send(self, scope: str, *, fails: str = "never", store_hash: str = "") -> Delivery:
        """Deliver an event without an expectation."""
        delivery = self.deployed.delivery(scope, self.data(fails), store_hash=store_hash)
        self.deployed.deliver(delivery)
        self.delivered.append(delivery)
        return delivery

    def has_come(self, delivery: Delivery, action: str = "note_run", tries: int = 1) -> str:
        """Expect the run of an accepted delivery, and return its run key."""
        run_key = str(RunKey(delivery.store_hash, delivery.id, action))
        self.tries[run_key] = tries
        return run_key

    def data(self, fails: str = "never") -> dict[str, object]:
        """Make the data of an event."""
        return {"type": "cart", "id": "cart-1", "fails": fails, "folder": str(self.folder)}

    def update(self) -> Update:
        """Update the stack to its project's current state, while deliveries arrive."""
        up, before = self.deployed.stack, self.snapshot()
        with steady_traffic(self.deployed, self.delivery) as came:
            up.deploy()
        up.write_info()  # even if names have changed: a test then says what is missing
        self.deployed.info = up.info
        for delivery in came.accepted:
            self.delivered.append(delivery)
            self.has_come(delivery)
        return Update(before, self.snapshot(), came)

    def complete(self) -> Counter[str]:
        """Let everything continue, deliver everything again and something new, and return the number of attempts per
        run.

        This ends when all runs have completed and no repeated delivery is left.
        """
        operator = on_this_machine(self.deployed.stack.state)
        again = [*self.delivered, self.deployed.delivery("store/cart/abandoned", self.data(), store_hash=self.purged)]
        self.deliver()
        self.deployed.read_queues(*CONSUMERS, reads=True)
        ConsoleApi(self.deployed).post(f"stores/{self.paused.store_hash}/resume")
        operator.dead_letters("default").redrive(LetterFilter(), None, lambda *_: None)
        for delivery in again:
            self.deployed.deliver(delivery)
        until(lambda: self.tries.keys() <= self.completed(), 180)
        until(lambda: not any(self.deployed.waiting(lane, delayed=True) for lane in ("Default", "Long")), 60)
        started = [line.split() for line in (self.folder / "attempts").read_text().splitlines() if " began " in line]
        return Counter(run_key for *_, run_key in started)

    def completed(self) -> set[str]:
        """Return the run keys of all completed runs."""
        return {run.run_key for run in self.runs() if run.state == "completed"}

    def snapshot(self) -> Snapshot:
        """Return the stack as it is now."""
        outputs = self.deployed.stack.outputs()
        emulator: Any = self.deployed.stack.emulator
        vault, ssm = emulator.client("secretsmanager"), emulator.client("ssm")
        credentials = stores_of(self.deployed).credentials(self.deployed.info.store_hash)
        values = [
            vault.get_secret_value(SecretId=outputs[name])["SecretString"] for name in ("AppSecret", "HookSecret")
        ]
        own = ssm.get_parameter(Name=f"{outputs['SecretsPath']}/{OWN_SECRET[0]}", WithDecryption=True)
        values.append(own["Parameter"]["Value"])
        return Snapshot(outputs, [*values, credentials and credentials.token], self.contents(), self.live())

    def contents(self) -> Contents:
        """Return its contents now."""
        return Contents(
            sum(not row["store_hash"]["S"].startswith("#") for row in self.rows("Stores")),  # not slots of exchanges
            len(self.rows("Records")),
            {run.run_key: run.state for run in self.runs()},
            self.deployed.waiting(delayed=True),
            len(self.deployed.dead_letters()),
            list(self._hooks()),
        )

    def runs(self) -> list[Run]:
        """Return every run."""
        return [run_of(deserialize(row, whole_or_float)) for row in self.rows("Runs") if "state" in row]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return every row of a table."""
        scan: Any = self.deployed.stack.emulator.client("dynamodb").get_paginator("scan")
        pages = scan.paginate(TableName=self.deployed.stack.outputs()[table])
        return [row for page in pages for row in page["Items"]]

    def live(self) -> dict[str, Live]:
        """Return the running code of each function."""
        outputs, functions = self.deployed.stack.outputs(), self._lambda
        running = {name: functions.get_function(FunctionName=outputs[name], Qualifier="live") for name in FUNCTIONS}
        return {name: live(function["Configuration"]) for name, function in running.items()}

    def sources(self) -> list[dict[str, Any]]:
        """Return the event source mappings."""
        return self._lambda.list_event_source_mappings()["EventSourceMappings"]

    def _hooks(self) -> Iterator[tuple[Any, ...]]:
        for webhook in self.deployed.stack.sandbox.hooks(self.deployed.info.store_hash):
            yield webhook.id, webhook.scope, webhook.destination, dict(webhook.headers or {})

    @property
    def _lambda(self) -> Any:
        return self.deployed.stack.emulator.client("lambda")


def live(configuration: dict[str, Any]) -> Live:
    """Return the running code from a function's configuration."""
    return Live(configuration["Version"], frozenset(layer["Arn"] for layer in configuration["Layers"]))


def mend(project: Path) -> None:
    """Edit the action so that it no longer fails."""
    put(project / WORKER / "actions" / "note_run.py", 'fails == "always"', 'fails == "no more"')


def declare_parameter(project: Path) -> None:
    """Add a parameter to the template, as its author does, and pass it to every function."""
    template, parameters, variables = (
        project / "template.yaml",
        "\nParameters:\n",
        "        POWERTOOLS_LOG_LEVEL: !Ref LogLevel\n",
    )
    put(template, parameters, f"{parameters}  ErpUrl:\n    Type: String\n    Default: https://erp.example\n")
    put(template, variables, f"{variables}        ERP_URL: !Ref ErpUrl\n")
