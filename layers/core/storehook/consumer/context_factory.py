"""What an action's tools are made of."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from storehook.actions.action import Action, Registry
from storehook.actions.calls import Calls
from storehook.actions.context import Context, Log, trigger
from storehook.actions.deadline import Deadline
from storehook.bigcommerce.connections import Connections
from storehook.queues.ports import Lanes
from storehook.records.session import Session
from storehook.records.table import RecordStore
from storehook.runs import loops
from storehook.runs.ports import Ledger, Traces
from storehook.runs.run import Run, RunKey
from storehook.webhooks.event import Event

DAY = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolbox:
    """Makes the context of each attempt.

    Args:
        registry: the actions.
        ledger: the table of runs.
        lanes: the queues.
        records: the table of records.
        traces: what is remembered of our own writes.
        connect: gives the connections of a run: `bigcommerce.connections.connections`, given what all stores share.
        log: gives the logger for a run.
        retention: how long a run can come back after its last change, in seconds.
        clock: gives unix seconds.
        token: gives a fresh random token.
    """

    registry: Registry
    ledger: Ledger
    lanes: Lanes
    records: RecordStore
    traces: Traces
    connect: Callable[..., Connections]
    log: Callable[[Run], Log]
    retention: float = 30 * DAY
    clock: Callable[[], float] = time.time
    token: Callable[[], str] = secrets.token_hex

    def context(self, run: Run, event: Event, action: Action, deadline: Deadline) -> Context:
        """The context of one attempt.

        Args:
            run: the claimed run.
            event: what its message says.
            action: the action.
            deadline: when the attempt ends.
        """
        cause = loops.cause_of(run.message, event)
        session = Session(
            store_hash=run.key.store_hash,
            run_key=str(run.key),
            rows=self.records,
            clock=self.clock,
            token=self.token,
            hook_context=lambda: context.without_current_store(),
            retention=self.retention,
            remaining=deadline.remaining,
        )
        context = Context(
            trigger=trigger(run, event, retry_count=action.retries.retry_count),
            logger=self.log(run),
            run_key=str(run.key),
            connections=self.connect(
                run.key.store_hash,
                run.message.kind,
                seconds_left=deadline.remaining,
                on_write=_Remembering(self.traces, self.clock, run.key, cause, action.loop_limit),
            ),
            session=session,
            calls=Calls(
                run=run,
                registry=self.registry,
                ledger=self.ledger,
                lanes=self.lanes,
                clock=self.clock,
                token=self.token,
                chain=(action.name,),
                cause=cause,
            ),
            deadline=deadline,
        )
        return context


@dataclass(frozen=True, slots=True)
class _Remembering:
    """Notes each write before it is sent, and stops the one that would go on with a loop."""

    traces: Traces
    clock: Callable[[], float]
    key: RunKey
    cause: loops.Cause
    limit: int

    def __call__(self, store_hash: str, _method: str, path: str) -> None:
        if (written := loops.resource_of_path(path)) is None:
            return
        before = self.traces.get(self.key.store_hash, self.cause.resource) if self.cause.resource else None
        trace = loops.next_trace(before, self.cause, now=self.clock(), run_key=str(self.key), limit=self.limit)
        self.traces.put(store_hash, written, trace)
