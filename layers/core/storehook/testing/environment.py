"""Environment in which a test runs an action, without AWS and without BigCommerce."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from storehook.actions import params
from storehook.actions.action import Action, Registry, action_of
from storehook.actions.action import action as declare
from storehook.actions.context import Context
from storehook.actions.deadline import Deadline
from storehook.actions.params import Params
from storehook.bigcommerce.connections import Connections
from storehook.consumer.context_factory import ContextFactory
from storehook.errors import SettingsMissing
from storehook.queues.lanes import LANES
from storehook.queues.message import Kind, Message
from storehook.queues.run_key import RunKey
from storehook.records.model import Model
from storehook.records.repository import Records
from storehook.runs import run as runs
from storehook.runs.run import Lease, Run
from storehook.testing.memory import (
    MemoryLanes,
    MemoryQueue,
    MemoryRecordStore,
    MemoryRunRepository,
    MemorySecretTexts,
    MemoryWriteMarks,
)
from storehook.testing.store_client import FakeStoreClient, fake_connections
from storehook.webhooks.event import Event, json_object

STORE_HASH = "8jbhprizry"


@dataclass(slots=True)
class ActionEnvironment:
    """Store with its records and queues, all in memory.

    Args:
        actions: actions that `ctx.call` and `ctx.enqueue` find, besides the one that runs.
        store: API of the store. Script its answers, and check its calls.
        secrets: content of `ctx.secrets`.
        settings: value of `ctx.settings`.

    ```python
    from storehook.testing import ActionEnvironment

    environment = ActionEnvironment()
    environment.store.answers("GET", "/v2/orders/113", {"id": 113, "staff_notes": "Packed"})
    environment.run(sync_order, type="order", id=113)
    assert environment.records(Order).get(113).staff_notes == "Packed"
    ```
    """

    actions: tuple[Callable[..., object], ...] = ()
    store: FakeStoreClient = field(default_factory=lambda: FakeStoreClient(STORE_HASH))
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    settings: object = None
    _table: MemoryRecordStore = field(default_factory=MemoryRecordStore)
    _repository: MemoryRunRepository = field(default_factory=MemoryRunRepository)
    _write_marks: MemoryWriteMarks = field(default_factory=MemoryWriteMarks)
    _queues: dict[str, MemoryQueue] = field(default_factory=lambda: {lane: MemoryQueue(time.time) for lane in LANES})

    def run(
        self, function: Callable[..., object], /, *, event: str = "event-1", kind: Kind = "webhook", **data: Any
    ) -> object:
        """Run one attempt of an action, and return its result. Errors of the action are raised.

        Args:
            function: the action.
            event: hash of the event. Use the same hash again for another attempt of the same run.
            kind: kind of trigger; `action` if another action called or enqueued it.
            **data: `data` of the event.

        ```python
        environment.run(sync_order, event="the change", type="order", id=113)
        environment.run(sync_order, event="its echo", type="order", id=113)
        assert environment.store.writes == []
        ```
        """
        action = action_of(function)
        happened = Event(self.store.store_hash, (*action.webhooks, "(test)")[0], data, event, int(time.time()))
        return action(params.of_event(happened), self._context(action, happened, kind))

    def _context(self, action: Action, event: Event, kind: Kind = "webhook") -> Context:
        actions = {other.name: other for other in (action, *map(action_of, self.actions))}
        context_factory = ContextFactory(
            registry=Registry(actions.values()),
            repository=self._repository,
            lanes=MemoryLanes("default", self._queues, self._queues),
            records=self._table,
            write_marks=self._write_marks,
            secrets=MemorySecretTexts(self.secrets),
            own_settings=self._own_settings,
            connect=self._connect,
            log=lambda _run: logging.getLogger("storehook"),
        )
        return context_factory.context(_run(event, action, kind), event, action, Deadline(time.time, 60.0))

    def records[M: Model](self, model: type[M]) -> Records[M]:
        """Return the store's records of a model, outside of any run.

        ```python
        environment.records(Order).create(114, staff_notes="Packed")
        ```
        """
        return Records(model, self._context(_NOTHING, Event(self.store.store_hash, "-", {}, "-", None)).session)

    @property
    def enqueued(self) -> list[tuple[str, dict[str, Any]]]:
        """Names and params of the enqueued actions.

        ```python
        environment.run(sync_order, type="order", id=113)
        assert environment.enqueued == []
        ```
        """
        return [(key.action, json_object(run.message.payload)) for key, run in self._repository.rows.items()]

    def _own_settings(self) -> object:
        if self.settings is None:
            raise SettingsMissing
        return self.settings

    def _connect(self, _store_hash: str, kind: Kind, **_: object) -> Connections:
        return fake_connections(self.store, current=None if kind == "action" else self.store)


def _run(event: Event, action: Action, kind: Kind) -> Run:
    key = RunKey(event.store_hash, event.hash or "-", action.name)
    message = Message(event.store_hash, key.event_id, b"{}", 0, time.time(), action=action.name, kind=kind)
    lease = Lease("environment", time.time(), time.time() + 60)
    return runs.first(key, message, scope=event.scope, lane=action.lane, lease=lease)


@declare()
def nothing(_params: Params, _ctx: Context) -> None:
    """Placeholder for the action outside of a run."""


_NOTHING = action_of(nothing)
