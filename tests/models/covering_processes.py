"""Processes of the model of one event: a catch-up and its consumers, as lists of the answers that they have got.

They run the library's own decisions. `covering.py` has the world in which they take their effects.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from tests.models.ticks import Script, Suspended
from tests.support.deployment import declared

from storehook.actions.action import Action
from storehook.catch_up import coverage as missed_changes
from storehook.catch_up.changes import ChangedResource
from storehook.catch_up.pollable import POLLABLE
from storehook.consumer.claim_request import event_of
from storehook.consumer.coverage import Coverage
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs.failure import Failure
from storehook.runs.late_runs import GRACE, LATE, LateRuns
from storehook.runs.run import Attempt, Run, State
from storehook.saves import Conflict, Saved
from storehook.stores.gaps import Interval

STORE = "8jbhprizry"
AT = 1_786_000_000
GAP = Interval(AT - 100, AT + 5)
TIMES = (AT + 5.0, AT + LATE + 10, AT + GRACE + 10, AT + 48 * 3600.0)
"""Times of the four steps: on time, late, after the grace, and at BigCommerce's last retry."""

WEBHOOK = "webhook"
"""ID of the event."""


def charge(_params: object, _ctx: object) -> None:
    """Act on an order."""


@dataclass(frozen=True, slots=True)
class Case:
    """Event, and the webhooks of the action that wants it."""

    verb: str
    webhooks: tuple[str, ...]

    @property
    def action(self) -> Action:
        """The action."""
        return declared(charge, *self.webhooks)

    @property
    def change(self) -> ChangedResource:
        """The resource as BigCommerce lists it."""
        return ChangedResource("order", 7, AT if self.verb == "created" else AT - 1000, AT)

    @property
    def webhook(self) -> Message:
        """Message of the delivery."""
        body = (
            f'{{"producer": "stores/{STORE}", "hash": "webhook", "created_at": {AT}, "store_id": "1", '
            f'"scope": "store/order/{self.verb}", "data": {{"type": "order", "id": 7}}}}'
        )
        return Message(STORE, WEBHOOK, body.encode(), AT, float(AT), action="charge")


FAILED = "ValueError"
"""Type of an action's error, after which the run is retried."""


class Letter(NamedTuple):
    """Message, by the ID of its event."""

    event_id: str
    redrives: int = 0


class Row(NamedTuple):
    """Row of a run. An attempt whose process has died is still `running`.

    Args:
        error: type of the last attempt's error. Empty if it had none.
    """

    letter: Letter
    state: State
    created_at: float
    started_at: float
    covered_by: str | None = None
    error: str = ""


class Process(NamedTuple):
    """Process before its next effect.

    Args:
        letter: message that it consumes. None if it catches up.
    """

    letter: Letter | None
    now: float
    answers: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """Name of the process, as in a history."""
        return self.letter.event_id if self.letter else "the catch-up"


@dataclass(frozen=True, slots=True)
class ScriptedTable:
    """Table of late runs that asks a script."""

    script: Script

    def save(
        self, _store_hash: str, _resource: str, _action: str, late: LateRuns, _now: float
    ) -> Saved | Conflict[LateRuns]:
        return self.script.ask("note", late)


@dataclass(frozen=True, slots=True)
class ScriptedRepository:
    """Table of runs that asks a script."""

    script: Script
    case: Case

    def get(self, key: RunKey) -> Run | None:
        row: Row | None = self.script.ask("read", key.event_id)
        return run_of(self.case, row) if row else None


_EFFECTS: dict[tuple[Case, Process], tuple[Any, ...] | None] = {}
"""Next effects of processes. Tests that change the code clear them."""

_MESSAGES: dict[tuple[Case, str], Message] = {}
"""Messages of the catch-up, by the ID of their event."""


def forget() -> None:
    """Forget the effects: a test has changed the code."""
    _EFFECTS.clear()


def next_effect(case: Case, process: Process) -> tuple[Any, ...] | None:
    """Return the next effect of a process. None if it has ended."""
    key = case, process
    if key not in _EFFECTS:
        script = Script(iter(process.answers))
        try:
            if process.letter is None:
                catch_up(script, case)
            else:
                _consume(script, case, process.letter, process.now)
            _EFFECTS[key] = None
        except Suspended as suspended:
            _EFFECTS[key] = suspended.effect
    return _EFFECTS[key]


def catch_up(script: Script, case: Case) -> None:
    """Catch up the event's resource."""
    actions = [case.action]
    for relevant in missed_changes.relevant_changes(case.change, POLLABLE["orders"], actions, GAP):
        if missed := relevant.missed(script.ask("look for runs since", missed_changes.earliest([relevant]))):
            message = missed_changes.message(STORE, missed, 0.0)
            _MESSAGES[case, message.delivery_id] = message
            script.ask("send", message.delivery_id)
    script.ask("close the gap")


def _consume(script: Script, case: Case, letter: Letter, now: float) -> None:
    row: Row | None = script.ask("claim", letter)
    if row is None:
        return
    run = run_of(case, row)
    coverage = Coverage(ScriptedTable(script), ScriptedRepository(script, case), lambda: now)  # type: ignore[arg-type]
    if by := coverage.covering(run, event_of(run.message), case.action):
        script.ask("cover", letter.event_id, by)
        return
    script.ask("record", letter.event_id, script.ask("act", letter.event_id))


@cache
def run_of(case: Case, row: Row) -> Run:
    """Return the run of a row, as the table of runs stores it."""
    message = _MESSAGES.get((case, row.letter.event_id), case.webhook)
    event = event_of(message)
    failed = Attempt(1, 0, 0.0, 0.0, Failure(row.error, "", "", ""))
    return Run(
        key=RunKey(STORE, row.letter.event_id, "charge"),
        version=1,
        state=row.state,
        owner="",
        message=replace(message, redrives=row.letter.redrives),
        scope=event.scope,
        lane="default",
        resource="order/7",
        happened_at=float(event.created_at or 0),
        attempt=2 if row.error == FAILED else 1,
        attempts=(failed,) if row.error else (),
        started_at=row.started_at,
        covered_by=row.covered_by,
        created_at=row.created_at,
        updated_at=0.0,
    )
