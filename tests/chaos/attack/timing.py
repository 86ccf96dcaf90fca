"""Whether the time that a refusal takes tells a store that is connected from one that nobody knows."""

import math
import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import NormalDist, median

from tests.chaos.attack.functions import built
from tests.chaos.attack.report import Report
from tests.chaos.attack.requests import Known, Request, genuine
from tests.support.deployed import Deployed
from tests.support.merchants import stores_of

from storehook.aws.registrations import DynamoRegistrations
from storehook.registration.record import RegisteredWebhook, Registration
from storehook.stores.store import Store

SURE = 0.001
"""Chance of calling noise a difference that we take."""

NOISE = 0.05
"""Share of the median below which a difference is none: two copies of a function differ by more."""

FIRST, AGAIN, ANEW = 150, 1000, 100
"""Samples of each kind: of stores that are new to a copy, that it remembers, and that it reads from the table."""

MOST_HOOKS = 300

TRIES = 5
"""Of which the fastest is a sample, where it can be had again: what else the machine does only ever makes it slower."""

type Ask = Callable[[Request], float]
"""Sends a request, and gives the milliseconds that its answer took."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Times of two kinds of stores, sampled in turn.

    Args:
        name: what was compared.
        connected: milliseconds of each refusal for a store that is connected.
        unknown: the same for one that is not.
    """

    name: str
    connected: Sequence[float]
    unknown: Sequence[float]

    @property
    def difference(self) -> float:
        """By which share of the unknown's median the connected's differs."""
        return median(self.connected) / median(self.unknown) - 1

    @property
    def chance(self) -> float:
        """How likely noise alone ranks them so far apart: Mann-Whitney's U, two-sided, by its normal approximation."""
        few, many = len(self.connected), len(self.unknown)
        ranked = sorted([(each, 1) for each in self.connected] + [(each, 0) for each in self.unknown])
        ranks = sum(rank for rank, (_, is_connected) in enumerate(ranked, 1) if is_connected)
        u = ranks - few * (few + 1) / 2
        spread = math.sqrt(few * many * (few + many + 1) / 12)
        return 2 * NormalDist().cdf(-abs(u - few * many / 2) / spread)

    @property
    def tells(self) -> bool:
        """Whether somebody who measures can tell them apart."""
        return self.chance < SURE and abs(self.difference) > NOISE

    def __str__(self) -> str:
        """In a line."""
        medians = f"{median(self.connected):.3f} and {median(self.unknown):.3f} ms"
        return f"{self.name}: {medians}, {self.difference:+.1%}, p={self.chance:.2g}, n={len(self.connected)} each"


def compare(name: str, ask: Ask, known: Known, connected: Sequence[str], unknown: Sequence[str]) -> Comparison:
    """Ask about stores of both kinds in turn, in an order of chance: what the machine does else meets both alike."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for pair in zip(connected, unknown, strict=True):
        both = [(True, pair[0]), (False, pair[1])]
        random.shuffle(both)
        for is_connected, store_hash in both:
            times[is_connected].append(ask(genuine(known, store_hash, secret=secrets.token_hex(16))))
    return Comparison(name, times[True], times[False])


def connect_stores(deployed: Deployed, number: int, client_secret: str | None = None) -> list[str]:
    """Stores that are connected, by the app or each by an API account of its own."""
    found, table = [f"time{secrets.token_hex(5)}" for _ in range(number)], stores_of(deployed)
    for store_hash in found:
        store = Store(store_hash) if client_secret is None else Store(store_hash, account="store")
        table.save(store, secrets.token_hex(16), client_secret)
    return found


def connect_large_store(deployed: Deployed) -> str:
    """A store with as many webhooks as an app may have: whoever reads its whole row takes longer."""
    (store_hash,) = connect_stores(deployed, 1)
    table = DynamoRegistrations(deployed.stack.emulator.client("dynamodb"), deployed.info.outputs["Stores"])
    hooks = [
        RegisteredWebhook(number, f"store/channel/{number}/updated", deployed.url(), active=True, since=1)
        for number in range(MOST_HOOKS)
    ]
    table.save(store_hash, Registration(tuple(hooks), version=1))
    return store_hash


def unknown_stores(number: int) -> list[str]:
    """Hashes of the same length."""
    return [f"time{secrets.token_hex(5)}" for _ in range(number)]


def time_refusals(deployed: Deployed, known: Known, folder: Path, report: Report) -> list[str]:
    """Compare what a stranger could compare; what tells a store twice is a violation.

    A store that has an API account of its own is told once in the life of a copy: KMS decrypts its client secret at the
    first forged delivery. That is known, and in docs/explanation/security.md. It is measured here so that it stays the
    only one.
    """
    large, own = connect_large_store(deployed), connect_stores(deployed, FIRST, secrets.token_hex(20))
    found = list[str]()
    with built(deployed, "Ingest", folder / "ingest.log") as ingest:

        @report.counting
        def asked(request: Request) -> float:
            return ingest.timed(request.event())[1]

        first = compare("first request, own account (a known limit)", asked, known, own, unknown_stores(FIRST))
        report.measured(str(first))
        by_app = partial(connect_stores, deployed, FIRST)
        found += _told("first request, app's account", asked, known, by_app, lambda: unknown_stores(FIRST), report)
        for name, store in {"later requests, app's account": large, "later requests, own account": own[0]}.items():
            found += _told(name, asked, known, *_one_of_each(store, AGAIN), report)
    with built(deployed, "Ingest", folder / "ingest.log", SECRET_TTL="0") as forgetful:

        @report.counting
        def anew(request: Request) -> float:
            return min(forgetful.timed(request.event())[1] for _ in range(TRIES))

        anew(genuine(known, own[0], secret="another"))
        for name, store in {"uncached, app's account": large, "uncached, own account": own[0]}.items():
            found += _told(name, anew, known, *_one_of_each(store, ANEW), report)
    over_http = report.counting(partial(_over_http, deployed))
    return found + _told("over HTTP, app's account", over_http, known, *_one_of_each(large, ANEW), report)


type Stores = Callable[[], Sequence[str]]


def _one_of_each(store: str, times: int) -> tuple[Stores, Stores]:
    return lambda: [store] * times, lambda: unknown_stores(1) * times


def _told(name: str, ask: Ask, known: Known, connected: Stores, unknown: Stores, report: Report) -> list[str]:
    for _ in range(2):
        compared = compare(name, ask, known, connected(), unknown())
        report.measured(str(compared))
        if not compared.tells:
            return []
    return [f"the time of a refusal tells a store that is connected: {name}"]


def _over_http(deployed: Deployed, request: Request) -> float:
    url, headers, took = deployed.info.api_url + request.target, list(request.headers), list[float]()
    for _ in range(TRIES):
        began = time.perf_counter()
        deployed.http.post(url, content=request.body, headers=headers)
        took.append(time.perf_counter() - began)
    return min(took) * 1e3
