"""A stack in which something waits wherever things can wait, and that is then updated."""

import shutil
import time
from collections import Counter
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.bundle import ACTIONS, WORKER, free_port, put
from tests.support.deployed import Deployed, until
from tests.support.merchants import Merchant, new_merchant, stores_of
from tests.support.waiting_runs import wait_until

from storehook.aws.items import deserialize, whole_or_float
from storehook.aws.run_items import run_of
from storehook.queues.dead_letters import LetterFilter
from storehook.runs.run import Run, RunKey
from storehook_cli.local.local_stack import LocalStack
from storehook_cli.stack.deployment import on_this_machine
from storehook_cli.views.progress import QuietProgress

CONSUMERS = ("DefaultConsumer", "LongConsumer")
FUNCTIONS = ("Ingest", *CONSUMERS, "Timer", "Connect", "Reconciler", "Console")

SOON = ("\nAHEAD = 180.0\n", "\nAHEAD = 12.0\n")
"""An edit of the library's timer: it looks less far ahead, so that what is due in a minute is still its own."""

DUE_IN = 60
"""Seconds until what waits for the timer is due: the next version is there before."""


@dataclass(frozen=True)
class Contents:
    """What a stack holds.

    Args:
        stores: how many stores it knows.
        records: how many records it has.
        states: the state of each run, by its run key.
        waiting: how many messages wait in the lane "default".
        dead_letters: how many dead letters that lane has.
    """

    stores: int
    records: int
    states: dict[str, str]
    waiting: int
    dead_letters: int


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
        secrets: the values of its secrets, and the token of a store, which its key opens.
        contents: what it holds.
        live: what runs of each function.
    """

    outputs: dict[str, str]
    secrets: list[str | None]
    contents: Contents
    live: dict[str, Live]


@dataclass(frozen=True)
class Update:
    """A stack before an update, and after it."""

    before: Snapshot
    after: Snapshot


@dataclass(frozen=True)
class Stack:
    """A stack of its own, with what waits in it.

    Args:
        deployed: the stack, from outside.
        folder: where its actions note what they do.
        paused: a store that is paused.
        tries: how often each run is to be tried until all is done, by its run key.
    """

    deployed: Deployed
    folder: Path
    paused: Merchant
    tries: dict[str, int] = field(default_factory=dict[str, int])

    def deliver(self, *, fails: str = "never", store_hash: str = "", tries: int = 1) -> str:
        """Deliver an event, of the demo store unless another is named; gives the run key of what becomes of it."""
        delivery = self.deployed.delivery("store/cart/abandoned", self.data(fails), store_hash=store_hash)
        self.deployed.deliver(delivery)
        run_key = str(RunKey(delivery.store_hash, delivery.id, "note_run"))
        self.tries[run_key] = tries
        return run_key

    def data(self, fails: str = "never") -> dict[str, object]:
        """What an action is told."""
        return {"type": "cart", "id": "cart-1", "fails": fails, "folder": str(self.folder)}

    def update(self) -> Update:
        """Have it be as its project is now."""
        up, before = self.deployed.stack, self.snapshot()
        up.deploy()
        up.write_info()  # whatever has become of its names: then a test tells what is missing
        self.deployed.info = up.info
        return Update(before, self.snapshot())

    def complete(self) -> Counter[str]:
        """Let all that waits go on, and something new come; gives how often each run has begun in all, by its run key.

        Ends when all of them have completed.
        """
        operator = on_this_machine(self.deployed.stack.state)
        self.deliver()
        self.read_lanes(reads=True)
        operator.stores().resume(self.paused.store_hash)
        operator.dead_letters("default").redrive(LetterFilter(), None, lambda *_: None)
        until(lambda: self.tries.keys() <= {run.run_key for run in self.runs() if run.state == "completed"}, 180)
        began = [line.split() for line in (self.folder / "attempts").read_text().splitlines() if " began " in line]
        return Counter(run_key for *_, run_key in began)

    def snapshot(self) -> Snapshot:
        """The stack as it is now."""
        outputs = self.deployed.stack.outputs()
        vault = self.deployed.stack.emulator.client("secretsmanager")
        found = stores_of(self.deployed).credentials(self.deployed.info.store_hash)
        values = [
            vault.get_secret_value(SecretId=outputs[each])["SecretString"] for each in ("AppSecret", "HookSecret")
        ]
        return Snapshot(outputs, [*values, found and found.token], self.contents(), self.live())

    def contents(self) -> Contents:
        """What it holds now."""
        return Contents(
            len(self.rows("Stores")),
            len(self.rows("Records")),
            {run.run_key: run.state for run in self.runs()},
            self.deployed.waiting(),
            len(self.deployed.dead_letters()),
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
        consumers = [self.deployed.stack.outputs()[each] for each in CONSUMERS]
        for source in self.sources():
            if any(consumer in source["FunctionArn"] for consumer in consumers):
                self._lambda.update_event_source_mapping(UUID=source["UUID"], Enabled=reads)

    @property
    def _lambda(self) -> Any:
        return self.deployed.stack.emulator.client("lambda")


def live(configuration: dict[str, Any]) -> Live:
    """What a function's configuration says of it."""
    return Live(configuration["Version"], frozenset(layer["Arn"] for layer in configuration["Layers"]))


@contextmanager
def waiting_stack(project: Path, folder: Path) -> Generator[Stack]:
    """A running stack of a project, to which an action is added, with something wherever things can wait.

    Args:
        project: the folder of template.yaml.
        folder: where the action notes what it does.
    """
    (folder / "effects").mkdir()
    shutil.copy(ACTIONS / "note_run.py", project / WORKER / "actions")
    ports = {"aws_port": free_port(), "sandbox_port": 0}
    with LocalStack(project, project / ".local", **ports, progress=QuietProgress()) as up:
        deployed = Deployed(up)
        with closing(deployed.http):
            stack = Stack(deployed, folder, new_merchant(deployed))
            _let_wait(stack)
            yield stack


def mend(project: Path) -> None:
    """Edit the action, so that what always failed does not."""
    put(project / WORKER / "actions" / "note_run.py", 'fails == "always"', 'fails == "no more"')


def _let_wait(stack: Stack) -> None:
    """Have a record, a run that failed, one that is held, messages that nobody reads, and a run that is the timer's."""
    deployed, paused = stack.deployed, stack.paused
    deployed.stack.sandbox.create_order(deployed.info.store_hash)
    paused.install()
    on_this_machine(deployed.stack.state).stores().pause(paused.store_hash, "Moving house", "a test")
    awaited = {
        stack.deliver(fails="always", tries=2): "failed",
        stack.deliver(store_hash=paused.store_hash): "held",
    }
    until(lambda: awaited.items() <= stack.contents().states.items() and stack.rows("Records"))
    until(lambda: deployed.waiting() == 0 and deployed.dead_letters())
    stack.read_lanes(reads=False)
    for _ in range(3):
        stack.deliver()
    long = {"action": "note_run_of_long_lane", "lane": "long", "scope": "store/cart/created"}
    stack.tries[wait_until(deployed, time.time() + DUE_IN, data=stack.data(), **long).run_key] = 1
