"""Timing of refusals: a connected store must not differ from an unknown one."""

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
"""The accepted probability of taking noise for a difference."""

NOISE = 0.05
"""The share of the median below which a difference is ignored: two processes of a function differ by more."""

FIRST, CACHED, UNCACHED = 150, 1000, 100
"""Samples of each kind: stores that are new to a process, that it remembers, and that it reads from the table."""

MOST_HOOKS = 300

TRIES = 5
"""Tries per sample, if it can be repeated. The fastest counts, because other work only ever makes it slower."""

type Send = Callable[[Request], float]
"""Sends a request, and returns the milliseconds until its answer."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Times of two kinds of stores, sampled in turn.

    Args:
        connected: milliseconds of each refusal for a connected store.
        unknown: milliseconds of each refusal for an unknown store.
    """

    name: str
    connected: Sequence[float]
    unknown: Sequence[float]

    @property
    def difference(self) -> float:
        """The difference of the medians, as a share of that of unknown stores."""
        return median(self.connected) / median(self.unknown) - 1

    @property
    def chance(self) -> float:
        """The probability of this ranking by noise alone: Mann-Whitney's U, two-sided, normal approximation."""
        few, many = len(self.connected), len(self.unknown)
        ranked = sorted([(time, 1) for time in self.connected] + [(time, 0) for time in self.unknown])
        ranks = sum(rank for rank, (_, is_connected) in enumerate(ranked, 1) if is_connected)
        u = ranks - few * (few + 1) / 2
        spread = math.sqrt(few * many * (few + many + 1) / 12)
        return 2 * NormalDist().cdf(-abs(u - few * many / 2) / spread)

    @property
    def is_different(self) -> bool:
        """True if somebody who measures can tell them apart."""
        return self.chance < SURE and abs(self.difference) > NOISE

    def __str__(self) -> str:
        """Write one line of the report."""
        medians = f"{median(self.connected):.3f} and {median(self.unknown):.3f} ms"
        return f"{self.name}: {medians}, {self.difference:+.1%}, p={self.chance:.2g}, n={len(self.connected)} each"


def compare(name: str, send: Send, known: Known, connected: Sequence[str], unknown: Sequence[str]) -> Comparison:
    """Send requests for stores of both kinds in turn, in a random order, so that other work affects both alike."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for pair in zip(connected, unknown, strict=True):
        both = [(True, pair[0]), (False, pair[1])]
        random.shuffle(both)
        for is_connected, store_hash in both:
            times[is_connected].append(send(genuine(known, store_hash, secret=secrets.token_hex(16))))
    return Comparison(name, times[True], times[False])


def connect_stores(deployed: Deployed, number: int, client_secret: str | None = None) -> list[str]:
    """Connect stores, by the app or each with its own API account."""
    store_hashes, table = [f"time{secrets.token_hex(5)}" for _ in range(number)], stores_of(deployed)
    for store_hash in store_hashes:
        store = Store(store_hash) if client_secret is None else Store(store_hash, account="store")
        table.save(store, secrets.token_hex(16), client_secret)
    return store_hashes


def connect_large_store(deployed: Deployed) -> str:
    """Connect a store with as many webhooks as an app may have. Reading its whole row takes longer."""
    (store_hash,) = connect_stores(deployed, 1)
    table = DynamoRegistrations(deployed.stack.emulator.client("dynamodb"), deployed.info.outputs["Stores"])
    hooks = [
        RegisteredWebhook(number, f"store/channel/{number}/updated", deployed.url(), active=True, since=1)
        for number in range(MOST_HOOKS)
    ]
    table.save(store_hash, Registration(tuple(hooks), version=1))
    return store_hash


def unknown_stores(number: int) -> list[str]:
    """Make hashes of the same length."""
    return [f"time{secrets.token_hex(5)}" for _ in range(number)]


def time_refusals(deployed: Deployed, known: Known, folder: Path, report: Report) -> list[str]:
    """Compare the times that a stranger could compare. A difference in two comparisons is a violation.

    A store with its own API account can be detected once per process: KMS decrypts its client secret at the first
    forged delivery. That limit is documented in docs/explanation/security.md. It is measured here, to see that it stays
    the only one.
    """
    large, own = connect_large_store(deployed), connect_stores(deployed, FIRST, secrets.token_hex(20))
    errors = list[str]()
    with built(deployed, "Ingest", folder / "ingest.log") as ingest:

        @report.counting
        def send(request: Request) -> float:
            return ingest.timed(request.event())[1]

        first = compare("first request, own account (a known limit)", send, known, own, unknown_stores(FIRST))
        report.measured(str(first))
        by_app = partial(connect_stores, deployed, FIRST)
        errors += _differing("first request, app's account", send, known, by_app, lambda: unknown_stores(FIRST), report)
        for name, store in {"later requests, app's account": large, "later requests, own account": own[0]}.items():
            errors += _differing(name, send, known, *_one_of_each(store, CACHED), report)
    with built(deployed, "Ingest", folder / "ingest.log", SECRET_TTL="0") as forgetful:

        @report.counting
        def send_uncached(request: Request) -> float:
            return min(forgetful.timed(request.event())[1] for _ in range(TRIES))

        send_uncached(genuine(known, own[0], secret="another"))
        for name, store in {"uncached, app's account": large, "uncached, own account": own[0]}.items():
            errors += _differing(name, send_uncached, known, *_one_of_each(store, UNCACHED), report)
    over_http = report.counting(partial(_over_http, deployed))
    return errors + _differing("over HTTP, app's account", over_http, known, *_one_of_each(large, UNCACHED), report)


type Stores = Callable[[], Sequence[str]]


def _one_of_each(store: str, times: int) -> tuple[Stores, Stores]:
    return lambda: [store] * times, lambda: unknown_stores(1) * times


def _differing(name: str, send: Send, known: Known, connected: Stores, unknown: Stores, report: Report) -> list[str]:
    for _ in range(2):
        comparison = compare(name, send, known, connected(), unknown())
        report.measured(str(comparison))
        if not comparison.is_different:
            return []
    return [f"the time of a refusal reveals a connected store: {name}"]


def _over_http(deployed: Deployed, request: Request) -> float:
    url, headers, durations = deployed.info.api_url + request.target, list(request.headers), list[float]()
    for _ in range(TRIES):
        started_at = time.perf_counter()
        deployed.http.post(url, content=request.body, headers=headers)
        durations.append(time.perf_counter() - started_at)
    return min(durations) * 1e3
