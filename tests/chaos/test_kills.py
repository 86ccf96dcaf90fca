"""Processes die at any moment, under load: nothing accepted is lost, and nothing has an effect twice."""

import json
import time
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import cycle, pairwise
from pathlib import Path
from random import Random, getrandbits
from threading import Event
from typing import Any

import httpx
import pytest
from tests.support.bundle import shorten_waits
from tests.support.deployed import Delivery, Deployed, until
from tests.support.kills import Killer
from tests.support.run_notes import Note, attempts, effects, noting_stack

from storehook.aws.items import deserialize, whole_or_float
from storehook.aws.pauses import DynamoPauses
from storehook.aws.run_items import run_of
from storehook.aws.run_rows import key_of
from storehook.queues.run_key import WINDOW, RunKey
from storehook.runs.run import IGNORED, Run, State
from storehook.stores.store import Pause

pytestmark = pytest.mark.timeout(900)

SENDERS = 4
SECONDS = 50.0
"""For how long they send, at least."""
LEAST = 2
"""Number of times that each must have died at work."""
LONGEST = 300.0
"""Seconds for which more is sent, if some have been lucky."""
FUNCTIONS = ("Ingest", "DefaultConsumer", "LongConsumer", "Timer")
HELD = "action/note_run_once_resumed"


@dataclass(frozen=True)
class Kind:
    """Kind of event, with the final state of its runs by action.

    Args:
        scope: its scope.
        ends: what each of its runs ends as.
        fails: when its runs fail, which the action is told.
        share: how many of them each sender sends.
    """

    scope: str
    ends: dict[str, State]
    fails: str = "never"
    share: int = 0


KINDS = (
    Kind("store/cart/abandoned", {"note_run": "completed"}, share=18),
    Kind("store/cart/abandoned", {"note_run": "completed"}, fails="once", share=8),
    Kind("store/cart/abandoned", {"note_run": "failed"}, fails="always", share=5),
    Kind("store/cart/created", {"note_run": "completed", "note_run_of_long_lane": "completed"}, share=6),
    Kind("store/cart/updated", {"note_run_once_resumed": "completed"}, share=8),
    Kind("store/cart/deleted", {"note_run_of_window": "coalesced"}, share=10),
    Kind("store/cart/converted", {IGNORED: "ignored"}, share=5),
)


@dataclass
class Load:
    """Deliveries of several senders. As BigCommerce, they repeat a delivery until it is answered 200.

    Args:
        deployed: the deployed stack.
        folder: where the actions note what they do.
        random: in which order, and what twice.
        accepted: what was, by its event.
        answers: all answers.
        failed_turns: how many turns of the timer have failed meanwhile.
    """

    deployed: Deployed
    folder: Path
    random: Random
    accepted: dict[str, Kind] = field(default_factory=dict[str, Kind])
    answers: list[str] = field(default_factory=list[str])
    failed_turns: int = 0

    def send(self, seed: int) -> None:
        """One sender's deliveries, of which every fourth is followed by one that was sent before."""
        random = Random(seed)  # noqa: S311 - it must be repeatable, not secret
        kinds, sent = [kind for kind in KINDS for _ in range(kind.share)], list[Delivery]()
        random.shuffle(kinds)
        for number, kind in enumerate(kinds, 1):
            delivery = self._delivery(kind, random)
            sent.append(delivery)
            self._deliver(delivery)
            self.accepted[delivery.id] = kind
            if number % 4 == 0:
                self._deliver(random.choice(sent))
            time.sleep(SECONDS / len(kinds))

    def send_more(self, seed: int, enough: Callable[[], bool]) -> None:
        """Deliver more until there is enough, hardly with a pause. Most of it is what no action wants: it ends soon."""
        random, ends_at = Random(seed), time.monotonic() + LONGEST  # noqa: S311 - it must be repeatable, not secret
        while not enough() and time.monotonic() < ends_at:
            kind = random.choice(KINDS) if random.random() < 0.2 else KINDS[-1]
            delivery = self._delivery(kind, random)
            self._deliver(delivery)
            self.accepted[delivery.id] = kind
            time.sleep(0.05)

    def refused(self) -> list[str]:
        """The answers with which a delivery was not accepted."""
        return [answer for answer in self.answers if answer != "200"]

    def _delivery(self, kind: Kind, random: Random) -> Delivery:
        cart = {"type": "cart", "id": f"cart-{random.randrange(3)}"}
        return self.deployed.delivery(kind.scope, {**cart, "fails": kind.fails, "folder": str(self.folder)})

    def _deliver(self, delivery: Delivery) -> None:
        until(lambda: self._answer(delivery) == "200", seconds=180)

    def _answer(self, delivery: Delivery) -> str:
        try:
            answer = str(self.deployed.post(delivery))
        except httpx.TransportError as error:
            answer = type(error).__name__
        self.answers.append(answer)
        return answer


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Generator[Deployed]:
    """A stack of its own: nobody else's processes die, and what they leave behind goes on within half a minute."""
    with noting_stack(tmp_path_factory.mktemp("mortal"), shorten_waits) as deployed:
        yield deployed


@dataclass(frozen=True)
class Aftermath:
    """State of the stack when all has been sent, enough processes have died, and nothing runs any more.

    Args:
        load: what was sent.
        killed: how many processes of each function have died.
        runs: every run that there is.
    """

    load: Load
    killed: Mapping[str, int]
    runs: list[Run]

    def of(self, state: State) -> list[Run]:
        """The runs of a state."""
        return [run for run in self.runs if run.state == state]


@pytest.fixture(scope="module")
def aftermath(mortal: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    """Another one each time; `--randomly-seed` repeats what is sent and what dies."""
    folder = tmp_path_factory.mktemp("noted")
    (folder / "effects").mkdir()
    random = Random(getrandbits(32))  # noqa: S311 - it must be repeatable, not secret
    load, killer = Load(mortal, folder, random), Killer(mortal, FUNCTIONS, random)
    go_through(load, killer)
    return Aftermath(load, killer.killed, runs(mortal))


def test_all_that_was_accepted_has_ended_as_it_should_and_there_is_nothing_else(aftermath: Aftermath) -> None:
    accepted = aftermath.load.accepted.items()
    promised = {(event, action): state for event, kind in accepted for action, state in kind.ends.items()}
    windows = [run for run in aftermath.runs if run.key.event_id.startswith(WINDOW)]
    found = {(run.key.event_id, run.key.action): run.state for run in aftermath.runs if run not in windows}

    assert found == promised
    assert {run.state for run in windows} == {"completed"}


def test_each_completed_run_had_its_effect_once_by_its_key(aftermath: Aftermath) -> None:
    assert effects(aftermath.load.folder) == sorted(run.run_key for run in aftermath.of("completed"))


def test_no_attempt_began_once_its_run_was_completed(aftermath: Aftermath) -> None:
    noted = attempts(aftermath.load.folder)

    assert [run.run_key for run in aftermath.of("completed") if noted[run.run_key][-1].at > run.updated_at] == []


def test_no_two_processes_were_at_work_on_a_run_at_once(aftermath: Aftermath) -> None:
    assert at_once(aftermath.load.folder) == []


def test_what_has_failed_is_all_that_is_left_to_see_to_and_has_its_dead_letter(
    mortal: Deployed, aftermath: Aftermath
) -> None:
    failed = {run.key for run in aftermath.of("failed")}

    assert still_open(mortal) == failed
    assert dead_lettered(mortal) == {key.event_id for key in failed}
    assert mortal.waiting(delayed=True) == mortal.waiting("Long", delayed=True) == 0


def test_processes_of_every_function_died_at_work(aftermath: Aftermath) -> None:
    assert min(aftermath.killed.values()) >= LEAST
    assert min(seen_to_die(aftermath.load)) >= LEAST


def seen_to_die(load: Load) -> tuple[int, int, int]:
    """Count deaths at work as others saw them: the senders, the caller of the timer, and the actions' notes."""
    return len(load.refused()), load.failed_turns, len(cut_short(load.folder))


def go_through(load: Load, killer: Killer) -> None:
    """Send all and kill meanwhile, then wait for the end of it."""
    over = Event()
    with ThreadPoolExecutor(1) as threads:
        turns = threads.submit(turn_until, load, over)
        try:
            send_and_kill(load, killer)
            settle(load)
        finally:
            over.set()
        turns.result()


def turn_until(load: Load, over: Event) -> None:
    """Have the timer take one turn after the other: a minute between them would leave it out of the game."""
    client, timer = load.deployed.stack.emulator.client("lambda"), load.deployed.info.outputs["Timer"]
    tasks = cycle(["wake", "release", "recheck"])
    while not over.wait(0.2):
        event = json.dumps({"task": next(tasks)})
        load.failed_turns += "FunctionError" in client.invoke(FunctionName=timer, Payload=event)


def send_and_kill(load: Load, killer: Killer) -> None:
    """Send all, and kill meanwhile. What one action does is held until half is sent: then the timer lets it go on."""
    pauses = DynamoPauses(load.deployed.stack.emulator.client("dynamodb"), load.deployed.info.outputs["Runs"])
    pauses.pause(HELD, Pause("a test", time.time()))
    over = Event()

    def enough() -> bool:
        return min(*killer.killed.values(), *seen_to_die(load)) >= LEAST

    with ThreadPoolExecutor(SENDERS + 2) as threads:
        resuming = threads.submit(lambda: over.wait(SECONDS / 2) or pauses.resume(HELD))
        killing = threads.submit(killer.kill_until, over)
        try:
            seeds = [load.random.getrandbits(32) for _ in range(SENDERS)]
            list(threads.map(load.send, seeds))
            # Who was at work when he died is chance: while some have been lucky, more is sent.
            list(threads.map(lambda seed: load.send_more(seed, enough), seeds))
        finally:
            over.set()
        resuming.result()
        killing.result()


def settle(load: Load) -> None:
    """Nothing dies any more. Wait until all has ended; if it does not, what comes after tells what is missing."""

    def has_ended() -> bool:
        # A delayed wake-up may outlast its run, which the timer woke first. It is dropped when it arrives.
        if load.deployed.waiting(delayed=True) or load.deployed.waiting("Long", delayed=True):
            return False
        every = runs(load.deployed)
        return load.accepted.keys() <= {run.key.event_id for run in every} and all(run.has_ended for run in every)

    with suppress(AssertionError):
        until(has_ended, seconds=240)


def runs(deployed: Deployed) -> list[Run]:
    """Every run there is."""
    return [run_of(row) for row in rows(deployed) if "state" in row]


def rows(deployed: Deployed, index: str | None = None) -> list[dict[str, Any]]:
    """All of the table of runs, or of an index of it."""
    scan: Any = deployed.stack.emulator.client("dynamodb").get_paginator("scan")
    pages = scan.paginate(TableName=deployed.info.outputs["Runs"], **({"IndexName": index} if index else {}))
    return [deserialize(row, whole_or_float) for page in pages for row in page["Items"]]


def still_open(deployed: Deployed) -> set[RunKey]:
    """Return the keys in the index of open runs."""
    return {key_of(row) for row in rows(deployed, "open")}


def dead_lettered(deployed: Deployed) -> set[str]:
    """The events of which there are dead letters. One that was sent just before a process died is sent again."""
    queue, found = deployed.info.outputs["DefaultDeadLetterQueue"], set[str]()
    sqs = deployed.stack.emulator.client("sqs")
    while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=60).get("Messages"):
        found |= {json.loads(each.get("Body", ""))["delivery_id"] for each in messages}
    return found


def at_once(folder: Path) -> list[str]:
    """The runs that two processes were at work on at the same time: one ended what another had begun after it."""
    pairs = [(key, *pair) for key, notes in attempts(folder).items() for pair in pairwise(notes)]
    return [
        key
        for key, before, note in pairs
        if note.what == "ended" and before != replace(note, what="began", at=before.at)
    ]


def cut_short(folder: Path) -> list[Note]:
    """The attempts that began and did not end, as their process died."""
    return [
        before
        for notes in attempts(folder).values()
        for before, after in pairwise([*notes, None])
        if before and before.what == "began" and (after is None or after.what == "began")
    ]
