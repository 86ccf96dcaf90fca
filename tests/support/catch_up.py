"""A store whose lists shift while they are read, and a deployment that catches it up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from tests.support.clocks import NOW
from tests.support.deployment import Deployment, declared, queued
from tests.support.memory import MemoryCatchUps, MemoryHistory, MemoryOpenGaps, MemoryStores
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.action import Action
from storehook.actions.params import Params
from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.connections import BigCommerceConnections, Connections
from storehook.catch_up.changes import ChangedResource
from storehook.catch_up.progress import CatchUpProgress
from storehook.catch_up.work import CatchUp
from storehook.queues.message import Message, decode
from storehook.queues.task import Task
from storehook.runs.run import Run
from storehook.stores.gaps import RecentGaps
from storehook.stores.store import Store
from storehook.testing.memory import MemoryLanes

SINCE = int(NOW) - 3600
ORDERS, PRODUCTS, CUSTOMERS = "/v2/orders", "/v3/catalog/products", "/v3/customers"
PATHS = {ORDERS: "order", PRODUCTS: "product", CUSTOMERS: "customer"}


def sync_order(_params: Params, _ctx: object) -> None:
    """Act on orders."""


def sync_product(_params: Params, _ctx: object) -> None:
    """Act on products."""


def welcome(_params: Params, _ctx: object) -> None:
    """Act on new customers."""


def nothing_happens() -> None:
    """Do nothing."""


def iso(seconds: int) -> str:
    """Write a time as v3 does."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def rfc(seconds: int) -> str:
    """Write a time as v2 does."""
    return format_datetime(datetime.fromtimestamp(seconds, UTC))


@dataclass
class Shop:
    """The lists of one store, over its API: a `sending.Sender`.

    Args:
        meanwhile: called before each answer.
        refusals: the errors to raise instead of an answer, by path.
    """

    store_hash: str = STORE
    changes: dict[tuple[str, int], ChangedResource] = field(default_factory=dict[tuple[str, int], ChangedResource])
    calls: list[Call] = field(default_factory=list[Call])
    meanwhile: Callable[[], None] = nothing_happens
    refusals: dict[str, Exception] = field(default_factory=dict[str, Exception])

    def put(
        self, number: int, modified: int, *, created: int = 0, kind: str = "order", channel: int | None = None
    ) -> None:
        """Change a resource."""
        self.changes[kind, number] = ChangedResource(kind, number, created, modified, channel)

    def send(self, call: Call) -> Any:
        """Implement `sending.Sender.send`."""
        self.meanwhile()
        self.calls.append(call)
        if call.path in self.refusals:
            raise self.refusals[call.path]
        items = [self._shown(change, call) for change in self._page(call)]
        return {"data": items} if call.path.startswith("/v3/") else items or None

    def _page(self, call: Call) -> list[ChangedResource]:
        v2 = call.path.startswith("/v2/")
        since = datetime.fromisoformat(call.query["min_date_modified" if v2 else "date_modified:min"]).timestamp()
        assert call.query["sort"] == "date_modified:asc" or call.query["direction"] == "asc"
        kind = PATHS[call.path]
        changes = [change for change in self.changes.values() if change.kind == kind and change.modified >= since]
        changes.sort(key=lambda change: (change.modified, change.id))
        number, limit = int(call.query["page"]), int(call.query["limit"])
        return changes[(number - 1) * limit : number * limit]

    def _shown(self, change: ChangedResource, call: Call) -> dict[str, Any]:
        date = rfc if call.path.startswith("/v2/") else iso
        dates = {"date_created": date(change.created), "date_modified": date(change.modified)}
        return {"id": change.id, **dates, **({"channel_id": change.channel} if change.channel else {})}


class CatchUpDeployment(Deployment):
    """A deployment whose store is active and has not delivered events."""

    def __init__(self, *actions: Action, limit: int = 250) -> None:
        super().__init__(*actions)
        self.shop = Shop()
        self.store_table = MemoryStores()
        self.store_table.save(Store(STORE), "token")
        self.gaps = MemoryOpenGaps(self.store_table)
        self.states = MemoryCatchUps(self.store_table)
        self.limit = limit

    def catch_up(self) -> CatchUp:
        """Make the catch-up of a reconciler."""
        return CatchUp(
            registry=self.registry,
            stores=self.store_table,
            lanes=MemoryLanes("default", self.queues, self.dead_letters),
            history=MemoryHistory(self.repository),
            gaps=RecentGaps(self.gaps, 30 * 86_400.0, self.clock),
            catch_ups=self.states,
            connect=self._connect,
            clock=self.clock,
            limit=self.limit,
        )

    def catches_up(self, since: float = SINCE, seconds_left: float = 60.0, asked_at: float | None = None) -> bool:
        """Work on one task once. It was requested now, unless `asked_at` says otherwise."""
        asked_at = self.clock() if asked_at is None else asked_at
        return self.catch_up().work(Task("catch-up", STORE, since=since), asked_at, seconds_left)

    def progress(self) -> CatchUpProgress:
        """Return the progress in the store's row."""
        progress = self.states.get(STORE)
        assert progress is not None, "no catch-up has started"
        return progress

    def delivered(self, number: int, created_at: int, *, kind: str = "order", scope: str = "updated") -> None:
        """Deliver an event, and run its action."""
        self.deliver(number, created_at, kind=kind, scope=scope)
        while any(message.visible_at <= self.clock() for message in self.queues["default"].messages):
            self.work()

    def deliver(self, number: int, created_at: int, *, kind: str = "order", scope: str = "updated") -> None:
        """Deliver an event."""
        body = event_body(
            f"store/{kind}/{scope}",
            hash=f"{kind}-{number}-{created_at}",
            created_at=created_at,
            data={"type": kind, "id": number},
        )
        self.post(queued(body))

    def sent(self, lane: str = "default") -> list[Message]:
        """Return the messages in a lane."""
        return [decode(message.text) for message in self.queues[lane].messages]

    def runs_of(self, number: int, kind: str = "order") -> list[Run]:
        """Return the runs of a resource."""
        return [run for run in self.repository.rows.values() if run.resource == f"{kind}/{number}"]

    def _connect(self, store_hash: str, kind: str, **_: object) -> Connections:
        assert kind == "catch-up"
        return Connections(BigCommerceConnections(lambda _hash: StoreClient(self.shop), store_hash))


def of_orders(*webhooks: str, limit: int = 250, lane: str = "default") -> CatchUpDeployment:
    """Make a deployment with one action for orders."""
    action = declared(sync_order, *(webhooks or ("store/order/updated",)), lane=lane)
    return CatchUpDeployment(action, limit=limit)


def everything() -> CatchUpDeployment:
    """Make a deployment with actions for everything that can be caught up, and one change of each kind."""
    deployment = CatchUpDeployment(
        declared(sync_order, "store/order/*"),
        declared(sync_product, "store/product/updated", lane="long"),
        declared(welcome, "store/customer/created"),
    )
    deployment.shop.put(113, SINCE + 10)
    deployment.shop.put(77, SINCE + 20, kind="product")
    deployment.shop.put(5, SINCE + 40, created=SINCE + 30, kind="customer")
    return deployment
