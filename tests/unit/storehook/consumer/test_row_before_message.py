"""Every message that follows from a row is sent after it, and a wake-up that overtakes its row is tried again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from tests.support.deployment import Deployment, Step, declared, deploy, queued
from tests.support.signed_deliveries import STORE

from storehook.actions.context import Context
from storehook.consumer.consumer import MAX_MISSING
from storehook.errors import Retry, Throttled
from storehook.queues.message import Message, encode
from storehook.queues.run_key import RunKey
from storehook.runs.run import WAITS
from storehook.testing.memory import MemoryLanes


@dataclass(slots=True)
class RowsOfWakeUps(MemoryLanes):
    """Queues that note the state of a wake-up's row at the time at which it is sent."""

    deployment: Deployment = field(kw_only=True)
    states: list[str] = field(default_factory=list[str])

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:
        for _, message in messages:
            if isinstance(message, RunKey):
                run = self.deployment.repository.get(message)
                self.states.append(run.state if run else "not there")
        MemoryLanes.send(self, messages, delay)


def states_of_wake_ups(deployment: Deployment) -> list[str]:
    """Work on the next message, and return the states of the rows for which wake-ups are sent."""
    lanes = RowsOfWakeUps("default", deployment.queues, deployment.dead_letters, deployment=deployment)
    consumer = deployment.consumer()
    contexts, recorder = replace(consumer.contexts, lanes=lanes), replace(consumer.recorder, lanes=lanes)
    replace(consumer, lanes=lanes, contexts=contexts, recorder=recorder).handle(deployment.receive())
    return lanes.states


@pytest.mark.parametrize("step", [KeyError("why"), Retry(after=5), Throttled(5)], ids=repr)
def test_a_run_waits_in_its_row_before_its_wake_up_is_sent(step: Step) -> None:
    deployment, _ = deploy(step)

    (state,) = states_of_wake_ups(deployment)

    assert state in WAITS


@pytest.mark.parametrize("key", [None, "key"])
def test_an_enqueued_run_has_its_row_before_its_wake_up_is_sent(key: str | None) -> None:
    def outer(_params: object, ctx: Context) -> None:
        ctx.enqueue("inner", {"id": 1}, key=key)

    def inner(_params: object, _ctx: object) -> None: ...

    deployment = Deployment(declared(outer), declared(inner, "store/product/updated"))
    deployment.post(queued())

    assert states_of_wake_ups(deployment) == ["waiting"]


def test_a_window_has_its_row_before_its_wake_up_is_sent() -> None:
    def tally(_params: object, _ctx: object) -> None: ...

    deployment = Deployment(declared(tally, coalesce=30))
    deployment.post(queued())

    assert states_of_wake_ups(deployment) == ["scheduled"]


def test_a_wake_up_that_overtakes_its_row_starts_the_run_when_it_comes_again() -> None:
    deployment, script = deploy(KeyError(), None)
    deployment.work()
    deployment.clock.now += 10
    run = deployment.repository.rows.pop(deployment.run().key)
    assert deployment.work().result == "postponed"
    deployment.repository.rows[run.key] = run

    assert deployment.drain() == ["completed"]
    assert len(script.contexts) == 2


def test_a_wake_up_whose_row_is_still_not_there_when_it_comes_again_is_dropped() -> None:
    deployment = Deployment()
    deployment.post(encode(RunKey(STORE, "purged", "scripted")))
    start = deployment.clock.now

    assert deployment.drain() == ["postponed", "postponed", "duplicate"]
    assert deployment.clock.now - start < 60


def test_the_outcome_of_a_wake_up_without_a_row_names_its_run() -> None:
    deployment, key = Deployment(), RunKey(STORE, "purged", "scripted")
    deployment.post(encode(key))

    outcome = deployment.consumer().handle(replace(deployment.receive(), receives=MAX_MISSING))

    assert (outcome.result, outcome.message) == ("duplicate", key)
