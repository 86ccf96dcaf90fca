"""Factory of the contexts that attempts get."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from storehook.actions.action import Action, Registry
from storehook.actions.calls import Calls
from storehook.actions.context import Context, LazySteps, Log, trigger
from storehook.actions.deadline import Deadline
from storehook.actions.secrets import Secrets, SecretTexts
from storehook.bigcommerce.connections import Connections
from storehook.consumer.marked_writes import MarkedWrites
from storehook.queues.ports import Lanes
from storehook.records.session import Session
from storehook.records.table import RecordStore
from storehook.runs.loops import cause_of
from storehook.runs.ports import RunRepository, WriteMarks
from storehook.runs.run import Run
from storehook.saves import Saved
from storehook.webhooks.event import Event
from storehook.webhooks.resources import named_like

if TYPE_CHECKING:
    from storehook.actions.steps import Steps
    from storehook.runs.steps import StepTable
    from storehook.runs.waits import WaitTable
    from storehook.stores.gaps import Gaps

DAY = 24 * 3600

CREATED = re.compile(r"store/\w+/created")
"""Scopes whose events say that the resource itself is new, not one that belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextFactory:
    """Factory of the context of each attempt.

    Args:
        connect: `bigcommerce.connections.connections`, with the resources that all stores share.
        step_table: returns the table of steps. It is called for actions with steps only.
        wait_table: returns the table of waits. It is called for actions that wait only.
        open_gaps: returns the open gaps of a store. It is called for waits that end without an event only.
        retention: seconds after its last change for which a run can be repeated.
    """

    registry: Registry
    repository: RunRepository
    step_table: "Callable[[], StepTable]"
    wait_table: "Callable[[], WaitTable]"
    open_gaps: "Callable[[str], Gaps]"
    lanes: Lanes
    records: RecordStore
    write_marks: WriteMarks
    secrets: SecretTexts
    own_settings: Callable[[], Any]
    connect: Callable[..., Connections]
    log: Callable[[Run], Log]
    retention: float = 30 * DAY
    clock: Callable[[], float] = time.time
    token: Callable[[], str] = token_hex

    def context(self, run: Run, event: Event, action: Action, deadline: Deadline) -> Context:
        """Return the context of one attempt of a claimed run, which ends at the deadline."""
        cause, log = cause_of(run.message, event), self.log(run)
        created = run.resource if run.version == 1 and CREATED.fullmatch(event.scope) else None
        session = Session(
            store_hash=run.key.store_hash,
            run_key=run.run_key,
            rows=self.records,
            clock=self.clock,
            token=self.token,
            hook_context=lambda: context.without_current_store(),
            retention=self.retention,
            is_created=lambda key: created is not None and named_like(key.model, key.bigcommerce_id) == created,
            remaining=deadline.remaining,
        )
        context = Context(
            trigger=trigger(run, event, retry_count=action.retries.retry_count),
            logger=log,
            run_key=run.run_key,
            connections=self.connect(
                run.key.store_hash,
                run.message.kind,
                seconds_left=deadline.remaining,
                writes=MarkedWrites(
                    write_marks=self.write_marks,
                    clock=self.clock,
                    log=log,
                    store_hash=run.key.store_hash,
                    cause=cause,
                    action=action.name,
                    limit=action.loop_limit,
                    hourly_limit=action.hourly_limit,
                ),
            ),
            secrets=Secrets(self.secrets),
            own_settings=self.own_settings,
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
            steps=LazySteps(partial(self._steps, run, action, deadline)),
            deadline=deadline,
        )
        return context

    def _steps(self, run: Run, action: Action, deadline: Deadline) -> "Steps":
        from storehook.actions.steps import Steps

        return Steps(
            run=run,
            table=self.step_table(),
            clock=self.clock,
            deadline=deadline,
            answered=partial(self.answered, run),
            wait_table=self.wait_table,
            open_gaps=self.open_gaps,
            waits_for=dict(action.waits_for),
            coalesces=action.coalesce is not None,
        )

    def answered(self, run: Run, step: str) -> None:
        """Continue a run that is held because of a step whose result has come."""
        from storehook.runs import interventions  # no other process needs it

        held = self.repository.get(run.key)
        answered = interventions.answer(held, step, owner=self.token(), now=self.clock()) if held else None
        if answered and isinstance(self.repository.save(answered), Saved):
            self.lanes.send([(answered.lane, answered.key)])
