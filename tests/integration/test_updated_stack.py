"""The next version is deployed over a running stack: nothing is lost, and all that waited goes on, once."""

import shutil
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.support.bundle import ACTIONS, WORKER, copy_of_bundle, free_port, put
from tests.support.deployed import Deployed, until
from tests.support.merchants import Merchant, new_merchant, stores_of
from tests.support.releases import RELEASES
from tests.support.repository import ROOT
from tests.support.waiting_runs import wait_until

from storehook.aws.items import deserialize, whole_or_float
from storehook.aws.run_items import run_of
from storehook.queues.dead_letters import LetterFilter
from storehook.runs.run import Run, RunKey
from storehook_cli.local.local_stack import LocalStack
from storehook_cli.stack.deployment import on_this_machine
from storehook_cli.views.progress import QuietProgress

pytestmark = pytest.mark.timeout(600)

CONSUMERS = ("DefaultConsumer", "LongConsumer")
FUNCTIONS = ("Ingest", *CONSUMERS, "Timer", "Connect", "Reconciler", "Console")
LIBRARY = Path("layers", "core", "storehook")
SHARED = "        POWERTOOLS_LOG_LEVEL: !Ref LogLevel\n"
"""After this stand variables that today's code reads, and the release's own, which its template is for, did not."""

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


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[Stack]:
    """A stack of the latest release's template, over today's code, with something wherever things can wait."""
    project, folder = copy_of_bundle(tmp_path_factory.mktemp("updated")), tmp_path_factory.mktemp("noted")
    (folder / "effects").mkdir()
    shutil.copy(ACTIONS / "note_run.py", project / WORKER / "actions")
    shutil.copy(RELEASES[-1], project)
    put(project / "template.yaml", SHARED, f"{SHARED}        SECRETS_PATH: /storehook/shop/secrets\n")
    put(project / LIBRARY / "timer" / "timer.py", "\nAHEAD = 180.0\n", "\nAHEAD = 12.0\n")
    local = project / ".local"
    with LocalStack(project, local, aws_port=free_port(), sandbox_port=0, progress=QuietProgress()) as up:
        deployed = Deployed(up)
        stack = Stack(deployed, folder, new_merchant(deployed))
        let_wait(stack)
        yield stack
        deployed.http.close()


def let_wait(stack: Stack) -> None:
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


@dataclass(frozen=True)
class Update:
    """A stack before an update, and after it."""

    before: Snapshot
    after: Snapshot


@pytest.fixture(scope="module")
def update(running: Stack) -> Update:
    """Today's template is deployed over it, with a library that differs and an action that has been mended."""
    deployed, stack = running.deployed, running.deployed.stack
    shutil.copy(ROOT / "template.yaml", stack.project)
    put(stack.project / LIBRARY / "runs" / "run.py", "\nLATE = 300.0\n", "\nLATE = 301.0\n")
    put(stack.project / WORKER / "actions" / "note_run.py", 'fails == "always"', 'fails == "no more"')
    before = running.snapshot()
    stack.deploy()
    stack.write_info()  # whatever has become of its names: then a test tells what is missing
    deployed.info = stack.info
    return Update(before, running.snapshot())


def test_every_address_and_name_is_the_same_after_an_update(update: Update) -> None:
    assert update.before.outputs.items() <= update.after.outputs.items()


def test_secrets_are_as_they_were_and_the_key_opens_what_it_has_closed(update: Update) -> None:
    assert None not in update.before.secrets
    assert update.after.secrets == update.before.secrets


def test_all_that_was_there_is_there_and_waits_where_it_waited(update: Update) -> None:
    contents = update.before.contents

    assert (contents.stores, contents.records, contents.waiting, contents.dead_letters) == (2, 1, 3, 1)
    assert update.after.contents == contents


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_moves_to_its_next_version_and_its_layers_at_once(update: Update, function: str) -> None:
    before, after = (each.live[function] for each in (update.before, update.after))

    assert after.version != before.version
    assert len(after.layers) == len(after.layers - before.layers) == 2


@pytest.mark.usefixtures("update")
def test_whatever_reads_a_queue_reads_it_for_an_alias(running: Stack) -> None:
    sources = [each["FunctionArn"] for each in running.sources()]

    assert len(sources) == 3
    assert all(each.endswith(":live") for each in sources)


@pytest.mark.usefixtures("update")
def test_all_that_waited_and_what_comes_now_completes_with_the_next_version_and_nothing_runs_twice(
    running: Stack,
) -> None:
    operator = on_this_machine(running.deployed.stack.state)
    running.deliver()
    running.read_lanes(reads=True)
    operator.stores().resume(running.paused.store_hash)
    operator.dead_letters("default").redrive(LetterFilter(), None, lambda *_: None)

    until(lambda: running.tries.keys() <= {run.run_key for run in running.runs() if run.state == "completed"}, 180)

    assert tries(running.folder) == running.tries
    assert running.deployed.dead_letters() == []


def tries(folder: Path) -> Counter[str]:
    """How often each run has begun, by its run key."""
    began = [line.split() for line in (folder / "attempts").read_text().splitlines() if " began " in line]
    return Counter(run_key for *_, run_key in began)
