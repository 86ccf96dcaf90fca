"""The context of an attempt: the stores that it can call, and records that belong to its store and its run."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from tests.support.deployment import Deployment, declared
from tests.support.runs import DAY, run
from tests.support.signed_deliveries import STORE

from storehook.actions.context import Context
from storehook.actions.deadline import Deadline
from storehook.bigcommerce.connections import Connections
from storehook.consumer.marked_writes import MarkedWrites
from storehook.errors import RecordDetached
from storehook.records.model import Model
from storehook.records.pending_changes import Owner
from storehook.records.rows import RecordKey, RecordRow
from storehook.runs.run import Run
from storehook.testing import fake_connections
from storehook.testing.memory import MemoryRecordStore
from storehook.webhooks.event import Event

CREATED, UPDATED = "store/subscriber/created", "store/subscriber/updated"
RUN = run(1, store=STORE, state="running", resource="subscriber/113", kind="action")
RETENTION = 3 * DAY


class Subscriber(Model):
    message: str = ""

    def on_created(self, ctx: Context) -> None:
        ctx.records(Parcel).upsert(self.bigcommerce_id, run_key=ctx.run_key)


class Parcel(Model):
    run_key: str = ""


@dataclass(slots=True)
class NotedSteps(MemoryRecordStore):
    """A table that keeps in which order it is read and written."""

    steps: list[str] = field(default_factory=list[str])

    def get(self, key: RecordKey) -> RecordRow | None:
        self.steps.append("get")
        return MemoryRecordStore.get(self, key)

    def put(self, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        self.steps.append("put")
        return MemoryRecordStore.put(self, row, replaces=replaces)


@dataclass
class Attempt:
    """A deployment with the context of one attempt, which may take ten seconds."""

    claimed: Run = RUN
    scope: str = UPDATED
    connected: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])
    seconds_left: Callable[[], float] = lambda: -1.0
    writes: MarkedWrites | None = None

    def __post_init__(self) -> None:
        self.deployment = Deployment()
        self.clock, self.rows = self.deployment.clock, NotedSteps()
        self.log = logging.getLogger("attempt")
        factory = replace(
            self.deployment.contexts(),
            records=self.rows,
            connect=self._connect,
            log=lambda _run: self.log,
            retention=RETENTION,
        )
        event = Event(STORE, self.scope, {"type": "subscriber", "id": 113}, "hash", int(self.clock.now))
        self.context = factory.context(self.claimed, event, declared(print), Deadline(self.clock, 10.0))

    def _connect(self, *run: object, seconds_left: Callable[[], float], writes: MarkedWrites) -> Connections:
        self.connected.append(run)
        self.seconds_left, self.writes = seconds_left, writes
        return fake_connections()

    def row(self, model: type[Model]) -> RecordRow:
        row = self.rows.get(RecordKey(STORE, model.__name__, "113"))
        assert row is not None
        return row


def test_the_stores_are_those_of_the_run_and_its_trigger_for_as_long_as_the_attempt_lasts() -> None:
    attempt = Attempt()
    attempt.clock.pass_by(4.0)

    assert attempt.connected == [(STORE, "action")]
    assert attempt.seconds_left() == 6.0


def test_writes_are_marked_in_the_name_of_the_action_and_its_log_says_if_that_fails() -> None:
    attempt = Attempt()

    assert attempt.writes
    assert (attempt.writes.action, attempt.writes.log) == ("print", attempt.log)


def test_records_belong_to_the_store_and_the_run_and_are_saved_at_the_time_of_the_clock() -> None:
    attempt = Attempt()

    attempt.context.records(Subscriber).upsert(113, message="hello")

    row = attempt.row(Subscriber)
    assert (row.created_by, row.created_at) == (RUN.run_key, attempt.clock.now)
    assert row.write_id.startswith("token-")
    assert attempt.context.session.owner() == Owner(RUN.run_key, attempt.clock.now, RETENTION)


def test_a_hook_gets_the_records_of_its_attempt() -> None:
    attempt = Attempt()

    attempt.context.records(Subscriber).upsert(113, message="hello")

    assert attempt.row(Parcel).fields == {"run_key": RUN.run_key}


def test_after_the_attempt_nothing_is_saved_any_more() -> None:
    attempt = Attempt()
    attempt.clock.pass_by(10.0)

    with pytest.raises(RecordDetached):
        attempt.context.records(Subscriber).upsert(113, message="hello")


@pytest.mark.parametrize(
    ("scope", "version", "model", "number", "is_read"),
    [
        (CREATED, 1, Subscriber, 113, False),
        (CREATED, 2, Subscriber, 113, True),
        (UPDATED, 1, Subscriber, 113, True),
        (CREATED, 1, Subscriber, 114, True),
        (CREATED, 1, Parcel, 113, True),
        (UPDATED, 1, Parcel, 113, True),
    ],
    ids=["its own", "a later version", "an update", "another subscriber", "another model", "a model of no resource"],
)
def test_the_record_of_a_resource_that_was_just_created_is_saved_without_being_read_first(
    *, scope: str, version: int, model: type[Model], number: int, is_read: bool
) -> None:
    attempt = Attempt(replace(RUN, version=version), scope)

    attempt.context.records(model).upsert(number)

    assert attempt.rows.steps[0] == ("get" if is_read else "put")
