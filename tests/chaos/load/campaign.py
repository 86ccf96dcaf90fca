"""The load: first the small stores alone; then, besides them, one imports; then processes die as well."""

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from threading import Lock

from tests.chaos.accounts import Books, queued, wrongs
from tests.chaos.faulty_stack import faulty_stack
from tests.chaos.load.events import KINDS, Kind
from tests.chaos.meanwhile import meanwhile, turning
from tests.chaos.scene import Scene
from tests.support.deployed import Deployed
from tests.support.kills import Killer
from tests.support.merchants import stores_of

from storehook.runs.run import WINDOW, Run
from storehook.stores.store import Store

STORES = 200
"""Of which one imports: it sends half of all events."""

SENDERS = 3

CHANCE = 0.005
"""Of a call to fail: about one event in ten meets it."""

QUIET = 900.0
"""Seconds within which all must have ended, once all is sent."""

MORTAL = ("Ingest", "DefaultConsumer", "LongConsumer", "Timer")

VISIBLE = ("completed", "failed", "ignored", "coalesced")


@dataclass(frozen=True)
class Account:
    """What has become of what was sent.

    Args:
        what: which load it was.
        accepted: how many events were.
        states: how many runs ended as what, besides windows.
        wrongs: what is wrong in any store.
        killed: how many processes of each function have died.
        small: the median of the seconds that a small store's event took to be completed.
    """

    what: str
    accepted: int
    states: Counter[str]
    wrongs: Sequence[str]
    killed: Counter[str]
    small: float

    @property
    def is_exact(self) -> bool:
        """Whether every event that was accepted is one run that has ended, and there is no other."""
        return self.accepted == sum(self.states.values()) == sum(self.states[state] for state in VISIBLE)

    def violations(self) -> list[str]:
        """What is wrong."""
        lost = [] if self.is_exact else [f"{self.accepted} events were accepted, and runs ended as {dict(self.states)}"]
        return [f"{self.what}: {wrong}" for wrong in [*lost, *self.wrongs]]

    def __str__(self) -> str:
        """In one row."""
        ended = " | ".join(str(self.states[state]) for state in VISIBLE)
        return f"| {self.what} | {self.accepted} | {ended} | {sum(self.killed.values())} | {self.small:.1f} s |"


class Load:
    """Events that are sent to 200 stores of a stack.

    Args:
        deployed: the faulty stack.
        faults: the folder by which its functions are told what to do.
        prefix: what the stores' names begin with.
    """

    def __init__(self, deployed: Deployed, faults: Path, prefix: str) -> None:
        self._deployed, self._faults, self._lock = deployed, faults, Lock()
        self._scenes = [Scene(deployed, faults, f"{prefix}{number:05}") for number in range(STORES)]
        for scene in self._scenes:
            stores_of(deployed).save(Store(scene.store_hash), scene.merchant.account.access_token)

    def send(self, imported: int, others: int, random: Random) -> None:
        """Send events, every tenth of them twice; those of the import at once with the others."""
        big, *small = self._scenes
        stores = [big] * imported + random.choices(small, k=others)
        random.shuffle(stores)
        with ThreadPoolExecutor(SENDERS) as threads:
            list(threads.map(lambda scene: self._send(scene, random.choice(KINDS), random), stores))

    def _send(self, scene: Scene, kind: Kind, random: Random) -> None:
        delivery = scene.deliver(kind.scope, kind.data(random))
        with self._lock:
            scene.ends.update(kind.ends)
        if random.random() < 0.1:
            scene.send(delivery)

    def account(self, what: str, killed: Counter[str]) -> Account:
        """Wait until all has ended, with nothing failing any more, and count."""
        (self._faults / "chance").unlink(missing_ok=True)
        deadline = time.monotonic() + QUIET
        while (queued(self._deployed) or self._is_unfinished()) and time.monotonic() < deadline:
            time.sleep(3)
        books = self._books()
        runs = [run for run in self._runs(books) if not run.key.event_id.startswith(WINDOW)]
        accepted, states = sum(scene.accepted for scene in self._scenes), Counter[str](run.state for run in runs)
        found = [wrong for scene in self._scenes for wrong in wrongs(scene, books)]
        big = self._scenes[0].store_hash
        return Account(
            what, accepted, states, found, killed, median(_seconds(run) for run in runs if _is_plain(run, big))
        )

    def _is_unfinished(self) -> bool:
        return not all(run.has_ended for run in self._runs(self._books()))

    def _books(self) -> Books:
        return Books.of(self._deployed)

    def _runs(self, books: Books) -> list[Run]:
        return [run for scene in self._scenes for run in books.runs.get(scene.store_hash, [])]


def _is_plain(run: Run, big: str) -> bool:
    return run.key.store_hash != big and run.state == "completed" and run.key.action == "work" and run.attempt == 1


def _seconds(run: Run) -> float:
    return run.updated_at - run.message.received_at


@dataclass(frozen=True)
class Played:
    """A load, and what befalls the stack meanwhile.

    Args:
        what: what it is called.
        imports: whether one store imports.
        chance: of a call to fail.
        kills: whether processes die.
    """

    what: str
    imports: bool = True
    chance: float = 0.0
    kills: bool = False

    def play(self, deployed: Deployed, faults: Path, each: int, random: Random) -> Account:
        """Send so many events of the small stores, and of the import; then count."""
        load = Load(deployed, faults, "".join(filter(str.isalpha, self.what)))
        killer = Killer(deployed, MORTAL, random)
        (faults / "chance").write_text(str(self.chance))
        with meanwhile(killer.kill_until) if self.kills else nullcontext():
            load.send(each if self.imports else 0, each, random)
        return load.account(self.what, killer.killed)


LOADS = (
    Played("small stores", imports=False),
    Played("an import"),
    Played("an import, and calls fail", chance=CHANCE),
    Played("an import, calls fail, and processes die", chance=CHANCE, kills=True),
)


def main(events: int) -> list[Account]:
    """Send so many events, again and again; gives the accounts."""
    random = Random(0)  # noqa: S311 - it must be repeatable, not secret
    with TemporaryDirectory(prefix="storehook-chaos-") as folder, faulty_stack(Path(folder)) as deployed:
        faults, accounts = Path(folder) / "faults", list[Account]()
        with turning(deployed, faults):
            for played in LOADS:
                with deployed.stack.progress.step(f"Load: {played.what}"):
                    accounts.append(played.play(deployed, faults, events // 2, random))
        return accounts
