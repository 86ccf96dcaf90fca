"""A store with its webhooks and stored data, a reconciler for it, and webhooks in short form."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.support.hooks_api import NOW, STORE, HooksApi
from tests.support.memory import MemoryOpenGaps, MemoryRegistrations, MemoryStores, MemoryTasks

from storehook.actions.action import Action, Registry
from storehook.catch_up.preview import Preview, ResourcePreview
from storehook.queues.ports import DeliveryQueue
from storehook.queues.task import Task
from storehook.reconciler.reconciler import CatchUpWorker, Reconciler
from storehook.reconciler.schedules import publish
from storehook.registration.desired import desired_webhooks
from storehook.registration.record import Registration, Subscription
from storehook.registration.report import Report
from storehook.registration.store_reconciler import StoreReconciler
from storehook.registration.webhook import (
    EXCEPTIONS,
    DesiredWebhook,
    Destinations,
    Webhook,
    WebhookOwnership,
    destinations,
)
from storehook.stores.gaps import Gaps
from storehook.stores.store import Store
from storehook.testing.memory_schedules import MemoryStoredSchedules

INSTALLED = NOW - 1_000_000.0
URL = "https://hooks.example.com/live"
OLD_URL = "https://old.example.com/live"
AT = destinations(URL, STORE)
AT_OLD = destinations(OLD_URL, STORE)
ELSEWHERE = "https://erp.example.net/bc"
KEY = {"x-storehook-key": "canary-key"}
CREATED = "store/order/created"
UPDATED = "store/order/updated"
ORDERS = "store/order/*"
CART = "store/cart/created"
PER_CHANNEL = "store/channel/{id}/order/created"


def webhook(number: int, scope: str = UPDATED, destination: str = AT.webhooks, **fields: Any) -> Webhook:
    """Make a correct webhook, with some changes."""
    return Webhook(
        number, scope, destination, **{"active": True, "headers": KEY, "created_at": int(INSTALLED)} | fields
    )


def wanting(*scopes: str, at: Destinations = AT) -> list[DesiredWebhook]:
    return desired_webhooks(scopes, at, KEY)


def owning(*registered: Webhook) -> WebhookOwnership:
    """Make the ownership of the current destinations and of previously registered webhooks."""
    return WebhookOwnership(AT, tuple(webhook.registered() for webhook in registered))


def registration_of(*webhooks: Webhook, at: float = NOW, version: int = 1) -> Registration:
    """Make the registration of a store whose webhooks all delivered at a time."""
    registered = tuple(webhook.registered() for webhook in webhooks)
    events = sorted((webhook.scope, webhook.id) for webhook in webhooks if webhook.scope != EXCEPTIONS)
    subscriptions = tuple(Subscription(scope, number, at) for scope, number in events)
    return Registration(registered, (), at, "reconciled", subscriptions=subscriptions, version=version)


class World:
    """A store with its stored data, and a reconciler. Time stands still unless it is told to move.

    Its `actions` have these webhooks. If there are none, one action has all `scopes`.
    """

    def __init__(self, *scopes: str, installed_at: float = INSTALLED) -> None:
        self.now = NOW
        self.scopes: Collection[str] = scopes
        self.actions: Mapping[str, Collection[str]] = {}
        self.url = URL
        self.api = HooksApi(clock=lambda: self.now)
        self.stores = MemoryStores()
        self.stores.save(Store(STORE, name="Shop", installed_at=installed_at), "canary-token")
        self.registrations = MemoryRegistrations(self.stores)
        self.gaps = MemoryOpenGaps(self.stores)
        self.tasks = MemoryTasks()
        self.restarts: list[str] = []
        self.schedules = MemoryStoredSchedules()
        self.catch_up_restarts = True

    @property
    def record(self) -> Registration:
        return self.registrations.get(STORE)

    @property
    def open_gaps(self) -> Gaps:
        """Return the gaps in the store's row."""
        return self.gaps.get(STORE)

    @property
    def store(self) -> Store:
        store = self.stores.get(STORE)
        assert store is not None
        return store

    def reconciler(self, catch_up: CatchUpWorker, delivery_queue: DeliveryQueue, *actions: Action) -> Reconciler:
        """The reconciler of this store."""
        return Reconciler(
            store_reconciler=self.store_reconciler(),
            stores=self.stores,
            registrations=self.registrations,
            tasks=self.tasks,
            delivery_queue=delivery_queue,
            open_client=lambda _store_hash, _seconds_left: self.api.client(),
            catch_up=catch_up,
            registry=Registry(actions),
            publish_schedules=partial(publish, Registry(actions), self.schedules, self.now),
        )

    def store_reconciler(self) -> StoreReconciler:
        return StoreReconciler(
            action_scopes=self.action_scopes(),
            public_url=self.url,
            headers=lambda _store_hash: KEY,
            runs_retention=30 * 86_400.0,
            stores=self.stores,
            registrations=self.registrations,
            open_gaps=self.gaps,
            open_client=lambda _store_hash, _seconds_left: self.api.client(),
            restart_catch_up=self._restart_catch_up,
            clock=lambda: self.now,
        )

    def action_scopes(self) -> list[tuple[str, str]]:
        """Return the scopes of the deployed actions, each with the name of its action."""
        actions = self.actions or {"act": self.scopes}
        return [(name, scope) for name, scopes in actions.items() for scope in scopes]

    def _restart_catch_up(self, store_hash: str) -> bool:
        self.restarts.append(store_hash)
        return self.catch_up_restarts

    def reconcile(self, *, after: float = 0.0) -> Report:
        """Reconcile once, some seconds from now."""
        self.now += after
        return self.store_reconciler().reconcile(STORE, lambda: 60.0)

    def registered(self, *webhooks: Webhook) -> None:
        """Put webhooks into the store, and into the record of a reconciliation that just found everything well."""
        self.api.put(*webhooks)
        known = registration_of(*webhooks, at=self.now, version=self.record.version + 1)
        assert self.registrations.save(STORE, known)

    def found(self) -> list[tuple[str, str, bool]]:
        """Return the account's webhooks in short form."""
        return sorted((webhook.scope, webhook.destination, webhook.active) for webhook in self.api.webhooks())


@dataclass
class FakeCatchUp:
    """A catch-up that is done, or not, or fails. It records its tasks with their times, and its previews."""

    done: bool = True
    error: Exception | None = None
    wakes: float | None = None
    worked_on: list[tuple[Task, float]] = field(default_factory=list)
    shown: list[tuple[str, float]] = field(default_factory=list)

    def work(self, task: Task, asked_at: float, seconds_left: float) -> bool:
        assert seconds_left == 60
        self.worked_on.append((task, asked_at))
        if self.error:
            raise self.error
        return self.done

    def seconds_to_next_task(self, store_hash: str) -> float | None:  # noqa: ARG002 -- of every store the same
        return self.wakes

    def preview(self, store_hash: str, since: float, seconds_left: float) -> Preview:
        assert seconds_left == 60
        self.shown.append((store_hash, since))
        return Preview(store_hash, int(since), int(NOW), (ResourcePreview("orders", 7, 2, {"sync_order": 5}),))


def in_order(scopes: Iterable[str], at: Destinations = AT) -> list[tuple[str, str, bool]]:
    """Return what `World.found` gives if the store has exactly the wanted webhooks."""
    return sorted((wanted.scope, wanted.destination, True) for wanted in wanting(*scopes, at=at))


def kinds(steps: Sequence[Any]) -> list[tuple[str, str]]:
    """Return steps in short form."""
    return [(step.kind, step.scope) for step in steps]
