"""BigCommerce's side: it signs events and sends them until it gets a 200, and sometimes once more."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from random import Random

from tests.simulation.deployment import SCOPES, STORES
from tests.simulation.schedule import START, Schedule
from tests.simulation.violations import Promise, Violation

from storehook.ingest.receive import Request
from storehook.queues.run_key import RunKey
from storehook.runs.run import IGNORED, UNREADABLE
from storehook.webhooks import signature
from storehook.webhooks.webhook_key import HEADER, WebhookKeys, webhook_key

SECRET = "client-secret"

SECRETS = (("replaced-secret",), (SECRET, "older-secret"))
"""The client secrets that ingest tries, in order."""

KEYS = WebhookKeys(lambda _may_refresh: (("key-secret",), ("key-secret", "older-key-secret")))
"""The secrets for hook keys that ingest tries, in order."""

TIMEOUT = 10.0
"""Seconds that BigCommerce waits for an answer."""

PATIENCE = 48 * 3600.0
"""Seconds for which BigCommerce retries an event."""

MAX_AGE = 49 * 3600.0

_KINDS = (*SCOPES, "store/cart/created", "unreadable")


@dataclass(eq=False, slots=True)
class Event:
    """An event, and the state of its delivery.

    Args:
        id: its hash, and the `webhook-id` of each of its deliveries.
        data: its data; None if the body can't be read.
        actions: the action in each of its runs.
        due_at: when it is sent next, in unix seconds.
        since: when it is sent first, in unix seconds.
        sent: how often it has been sent.
        accepted: BigCommerce has received a 200 for it.
    """

    id: str
    body: bytes
    data: object
    actions: tuple[str, ...]
    due_at: float
    store_hash: str
    since: float
    sent: int = 0
    accepted: bool = False

    @property
    def keys(self) -> tuple[RunKey, ...]:
        """Keys of the runs that the event must have."""
        return tuple(RunKey(self.store_hash, self.id, action) for action in self.actions)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request that waits for its answer.

    Args:
        event: its event; None if the request is forged.
        until: when the answer is too late, in unix seconds.
    """

    request: Request
    event: Event | None
    until: float


@dataclass(slots=True)
class BigCommerce:
    """The sender of the stores' events, and strangers who pretend to be it.

    Args:
        report: takes violations.
    """

    schedule: Schedule
    report: Callable[[Violation], None]
    events: list[Event] = field(default_factory=list[Event])

    def __post_init__(self) -> None:
        random = self.schedule.random
        stores = random.choice([STORES[:1], STORES])
        kinds = random.sample(_KINDS, random.randint(1, len(_KINDS)))
        for number in range(random.randint(1, 4)):
            # Events of two stores may have the same ID.
            for store in random.sample(stores, random.randint(1, len(stores))):
                self.events.append(_event(random, store, f"event-{number}", random.choice(kinds)))

    def due(self) -> list[Event]:
        """Return the events to send now. An event that is not accepted within two days is given up."""
        now = self.schedule.clock.now
        for event in self.events:
            if not event.accepted and event.sent and now > event.since + PATIENCE:
                event.due_at = inf
        return [event for event in self.events if event.due_at <= self.schedule.clock.now]

    def sent_again(self) -> list[Event]:
        """Return the accepted events that may be sent once more."""
        return [event for event in self.events if event.accepted and self.schedule.clock.now <= event.since + PATIENCE]

    def next_due(self) -> float:
        """Return when the next event is sent, in unix seconds, or infinity."""
        return min(event.due_at for event in self.events)

    def send(self, event: Event) -> Delivery:
        """Sign an event and send it. It is sent again if no answer arrives."""
        now = self.schedule.clock.now
        event.sent += 1
        if not event.accepted:
            event.due_at = now + TIMEOUT + self.schedule.random.randint(0, 60)
        # A store that was not reconciled since an exchange has an old key, with which its readable events still count.
        old = event.data is not None and event.sent % 2 == 1
        key = webhook_key("ended-key-secret", event.store_hash) if old else ""
        return Delivery(self._request(event.store_hash, event.id, event.body, key=key), event, now + TIMEOUT)

    def forge(self) -> Delivery:
        """Send a request that BigCommerce did not sign for this store, or signed too long ago."""
        store, other = self.events[0].store_hash, "another store"
        genuine = self._request(store, "event-forged", self.events[0].body)
        renamed = {**genuine.headers, "webhook-id": ["event-forged-2"]}
        spoiled = self.schedule.random.choice(
            [
                Request(store, genuine.headers, genuine.body + b" "),
                Request(store, renamed, genuine.body),
                Request(store, {"webhook-id": ["event-forged"]}, genuine.body),
                self._request(store, "event-forged", genuine.body, secret="another-secret"),
                self._request(store, "event-forged", genuine.body, age=MAX_AGE + 1),
                self._request(other, "event-forged", genuine.body),
                self._request(store, "event-forged", b"names no store", key=webhook_key("another-secret", store)),
                self._request(store, "event-forged", json.dumps({"producer": f"stores/{other}"}).encode()),
            ]
        )
        return Delivery(spoiled, None, self.schedule.clock.now + TIMEOUT)

    def answered(self, delivery: Delivery, status: int) -> None:
        """Take an answer. One that arrives too late is ignored."""
        self._check(delivery, status)
        self.schedule.happened(f"answered {status}")
        if delivery.event is None or delivery.event.accepted:
            return
        if self.schedule.clock.now > delivery.until:
            self.schedule.happened("answered too late")
        elif status == 200:
            delivery.event.accepted, delivery.event.due_at = True, inf

    def _check(self, delivery: Delivery, status: int) -> None:
        if delivery.event is None and status != 401:
            self.report(Violation(Promise.NOTHING_FORGED, f"a forged request was answered {status}"))
        if delivery.event is not None and 400 <= status < 500:
            self.report(Violation(Promise.NOTHING_REFUSED, f"{delivery.event.id} was answered {status}"))

    def _request(
        self, store: str, delivery_id: str, body: bytes, *, secret: str = SECRET, age: float = 0.0, key: str = ""
    ) -> Request:
        timestamp = int(self.schedule.clock.now - age)
        headers = {
            "webhook-id": [delivery_id],
            "webhook-timestamp": [str(timestamp)],
            "webhook-signature": [signature.sign(secret, delivery_id, timestamp, body)],
            HEADER: [key or webhook_key("older-key-secret", store)],
        }
        return Request(store, headers, body)


def _event(random: Random, store: str, name: str, kind: str) -> Event:
    due_at = START + random.choice([random.randint(0, 20)] * 12 + [random.randint(0, 50 * 24 * 3600)])
    if kind == "unreadable":
        return Event(name, f"<event>{store} {name}</event>".encode(), None, (UNREADABLE,), due_at, store, due_at)
    # With few IDs, more events are about the same resource.
    data = {"type": "order", "id": random.choice([1, 1, 2]), "note": name}
    # BigCommerce's servers have different clocks. One may count in milliseconds, and one may leave the time out.
    happened_at = random.choice([int(due_at) - random.choice([0, 0, 1, 30]), int(due_at) + 20, 9 * 10**10, None])
    fields = {"scope": kind, "producer": f"stores/{store}", "hash": name, "created_at": happened_at, "data": data}
    return Event(name, json.dumps(fields).encode(), data, SCOPES.get(kind, (IGNORED,)), due_at, store, due_at)
