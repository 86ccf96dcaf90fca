"""A deployment in memory: queues, dead letters and runs, and consumers that work on them."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from tests.support.clocks import NOW, Clock
from tests.support.signed_deliveries import DELIVERY_ID, SIGNED_AT, STORE, event_body

from storehook.actions.action import Action, Registry
from storehook.actions.context import Context
from storehook.actions.deadline import Deadline
from storehook.actions.params import Params, parser
from storehook.queues.lanes import LANES
from storehook.queues.message import Message
from storehook.runs.retries import Retries
from storehook.runs.run import Run
from storehook.stores.store import AnyStatus
from storehook.testing import FakeStoreClient, fake_connections
from storehook.testing.stack import MemoryStack

STEADY = Retries(retry_count=2, initial_interval=10, backoff_factor=2, randomize_interval=False)
"""Retries with waits of exactly 10 and 20 seconds."""


class Died(BaseException):
    """Raised to end a dead process, past every `except` of an action."""


def at_once(_deadline: Deadline, work: Callable[[], object]) -> BaseException | None:
    """Do an attempt's work in this thread without a time limit, and return the error that it raised."""
    try:
        work()
    except Died:
        raise
    except BaseException as error:
        return error
    return None


def declared(
    function: Callable[..., object],
    *webhooks: str,
    retries: Retries = STEADY,
    lane: str = "default",
    annotation: object = None,
    coalesce: float | None = None,
    one_at_a_time: bool = False,
    timeout: float | None = None,
    waits_for: Mapping[str, str] = MappingProxyType({}),
    cancel_on: tuple[str, ...] = (),
    within: float | None = None,
    start_within: float | None = None,
) -> Action:
    """Make an action without a file."""
    return Action(
        name=function.__name__,
        function=function,
        webhooks=webhooks or ("store/order/updated",),
        retries=retries,
        lane=lane,
        coalesce=coalesce,
        one_at_a_time=one_at_a_time,
        timeout=timeout,
        waits_for=tuple(waits_for.items()),
        cancel_on=cancel_on,
        within=within,
        start_within=start_within,
        place="actions/in_a_test.py:1",
        parse=parser(annotation),
    )


def queued(body: bytes | None = None, **fields: object) -> Message:
    """Make a message as ingest writes it."""
    usual = {"store_hash": STORE, "delivery_id": DELIVERY_ID, "signed_at": SIGNED_AT, "received_at": NOW}
    return Message(payload=event_body() if body is None else body, **usual | fields)  # type: ignore[arg-type]


class Deployment(MemoryStack[Clock]):
    """A stack in memory whose stores, clock and secrets a test controls."""

    def __init__(self, *actions: Action) -> None:
        self.stores: list[FakeStoreClient] = []
        self.uninstalled: set[str] = set()
        self.paused: set[str] = set()
        self.purged: set[str] = set()
        super().__init__(
            clock=Clock(),
            registry=Registry(actions),
            connect=lambda *_, **__: fake_connections(*self.stores),
            log=lambda _run: logging.getLogger("runs"),
            status=self._status,
            run_until=at_once,
            random=lambda: 1.0,
        )

    def _status(self, store_hash: str) -> AnyStatus:
        if store_hash in self.purged:
            return "purged"
        if store_hash in self.uninstalled:
            return "uninstalled"
        return "paused" if store_hash in self.paused else "active"

    def work_through(self, *pauses: float) -> list[str]:
        """Work on one message again and again, with pauses in between. Return each result."""
        results: list[str] = [self.work().result]
        for pause in pauses:
            self.clock.now += pause
            results.append(self.work().result)
        return results

    def drain(self, rounds: int = 5000) -> list[str]:
        """Work until nothing waits. Time passes to the next message or tick of the timer. Return each result."""
        results: list[str] = []
        while len(results) < rounds:
            if waiting := [(queued.visible_at, lane) for lane in LANES for queued in self.queues[lane].messages]:
                visible_at, lane = min(waiting)
                self.clock.now = max(self.clock.now, visible_at)
                results.append(self.work(lane).result)
            elif due := [run.due_at for run in self.repository.rows.values() if run.due_at and not run.has_ended]:
                self.clock.now = max(self.clock.now, min(due))
                self.timer().tick()
            else:
                return results
        raise AssertionError("the queues do not become empty")

    def run(self) -> Run:
        """The only run."""
        (run,) = self.repository.rows.values()
        return run

    def waits(self, lane: str = "default") -> Sequence[float]:
        """Return the seconds for which each message of a lane is still hidden."""
        return [message.visible_at - self.clock.now for message in self.queues[lane].messages]


type Step = BaseException | Callable[[], object] | None


@dataclass
class Script:
    """A script of an action's attempts: an error is raised, a function is called, None succeeds."""

    steps: list[Step]
    contexts: list[Context]
    __name__ = "scripted"

    def __call__(self, _params: Params, ctx: Context) -> None:
        self.contexts.append(ctx)
        step = self.steps.pop(0)
        if isinstance(step, BaseException):
            raise step
        if step is not None:
            step()


def deploy(*steps: Step, retry_count: int = 2) -> tuple[Deployment, Script]:
    """Make a deployment with one message, for an action that follows a script."""
    script = Script([*steps], [])
    deployment = Deployment(declared(script, retries=replace(STEADY, retry_count=retry_count)))
    deployment.post(queued())
    return deployment, script
