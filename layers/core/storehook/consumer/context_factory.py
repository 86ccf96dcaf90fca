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
from storehook.runs.ports import RunRepository, WriteMarks
from storehook.runs.run import Run, RunKey
from storehook.webhooks.event import Event

DAY = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextFactory:
    """Makes the context of each attempt.

    Args:
        registry: the actions.
        repository: the table of runs.
        lanes: the queues.
        records: the table of records.
        write_marks: what is remembered of our own writes.
        connect: gives the connections of a run: `bigcommerce.connections.connections`, given what all stores share.
        log: gives the logger for a run.
        retention: how long a run can come back after its last change, in seconds.
        clock: gives unix seconds.
        token: gives a fresh random token.
    """

    registry: Registry
    repository: RunRepository
    lanes: Lanes
    records: RecordStore
    write_marks: WriteMarks
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
            run_key=run.run_key,
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
            run_key=run.run_key,
            connections=self.connect(
                run.key.store_hash,
                run.message.kind,
                seconds_left=deadline.remaining,
                on_write=_MarkingWrites(self.write_marks, self.clock, run.key, cause, action.loop_limit),
            ),
            session=session,
            calls=Calls(
                run=run,
                registry=self.registry,
                repository=self.repository,
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
class _MarkingWrites:
    """Notes each write before it is sent, and stops the one that would go on with a loop."""

    write_marks: WriteMarks
    clock: Callable[[], float]
    key: RunKey
    cause: loops.Cause
    limit: int

    def __call__(self, store_hash: str, _method: str, path: str) -> None:
        if (written := loops.resource_of_path(path)) is None:
            return
        before = self.write_marks.get(self.key.store_hash, self.cause.resource) if self.cause.resource else None
        mark = loops.next_mark(before, self.cause, now=self.clock(), run_key=str(self.key), limit=self.limit)
        self.write_marks.put(store_hash, written, mark)
