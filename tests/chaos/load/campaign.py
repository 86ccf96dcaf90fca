"""Loads: small stores alone, with an import, as fast as possible, and while processes are killed."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from math import inf
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from threading import Lock

from tests.chaos.accounts import Books, all_have_ended, queued
from tests.chaos.background import in_background, ticking
from tests.chaos.faulty_stack import faulty_stack, set_batch_size
from tests.chaos.load.account import Account
from tests.chaos.load.events import KINDS, Kind
from tests.chaos.scene import Scene
from tests.support.deployed import Deployed
from tests.support.kills import Killer
from tests.support.merchants import stores_of

from storehook.stores.store import Store

STORES = 200
"""The number of stores. One of them imports."""

PACE = 8.0
"""Events a second of all small stores together. This machine's consumers can handle twice as many."""

FAIR = 1.5
"""The factor by which a small store's event may take longer while another store imports."""

ENOUGH = 30
"""Events that are enough for a median."""

SENDERS, IMPORTERS = 4, 3
"""Requests at the same time."""

REPEATED = 0.1
"""The share of deliveries that are sent twice."""

CHANCE = 0.005
"""The probability that a call fails. About one event in ten is affected."""

QUIET = 900.0
"""Seconds after the last event within which every run must have ended."""

LONGEST = 120.0
"""Seconds for which killing continues after the last event, until a process of each function has died."""

MORTAL = ("Ingest", "DefaultConsumer", "LongConsumer", "Timer")


class Load:
    """Events that are sent to 200 stores of a stack.

    Args:
        deployed: the faulty stack.
        faults: the folder with the plans for its functions.
        prefix: the prefix of the stores' names.
    """

    def __init__(self, deployed: Deployed, faults: Path, prefix: str) -> None:
        self._deployed, self._faults, self._lock = deployed, faults, Lock()
        self.scenes = [Scene(deployed, faults, f"{prefix}{number:05}") for number in range(STORES)]
        for scene in self.scenes:
            stores_of(deployed).save(Store(scene.store_hash), scene.merchant.account.access_token)

    def send(self, imported: int, others: int, pace: float, random: Random) -> None:
        """Send events, every tenth of them twice: the import as fast as possible, the others at their pace."""
        big, *small = self.scenes
        imports = [self._drawn(big, random) for _ in range(imported)]
        usual = [(self._drawn(random.choice(small), random), random.expovariate(pace)) for _ in range(others)]
        with ThreadPoolExecutor(IMPORTERS) as importers, ThreadPoolExecutor(SENDERS) as senders:
            sending = [importers.submit(send) for send in imports]
            for send, pause in usual:
                sending.append(senders.submit(send))
                time.sleep(pause)
        for future in sending:
            future.result()

    def _drawn(self, scene: Scene, random: Random) -> Callable[[], None]:
        kind = random.choice(KINDS)
        return partial(self._send, scene, kind, kind.data(random), is_repeated=random.random() < REPEATED)

    def _send(self, scene: Scene, kind: Kind, data: object, *, is_repeated: bool) -> None:
        delivery = self._deployed.delivery(kind.scope, data, store_hash=scene.store_hash)
        scene.send(delivery)
        with self._lock:
            scene.accepted += 1
            scene.ends.update(kind.ends)
        if is_repeated:
            scene.send(delivery)

    def end(self) -> Books:
        """Stop the faults, wait until every run has ended, and return the contents of the tables."""
        (self._faults / "chance").unlink()
        deadline = time.monotonic() + QUIET
        while (queued(self._deployed) or not all_have_ended(self._deployed)) and time.monotonic() < deadline:
            time.sleep(3)
        return Books.of(self._deployed)


@dataclass(frozen=True)
class LoadPlan:
    """A load, with the faults that happen meanwhile.

    Args:
        what: its name.
        imported: the number of events that one store imports.
        others: the number of events of all other stores.
        pace: events a second of these; infinite for as fast as they are accepted.
        batch: the batch size of the consumer.
        kills: processes are killed.
    """

    what: str
    imported: int
    others: int
    pace: float = inf
    batch: int = 10
    kills: bool = False

    def play(self, deployed: Deployed, faults: Path, random: Random) -> Account:
        """Send all events, and count what became of them."""
        load = Load(deployed, faults, "".join(filter(str.isalpha, self.what)))
        killer = Killer(deployed, MORTAL if self.kills else (), random)
        set_batch_size(deployed, self.batch)
        (faults / "chances").write_text("")
        (faults / "chance").write_text(str(CHANCE))
        with in_background(killer.kill_until) if self.kills else nullcontext():
            load.send(self.imported, self.others, self.pace, random)
            _wait_for_deaths(killer)
        failed = Counter((faults / "chances").read_text().splitlines())
        return Account.of(
            self.what, load.scenes, load.end(), killed=killer.killed, faults=failed, is_alone=self.batch == 1
        )


def _wait_for_deaths(killer: Killer) -> None:
    deadline = time.monotonic() + LONGEST
    while not all(killer.killed.values()) and time.monotonic() < deadline:
        time.sleep(1)


ALONE = LoadPlan("small stores alone", 0, 200, PACE, batch=1)

BESIDE = LoadPlan("small stores during an import", 600, 200, PACE, batch=1)


def main(events: int) -> list[Account]:
    """Play all loads, the last two with that many events, and return their accounts."""
    half = events // 2
    loads = (
        ALONE,
        BESIDE,
        LoadPlan("all at once", half, half),
        LoadPlan("processes are killed", half, half, kills=True),
    )
    random = Random(0)  # noqa: S311 - it must be repeatable, not secret
    with TemporaryDirectory(prefix="storehook-chaos-") as folder, faulty_stack(Path(folder)) as deployed:
        faults, accounts = Path(folder) / "faults", list[Account]()
        with ticking(deployed, faults):
            for played in loads:
                with deployed.stack.progress.step(f"Load: {played.what}"):
                    accounts.append(played.play(deployed, faults, random))
        return accounts


def violations(accounts: Sequence[Account]) -> list[str]:
    """Return the errors of all loads, and an error if the import delays small stores too much."""
    of = {account.what: account for account in accounts}
    return [error for account in accounts for error in account.violations()] + _unfair(of[ALONE.what], of[BESIDE.what])


def _unfair(alone: Account, beside: Account) -> list[str]:
    if min(len(alone.small), len(beside.small)) < ENOUGH:
        return [f"too few events of small stores to measure their time: {len(alone.small)} and {len(beside.small)}"]
    usual, besides, imported = median(alone.small), median(beside.small), median(beside.imported)
    if imported < 2 * FAIR * usual:
        return [f"the import did not have to wait: its events took {imported:.2f} s, usual are {usual:.2f} s"]
    return [f"small stores' events took {besides:.2f} s, usual are {usual:.2f} s"] * (besides > FAIR * usual)
