"""Catch-up of a store that changes meanwhile: nothing is missed and nothing runs twice, in histories by hypothesis."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.support.catch_up import CatchUpDeployment, sync_order
from tests.support.clocks import NOW
from tests.support.deployment import declared
from tests.support.memory import MemoryCatchUps
from tests.support.signed_deliveries import STORE

from storehook.actions.params import Params
from storehook.catch_up.progress import CatchUpProgress
from storehook.catch_up.work import CatchUp
from storehook.errors import Throttled
from storehook.queues.message import Message
from storehook.queues.task import Task
from storehook.runs.late_runs import GRACE, TOLERANCE
from storehook.runs.run import Run

BEGINS = int(NOW)
SINCE = BEGINS - 10
ASKED = Task("catch-up", STORE, since=SINCE)
GO_ON = Task("catch-up", STORE)

type Step = tuple[Literal["nothing", "change", "remove", "die", "throttle", "another worker"], int]

STEPS = st.tuples(
    st.sampled_from(["nothing", "nothing", "change", "change", "remove", "die", "throttle", "another worker"]),
    st.integers(0, 19),
)


class Died(BaseException):
    """Raised to end the process."""


@dataclass
class History:
    """One catch-up of a store with orders of known ages, disturbed at each of its effects.

    Args:
        ages: seconds before the start at which each order was changed.
        delivered: seconds after an order's change at which an event about it ran; below 0 for an earlier change.
        steps: the disturbances before each call, after each send and after each save, in turn.
    """

    ages: Sequence[int]
    delivered: dict[int, int]
    steps: list[Step]
    touched: set[int] = field(default_factory=set[int])
    webhook: str = "store/order/updated"
    task: Task = ASKED

    def __post_init__(self) -> None:
        self.deployment = CatchUpDeployment(declared(sync_order, self.webhook), limit=3)
        for number, age in enumerate(self.ages):
            self.deployment.shop.put(number, BEGINS - age, created=BEGINS - age)
        for number, later in self.delivered.items():
            if number < len(self.ages):
                self.deployment.delivered(number, BEGINS - self.ages[number] + later)
        self.deployment.shop.meanwhile = self.disturb

    def disturb(self) -> None:
        """Take the next disturbance."""
        kind, number = self.steps.pop(0) if self.steps else ("nothing", 0)
        match kind:
            case "change" if ("order", number) in self.deployment.shop.changes:
                self.deployment.clock.now += 1  # the webhooks are back, so this one is delivered
                created = self.deployment.shop.changes["order", number].created
                self.deployment.shop.put(number, int(self.deployment.clock()), created=created)
                self.touched.add(number)
            case "remove":
                self.deployment.shop.changes.pop(("order", number), None)
            case "die":
                raise Died
            case "throttle":
                raise Throttled(1.0)
            case "another worker":
                self.attempt()
            case _:
                pass

    def attempt(self) -> bool:
        """Work on the task once."""
        try:
            done = disturbed(self.deployment, self.disturb).work(self.task, BEGINS, 60.0)
        except Died:
            return False
        self.task = GO_ON
        return done

    def play(self) -> None:
        """Work on the task until it is done, then run everything."""
        for _ in range(100):
            if self.attempt():
                break
            self.deployment.clock.now += 5  # as long as the task is delayed
        else:
            raise AssertionError("it does not end")
        self.deployment.shop.meanwhile = lambda: None
        self.deployment.drain()

    def owed(self) -> Iterator[tuple[int, int]]:
        """Return the orders without a later change, and when they were changed."""
        for (_, number), change in self.deployment.shop.changes.items():
            if number not in self.touched and SINCE <= change.modified <= BEGINS:
                yield number, change.modified


@dataclass
class Sends:
    """Lanes with a disturbance after each send."""

    inner: Any
    then: Callable[[], None]

    def send(self, messages: Sequence[tuple[str, Message]], delay: float = 0.0) -> None:
        self.inner.send(messages, delay)
        self.then()


@dataclass
class Saves:
    """Progress with a disturbance after each save."""

    inner: MemoryCatchUps
    then: Callable[[], None]

    def get(self, store_hash: str) -> CatchUpProgress | None:
        return self.inner.get(store_hash)

    def save(self, progress: CatchUpProgress) -> bool:
        saved = self.inner.save(progress)
        self.then()
        return saved


def disturbed(deployment: CatchUpDeployment, disturb: Callable[[], None]) -> CatchUp:
    """Make the catch-up of a worker, with a disturbance at each effect."""

    def or_die() -> None:
        with suppress(Throttled):  # a table and a queue are not throttled as a store is
            disturb()

    plain = deployment.catch_up()
    return CatchUp(
        registry=plain.registry,
        stores=plain.stores,
        lanes=Sends(plain.lanes, or_die),  # type: ignore[arg-type]
        history=plain.history,
        gaps=plain.gaps,
        catch_ups=Saves(deployment.states, or_die),
        connect=plain.connect,
        clock=plain.clock,
        limit=plain.limit,
    )


def has_seen(run: Run, modified: int) -> bool:
    """Return whether a run is of this change, or of some seconds before and has started after it."""
    return run.happened_at >= modified or (run.started_at > modified and run.happened_at >= modified - 1)


@settings(max_examples=200)
@given(
    ages=st.lists(st.integers(0, 12), max_size=20),
    delivered=st.dictionaries(st.integers(0, 19), st.integers(-1, 2), max_size=5),
    steps=st.lists(STEPS, max_size=60),
)
@example(ages=[4] * 7, delivered={}, steps=[("nothing", 0)] * 6 + [("change", 0)])
@example(ages=[4] * 4, delivered={}, steps=[("nothing", 0)] * 2 + [("die", 0)])
def test_every_change_runs_once_whatever_happens_meanwhile(
    ages: list[int], delivered: dict[int, int], steps: list[Step]
) -> None:
    history = History(ages, delivered, steps)

    history.play()

    for number, modified in history.owed():
        seen = [run for run in history.deployment.runs_of(number) if has_seen(run, modified)]
        assert [run.state for run in seen] == ["completed"], f"order {number}, changed at {modified}"


@settings(max_examples=200)
@given(ages=st.lists(st.integers(0, 12), max_size=20), steps=st.lists(STEPS, max_size=60))
@example(ages=[4], steps=[("change", 0)])
def test_what_was_created_in_the_gap_runs_once_however_late_it_is_changed(ages: list[int], steps: list[Step]) -> None:
    history = History(ages, {}, steps, webhook="store/order/created")

    history.play()

    for (_, number), change in history.deployment.shop.changes.items():
        if change.created >= SINCE:
            assert [run.state for run in history.deployment.runs_of(number)] == ["completed"], f"order {number}"


@settings(max_examples=100)
@given(ages=st.lists(st.integers(0, 12), max_size=20), steps=st.lists(STEPS, max_size=30))
def test_no_version_of_an_order_runs_twice_however_often_it_is_found(ages: list[int], steps: list[Step]) -> None:
    history = History(ages, {}, steps)
    history.play()
    history.deployment.catches_up()
    history.deployment.drain()

    runs = [(run.resource, run.happened_at) for run in history.deployment.repository.rows.values()]
    assert len(runs) == len(set(runs))


NOT_RANDOM = Random(0)  # noqa: S311 - a test's

type Delivery = tuple[Literal["before", "meanwhile", "after"], int]


@settings(max_examples=60, deadline=None)
@given(
    ages=st.lists(st.integers(0, 12), max_size=8),
    retried=st.dictionaries(
        st.integers(0, 7),
        st.tuples(st.sampled_from(["before", "meanwhile", "after"]), st.integers(-TOLERANCE, TOLERANCE)),
    ),
    order=st.randoms(use_true_random=False),
    coalesce=st.sampled_from([None, 1.0]),
)
@example(ages=[0], retried={0: ("meanwhile", 1)}, order=NOT_RANDOM, coalesce=None)
@example(ages=[0], retried={0: ("after", 1)}, order=NOT_RANDOM, coalesce=None)
def test_every_change_runs_once_though_bigcommerce_delivers_it_late(
    ages: list[int], retried: dict[int, Delivery], order: Random, coalesce: float | None
) -> None:
    acted: list[int] = []

    def act(params: Params, _ctx: object) -> None:
        acted.append(params.id)

    deployment = CatchUpDeployment(declared(act, coalesce=coalesce), limit=3)
    deployment.clock.now += GRACE
    deliveries = {number: delivery for number, delivery in retried.items() if number < len(ages)}

    def deliver(at: str) -> None:
        for number, (when, seconds) in deliveries.items():
            if when == at:
                deployment.deliver(number, BEGINS - ages[number] + seconds)

    for number, age in enumerate(ages):
        deployment.shop.put(number, BEGINS - age)
    deliver("before")
    deployment.drain()
    assert deployment.catches_up(since=SINCE - 5, asked_at=BEGINS)
    deliver("meanwhile")
    order.shuffle(deployment.queues["default"].messages)
    deployment.drain()
    deliver("after")
    deployment.drain()

    assert sorted(acted) == list(range(len(ages)))
