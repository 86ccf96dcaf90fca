"""What is measured against what: each arm is a function as it starts on Lambda, or the least that it could be."""

import os
import shutil
import site
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.bench.two_stacks import ORDERS, Artefact, TwoStacks, http_event, rest_event, sqs_event
from tests.support.deployed import Delivery

from storehook.queues.message import Message, encode

FLOOR = Path(__file__).parent / "floor"
SDK = ("boto3", "botocore", "jmespath", "s3transfer", "dateutil", "urllib3", "six.py")
"""What the Lambda runtime brings (AWS docs, Lambda runtimes)."""
ARCHIVED = 315_619_200.0
"""1980-01-02 in unix seconds: the date that `sam` gives each file in an archive."""
WARM, FEW, REPEATS = 100, 40, 2000
SIGNED = ("storehook.aws.signed_clients", "SignedClient", "call")


@dataclass(frozen=True, slots=True)
class Arm:
    """A function, and what it is to do.

    Args:
        name: unique.
        artefact: the function.
        cold: its first event.
        warm: what follows.
        repeats: how often the first is handled again without input and output.
        calls: the module, the class and the method by which it calls AWS.
    """

    name: str
    artefact: Artefact
    cold: Any
    warm: tuple[Any, ...] = field(default=(), repr=False)
    repeats: int = 0
    calls: tuple[str, str, str] = ("botocore.client", "BaseClient", "_make_api_call")


class Orders:
    """Deliveries about the orders of the stand-in store, each the first about one.

    Args:
        stacks: who is told.
    """

    def __init__(self, stacks: TwoStacks) -> None:
        self._deployed = stacks.deployed
        self._ids = iter(range(100, 100 + ORDERS))

    def delivery(self, secret: str = "") -> Delivery:
        """The next; signed with storehook's secret unless another is given."""
        return self._deployed.delivery("store/order/created", {"type": "order", "id": next(self._ids)}, secret=secret)

    def ours(self) -> dict[str, Any]:
        """As storehook's consumer gets it."""
        made = self.delivery()
        message = Message(made.store_hash, made.id, made.body, made.timestamp, float(made.timestamp))
        return sqs_event(encode(message))

    def peers(self) -> dict[str, Any]:
        """As the peer's worker gets it."""
        return sqs_event(self.delivery().body.decode())


@dataclass(frozen=True, slots=True)
class Artefacts:
    """What is started: each function as it ships, on an SDK with valid bytecode unless it is said otherwise.

    The peer ships an SDK of its own, as `boto3` is among its requirements; but for the bare ones, from which that is
    taken.
    """

    ingest: Artefact
    ingest_plain: Artefact
    ingest_fresh: Artefact
    naive_ingest: Artefact
    naive_ingest_bare: Artefact
    consumer: Artefact
    consumer_plain: Artefact
    naive_consumer: Artefact
    naive_consumer_bare: Artefact
    floor: Artefact


def artefacts(stacks: TwoStacks) -> Artefacts:
    """Lay them out, as Lambda does."""
    date(stacks.folder / "ours", stacks.folder / "naive", stacks.folder / "opt")
    compiled, plain = _sdk(stacks.folder / "sdk", compiled=True), _sdk(stacks.folder / "plain", compiled=False)
    queue = {"QUEUE_URL": stacks.queue()}
    ingest, consumer = _with(stacks.ours("ingest"), queue), stacks.ours("consumer")
    naive_ingest, naive_consumer = _with(stacks.peers("Ingest"), queue), stacks.peers("Worker")
    return Artefacts(
        ingest=_on(ingest, compiled),
        ingest_plain=_on(ingest, plain),
        ingest_fresh=_on(_fresh(ingest, stacks.folder / "fresh"), compiled),
        naive_ingest=naive_ingest,
        naive_ingest_bare=_on(_bare(naive_ingest, stacks.folder / "bare"), compiled),
        consumer=_on(consumer, compiled),
        consumer_plain=_on(consumer, plain),
        naive_consumer=naive_consumer,
        naive_consumer_bare=_on(_bare(naive_consumer, stacks.folder / "bare"), compiled),
        floor=Artefact((FLOOR, compiled), queue | stacks.stack.emulator.credentials, "floor", "send"),
    )


def arms(found: Artefacts, orders: Orders, secret: str) -> list[Arm]:
    """Every arm, with events of its own.

    Args:
        found: what is started.
        orders: what the events are about.
        secret: what signs those of the peer.
    """
    ours, peers = http_event(orders.delivery()), rest_event(orders.delivery(secret))
    return [
        Arm("naive ingest", found.naive_ingest, peers, (peers,) * WARM, REPEATS),
        Arm("naive ingest without its SDK", found.naive_ingest_bare, peers),
        Arm("ingest", found.ingest, ours, (ours,) * WARM, REPEATS, SIGNED),
        Arm("ingest, SDK without bytecode", found.ingest_plain, ours),
        Arm("ingest, fresh bytecode", found.ingest_fresh, ours),
        Arm("naive consumer", found.naive_consumer, orders.peers(), tuple(orders.peers() for _ in range(FEW))),
        Arm("naive consumer without its SDK", found.naive_consumer_bare, orders.peers()),
        Arm("consumer", found.consumer, orders.ours(), tuple(orders.ours() for _ in range(FEW)), calls=SIGNED),
        Arm("consumer, SDK without bytecode", found.consumer_plain, orders.ours()),
        Arm("one bare send", found.floor, ours, (ours,) * WARM),
        Arm("hmac and json", replace(found.floor, handler="verify"), ours, (), REPEATS * 5),
    ]


def date(*folders: Path) -> None:
    """Give each file the date that it has on Lambda."""
    for path in (each for folder in folders for each in folder.rglob("*")):
        os.utime(path, (ARCHIVED, ARCHIVED))


def _with(artefact: Artefact, variables: dict[str, str]) -> Artefact:
    return replace(artefact, environment=artefact.environment | variables)


def _on(artefact: Artefact, sdk: Path) -> Artefact:
    return replace(artefact, folders=(*artefact.folders, sdk))


def _sdk(folder: Path, *, compiled: bool) -> Path:
    folder.mkdir()
    for name in SDK:
        source = Path(site.getsitepackages()[0]) / name
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, folder / name, ignore=ignored) if source.is_dir() else shutil.copy(source, folder)
    if compiled:
        _compile(folder)
    return folder


def _fresh(artefact: Artefact, folder: Path) -> Artefact:
    copies = [folder / str(number) for number, _ in enumerate(artefact.folders)]
    for source, target in zip(artefact.folders, copies, strict=True):
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        _compile(target)
    return replace(artefact, folders=tuple(copies))


def _bare(artefact: Artefact, folder: Path) -> Artefact:
    (source,) = artefact.folders
    target = folder / source.name
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*SDK))
    return replace(artefact, folders=(target,))


def _compile(folder: Path) -> None:
    # A process of its own: it forks, and this one has threads.
    subprocess.run([sys.executable, "-m", "compileall", "-q", "-j", "0", str(folder)], check=True)
