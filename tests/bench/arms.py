"""Arms of the benchmark: functions as they start on Lambda, and the least that each could be."""

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
"""The packages that the Lambda runtime includes (AWS docs, Lambda runtimes)."""
ARCHIVED = 315_619_200.0
"""1980-01-02 in unix seconds: the date that `sam` gives each file in an archive."""
WARM, FEW, REPEATS = 100, 40, 2000
SIGNED = ("storehook.aws.signed_clients", "SignedClient", "call")


@dataclass(frozen=True, slots=True)
class Arm:
    """A function and its events.

    Args:
        name: unique.
        cold: its first event.
        warm: the events that follow.
        repeats: how often the first event is handled again without input and output.
        calls: the module, the class and the method of its AWS calls.
    """

    name: str
    artefact: Artefact
    cold: Any
    warm: tuple[Any, ...] = field(default=(), repr=False)
    repeats: int = 0
    calls: tuple[str, str, str] = ("botocore.client", "BaseClient", "_make_api_call")


class Orders:
    """Deliveries about orders of the stand-in store, one per order."""

    def __init__(self, stacks: TwoStacks) -> None:
        self._deployed = stacks.deployed
        self._ids = iter(range(100, 100 + ORDERS))

    def delivery(self, secret: str = "") -> Delivery:
        """Make the next delivery, signed with storehook's secret by default."""
        return self._deployed.delivery("store/order/created", {"type": "order", "id": next(self._ids)}, secret=secret)

    def ours(self) -> dict[str, Any]:
        """Make the next event of storehook's consumer."""
        order = self.delivery()
        message = Message(order.store_hash, order.id, order.body, order.timestamp, float(order.timestamp))
        return sqs_event(encode(message))

    def peers(self) -> dict[str, Any]:
        """Make the next event of the peer's worker."""
        return sqs_event(self.delivery().body.decode())


@dataclass(frozen=True, slots=True)
class Artefacts:
    """The functions as they ship, on an SDK with valid bytecode unless the name says otherwise.

    The peer ships its own SDK, because `boto3` is among its requirements. The bare ones don't.
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
    """Lay out the functions as Lambda does."""
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


def arms(functions: Artefacts, orders: Orders, secret: str) -> list[Arm]:
    """Make every arm, with new events.

    Args:
        secret: signs the peer's events.
    """
    ours, peers = http_event(orders.delivery()), rest_event(orders.delivery(secret))
    return [
        Arm("naive ingest", functions.naive_ingest, peers, (peers,) * WARM, REPEATS),
        Arm("naive ingest without its SDK", functions.naive_ingest_bare, peers),
        Arm("ingest", functions.ingest, ours, (ours,) * WARM, REPEATS, SIGNED),
        Arm("ingest, SDK without bytecode", functions.ingest_plain, ours),
        Arm("ingest, fresh bytecode", functions.ingest_fresh, ours),
        Arm("naive consumer", functions.naive_consumer, orders.peers(), tuple(orders.peers() for _ in range(FEW))),
        Arm("naive consumer without its SDK", functions.naive_consumer_bare, orders.peers()),
        Arm("consumer", functions.consumer, orders.ours(), tuple(orders.ours() for _ in range(FEW)), calls=SIGNED),
        Arm("consumer, SDK without bytecode", functions.consumer_plain, orders.ours()),
        Arm("one bare send", functions.floor, ours, (ours,) * WARM),
        Arm("hmac and json", replace(functions.floor, handler="verify"), ours, (), REPEATS * 5),
    ]


def date(*folders: Path) -> None:
    """Give each file the date that it has on Lambda."""
    for folder in folders:
        for path in folder.rglob("*"):
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
    # In a separate process: compileall forks, and this process has threads.
    subprocess.run([sys.executable, "-m", "compileall", "-q", "-j", "0", str(folder)], check=True)
