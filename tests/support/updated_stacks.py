"""A stack that goes on as another version, and what it holds before and after."""

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
"""An edit of the library's timer: it looks less far ahead, so that what is due in a minute is still its own."""

OWN_SECRET = ("erp", "key-1")


@dataclass(frozen=True)
class Contents:
    """What a stack holds.

    Args:
        stores: how many stores it knows, with those that were purged.
        records: how many records it has.
        states: the state of each run, by its run key.
        waiting: how many messages wait in the lane "default".
        dead_letters: how many dead letters that lane has.
        hooks: the demo store's webhooks: each one's id, scope, destination and headers.
    """

    stores: int
    records: int
    states: dict[str, str]
    waiting: int
    dead_letters: int
    hooks: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Live:
    """What runs when a function is called by its alias."""

    version: str
    layers: frozenset[str]


@dataclass(frozen=True)
class Snapshot:
    """A stack at some time.

    Args:
        outputs: its addresses and names.
        secrets: the values of its secrets, one of its author's, and the token of a store, which its key opens.
        contents: what it holds.
        live: what runs of each function.
    """

    outputs: dict[str, str]
    secrets: list[str | None]
    contents: Contents
    live: dict[str, Live]


@dataclass(frozen=True)
class Update:
    """A stack before an update, and after it.

    Args:
        before: how it was.
        after: how it is.
        came: what was delivered meanwhile.
    """

    before: Snapshot
    after: Snapshot
    came: Traffic

    @property
    def is_whole(self) -> bool:
        """Whether all is there that was there and that came; a delivery may have come twice."""
        before, after = self.before.contents, self.after.contents
        wait = before.waiting + len(self.came.accepted) <= after.waiting
        return wait and after == replace(before, waiting=after.waiting)


@dataclass(frozen=True)
class Stack:
    """A stack of its own, with what waits in it.

    Args:
        deployed: the stack, from outside.
        folder: where its actions note what they do.
        paused: a store that is paused.
        purged: the hash of a store that was purged.
        tries: how often each run is to be tried until all is done, by its run key.
        delivered: all that was delivered.
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
        """Deliver an event, of the demo store unless another is named; gives the run key of what becomes of it."""
        return self.has_come(self.send(scope, fails=fails, store_hash=store_hash), action, tries)

    def delivery(self) -> Delivery:
        """One that has not come before, of the demo store."""
        return self.deployed.delivery("store/cart/abandoned", self.data())

    def send(self, scope: str, *, fails: str = "never", store_hash: str = "") -> Delivery:
        """Deliver an event, and see to what becomes of it oneself."""
        delivery = self.deployed.delivery(scope, self.data(fails), store_hash=store_hash)
        self.deployed.deliver(delivery)
        self.delivered.append(delivery)
        return delivery

    def has_come(self, delivery: Delivery, action: str = "note_run", tries: int = 1) -> str:
        """A delivery was accepted; gives the run key of what is to complete."""
        run_key = str(RunKey(delivery.store_hash, delivery.id, action))
        self.tries[run_key] = tries
        return run_key

    def data(self, fails: str = "never") -> dict[str, object]:
        """What an action is told."""
        return {"type": "cart", "id": "cart-1", "fails": fails, "folder": str(self.folder)}

    def update(self) -> Update:
        """Have it be as its project is now, while deliveries come."""
        up, before = self.deployed.stack, self.snapshot()
        with steady_traffic(self.deployed, self.delivery) as came:
            up.deploy()
        up.write_info()  # whatever has become of its names: then a test tells what is missing
        self.deployed.info = up.info
        for delivery in came.accepted:
            self.delivered.append(delivery)
            self.has_come(delivery)
        return Update(before, self.snapshot(), came)

    def complete(self) -> Counter[str]:
        """Let all that waits go on, and all come again, and something new; gives how often each run has begun in all.

        Ends when all of them have completed, and what was delivered again is not there any more.
        """
        operator = on_this_machine(self.deployed.stack.state)
        again = [*self.delivered, self.deployed.delivery("store/cart/abandoned", self.data(), store_hash=self.purged)]
        self.deliver()
        self.read_lanes(reads=True)
        ConsoleApi(self.deployed).post(f"stores/{self.paused.store_hash}/resume")
        operator.dead_letters("default").redrive(LetterFilter(), None, lambda *_: None)
        for delivery in again:
            self.deployed.deliver(delivery)
        until(lambda: self.tries.keys() <= self.completed(), 180)
        until(lambda: not any(self.deployed.waiting(lane) for lane in ("Default", "Long")), 60)
        began = [line.split() for line in (self.folder / "attempts").read_text().splitlines() if " began " in line]
        return Counter(run_key for *_, run_key in began)

    def completed(self) -> set[str]:
        """The run keys of all that have completed."""
        return {run.run_key for run in self.runs() if run.state == "completed"}

    def snapshot(self) -> Snapshot:
        """The stack as it is now."""
        outputs = self.deployed.stack.outputs()
        emulator: Any = self.deployed.stack.emulator
        vault, ssm = emulator.client("secretsmanager"), emulator.client("ssm")
        found = stores_of(self.deployed).credentials(self.deployed.info.store_hash)
        values = [
            vault.get_secret_value(SecretId=outputs[each])["SecretString"] for each in ("AppSecret", "HookSecret")
        ]
        own = ssm.get_parameter(Name=f"{outputs['SecretsPath']}/{OWN_SECRET[0]}", WithDecryption=True)
        values.append(own["Parameter"]["Value"])
        return Snapshot(outputs, [*values, found and found.token], self.contents(), self.live())

    def contents(self) -> Contents:
        """What it holds now."""
        return Contents(
            len(self.rows("Stores")),
            len(self.rows("Records")),
            {run.run_key: run.state for run in self.runs()},
            self.deployed.waiting(),
            len(self.deployed.dead_letters()),
            list(self._hooks()),
        )

    def runs(self) -> list[Run]:
        """Every run."""
        return [run_of(deserialize(row, whole_or_float)) for row in self.rows("Runs") if "state" in row]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All of a table."""
        scan: Any = self.deployed.stack.emulator.client("dynamodb").get_paginator("scan")
        pages = scan.paginate(TableName=self.deployed.stack.outputs()[table])
        return [row for page in pages for row in page["Items"]]

    def live(self) -> dict[str, Live]:
        """What runs of each function now."""
        outputs, functions = self.deployed.stack.outputs(), self._lambda
        found = {each: functions.get_function(FunctionName=outputs[each], Qualifier="live") for each in FUNCTIONS}
        return {name: live(each["Configuration"]) for name, each in found.items()}

    def sources(self) -> list[dict[str, Any]]:
        """What reads queues for functions."""
        return self._lambda.list_event_source_mappings()["EventSourceMappings"]

    def read_lanes(self, *, reads: bool) -> None:
        """Have the consumers read their queues, or not."""
        self.read_queues(*CONSUMERS, reads=reads)

    def read_queues(self, *functions: str, reads: bool) -> None:
        """Have functions read their queues, or not."""
        names = [self.deployed.stack.outputs()[each] for each in functions]
        for source in self.sources():
            if any(name in source["FunctionArn"] for name in names):
                self._lambda.update_event_source_mapping(UUID=source["UUID"], Enabled=reads)

    def _hooks(self) -> Iterator[tuple[Any, ...]]:
        for each in self.deployed.stack.sandbox.hooks(self.deployed.info.store_hash):
            yield each.id, each.scope, each.destination, dict(each.headers or {})

    @property
    def _lambda(self) -> Any:
        return self.deployed.stack.emulator.client("lambda")


def live(configuration: dict[str, Any]) -> Live:
    """What a function's configuration says of it."""
    return Live(configuration["Version"], frozenset(layer["Arn"] for layer in configuration["Layers"]))


def mend(project: Path) -> None:
    """Edit the action, so that what always failed does not."""
    put(project / WORKER / "actions" / "note_run.py", 'fails == "always"', 'fails == "no more"')
