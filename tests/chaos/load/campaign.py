"""The load: small stores on a usual day; then one imports besides; then as much as goes; then processes die as well."""

import time
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
from tests.chaos.faulty_stack import faulty_stack, set_batch_size
from tests.chaos.load.account import Account
from tests.chaos.load.events import KINDS, Kind
from tests.chaos.meanwhile import meanwhile, turning
from tests.chaos.scene import Scene
from tests.support.deployed import Deployed
from tests.support.kills import Killer
from tests.support.merchants import stores_of

from storehook.stores.store import Store

STORES = 200
"""Of which one imports."""

PACE = 8.0
"""Events a second of all small stores together, on a usual day: this machine's consumers can do twice as much."""

FAIR = 1.5
"""How many times as long a small store's event may take while another store imports."""

ENOUGH = 30
"""Events by which one can tell how long they take."""

SENDERS, IMPORTERS = 4, 3
"""Requests at the same time."""

REPEATED = 0.1
"""Of the deliveries: they come twice."""

CHANCE = 0.005
"""Of a call to fail: about one event in ten meets it."""

QUIET = 900.0
"""Seconds within which all must have ended, once all is sent."""

MORTAL = ("Ingest", "DefaultConsumer", "LongConsumer", "Timer")


class Load:
    """Events that are sent to 200 stores of a stack.

    Args:
        deployed: the faulty stack.
        faults: the folder by which its functions are told what to do.
        prefix: what the stores' names begin with.
    """

    def __init__(self, deployed: Deployed, faults: Path, prefix: str) -> None:
        self._deployed, self._faults, self._lock = deployed, faults, Lock()
        self.scenes = [Scene(deployed, faults, f"{prefix}{number:05}") for number in range(STORES)]
        for scene in self.scenes:
            stores_of(deployed).save(Store(scene.store_hash), scene.merchant.account.access_token)

    def send(self, imported: int, others: int, pace: float, random: Random) -> None:
        """Send events, every tenth of them twice: the import as fast as it can be, the others at their pace."""
        big, *small = self.scenes
        imports = [self._drawn(big, random) for _ in range(imported)]
        usual = [(self._drawn(random.choice(small), random), random.expovariate(pace)) for _ in range(others)]
        with ThreadPoolExecutor(IMPORTERS) as importers, ThreadPoolExecutor(SENDERS) as senders:
            sending = [importers.submit(send) for send in imports]
            for send, pause in usual:
                sending.append(senders.submit(send))
                time.sleep(pause)
        for sent in sending:
            sent.result()

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
        """Wait until all has ended, with nothing failing any more; all that is there then."""
        (self._faults / "chance").unlink()
        deadline = time.monotonic() + QUIET
        while (queued(self._deployed) or not all_have_ended(self._deployed)) and time.monotonic() < deadline:
            time.sleep(3)
        return Books.of(self._deployed)


@dataclass(frozen=True)
class Played:
    """A load, and what befalls the stack meanwhile.

    Args:
        what: what it is called.
        imported: events that one store imports.
        others: events of all others.
        pace: how many of these come a second; else as many as are taken.
        batch: messages that a consumer is given at once.
        kills: whether processes die.
    """

    what: str
    imported: int
    others: int
    pace: float = inf
    batch: int = 10
    kills: bool = False

    def play(self, deployed: Deployed, faults: Path, random: Random) -> Account:
        """Send all, and count what has become of it."""
        load = Load(deployed, faults, "".join(filter(str.isalpha, self.what)))
        killer = Killer(deployed, MORTAL, random)
        set_batch_size(deployed, self.batch)
        (faults / "chance").write_text(str(CHANCE))
        with meanwhile(killer.kill_until) if self.kills else nullcontext():
            load.send(self.imported, self.others, self.pace, random)
        return Account.of(self.what, load.scenes, load.end(), killer.killed.total(), is_alone=self.batch == 1)


ALONE = Played("small stores alone", 0, 200, PACE, batch=1)

BESIDE = Played("small stores during an import", 600, 200, PACE, batch=1)


def main(events: int) -> list[Account]:
    """Send so many events, and then again; gives the accounts."""
    half = events // 2
    loads = (ALONE, BESIDE, Played("all at once", half, half), Played("processes are killed", half, half, kills=True))
    random = Random(0)  # noqa: S311 - it must be repeatable, not secret
    with TemporaryDirectory(prefix="storehook-chaos-") as folder, faulty_stack(Path(folder)) as deployed:
        faults, accounts = Path(folder) / "faults", list[Account]()
        with turning(deployed, faults):
            for played in loads:
                with deployed.stack.progress.step(f"Load: {played.what}"):
                    accounts.append(played.play(deployed, faults, random))
        return accounts


def violations(accounts: Sequence[Account]) -> list[str]:
    """What is wrong in any, and how much longer small stores wait for the import than they may."""
    of = {account.what: account for account in accounts}
    return [wrong for account in accounts for wrong in account.violations()] + _unfair(of[ALONE.what], of[BESIDE.what])


def _unfair(alone: Account, beside: Account) -> list[str]:
    if min(len(alone.small), len(beside.small)) < ENOUGH:
        return [f"{len(alone.small)} and {len(beside.small)} events of small stores tell nothing of how long they wait"]
    usual, besides, imported = median(alone.small), median(beside.small), median(beside.imported)
    if imported < 2 * FAIR * usual:
        return [f"the import did not wait for its turn: {imported:.2f} s, where {usual:.2f} s are usual"]
    return [f"small stores' events take {besides:.2f} s, not {usual:.2f} s as usual"] * (besides > FAIR * usual)
