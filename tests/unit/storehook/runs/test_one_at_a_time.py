"""Of an action's runs about one resource, at most one is live."""

from dataclasses import replace

import pytest
from tests.support.deployment import STEADY, Deployment, declared, queued
from tests.support.memory import MemoryTurns
from tests.support.operations import run_operations
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import Fail
from storehook.queues.message import Message
from storehook.runs.run import Run, RunKey
from storehook.runs.turns import Place, Waiting, place_of


class Push:
    """An action that must not run beside itself. Each of its steps is what an attempt does."""

    __name__ = "push"

    def __init__(self) -> None:
        self.deployment = Deployment(declared(self, "store/order/*", one_at_a_time=True, retries=STEADY))
        self.given: list[str | None] = []
        self.live: set[str | None] = set()
        self.steps: dict[str, list[BaseException]] = {}

    def __call__(self, _params: Params, ctx: Context) -> None:
        name = ctx.trigger.hash
        self.given.append(name)
        if steps := self.steps.get(name or ""):
            raise steps.pop(0)

    def post(self, *names: str, order: int = 113) -> None:
        for name in names:
            self.deployment.post(about(order, name))

    def run(self, name: str) -> Run:
        return self.deployment.repository.rows[RunKey(STORE, name, "push")]


def about(order: int, name: str) -> Message:
    return queued(event_body(hash=name, data={"type": "order", "id": order}), delivery_id=name)


def test_while_one_runs_the_next_waits_and_begins_when_it_has_ended() -> None:
    push = Push()
    push.post("created", "updated")
    seen: list[str] = []

    def beside(_params: Params, ctx: Context) -> None:
        if ctx.trigger.hash == "created":
            seen.append(push.deployment.work().result)
            assert push.run("updated").state == "waiting"
        push.given.append(ctx.trigger.hash)

    beside.__name__ = "push"
    push.deployment.registry = type(push.deployment.registry)([declared(beside, "store/order/*", one_at_a_time=True)])

    assert push.deployment.work().result == "completed"
    assert push.deployment.waits() == [0.0]
    assert push.deployment.drain() == ["completed"]
    assert (seen, push.given) == (["queued"], ["created", "updated"])


def test_one_that_waits_for_a_retry_keeps_its_turn() -> None:
    push = Push()
    push.steps = {"created": [KeyError(), KeyError()]}
    push.post("created", "updated")

    push.deployment.drain()

    assert push.given == ["created", "created", "created", "updated"]


def test_one_that_fails_gives_its_turn_up() -> None:
    push = Push()
    push.steps = {"created": [Fail("no")]}
    push.post("created", "updated")

    push.deployment.drain()

    assert push.given == ["created", "updated"]


def test_they_come_in_the_order_in_which_they_were_created() -> None:
    push = Push()
    push.steps = {"0": [KeyError()]}
    for number in range(5):
        push.post(str(number))
        push.deployment.work()
        push.deployment.clock.now += 1

    push.deployment.drain()

    assert push.given == ["0", "0", "1", "2", "3", "4"]


def test_runs_about_two_resources_do_not_wait_for_each_other() -> None:
    push = Push()
    push.steps = {"one": [KeyError()]}
    push.post("one")
    push.post("other", order=114)

    assert [push.deployment.work().result for _ in range(2)] == ["retrying", "completed"]


def test_what_is_about_no_resource_runs() -> None:
    push = Push()
    push.deployment.post(queued(b'{"id":1}', action="push", kind="action", delivery_id="asked-for"))

    assert push.deployment.work().result == "completed"


@pytest.mark.parametrize("end", ["completed", "cancelled", "gone"])
def test_who_has_ended_without_giving_its_turn_up_keeps_nobody_waiting_for_ever(end: str) -> None:
    push = Push()
    push.steps = {"created": [KeyError()]}
    push.post("created", "updated")
    push.deployment.work()
    push.deployment.work()
    if end == "cancelled":
        run_operations(push.deployment).cancel([RunKey(STORE, "created", "push")])
    elif end == "completed":
        push.deployment.repository.rows[push.run("created").key] = replace(push.run("created"), state="completed")
    else:
        del push.deployment.repository.rows[push.run("created").key]
    push.deployment.queues["default"].messages.clear()

    push.deployment.drain()

    assert push.run("updated").state == "completed"


def test_one_whose_turn_comes_as_it_steps_into_the_line_is_woken_at_once() -> None:
    push = Push()
    push.steps = {"created": [KeyError()]}
    push.post("created", "updated")
    push.deployment.work()

    class Hasty(MemoryTurns):
        """Turns whose holder gives up between two looks."""

        def take(self, place: Place, run: Waiting, *, after: str | None = None) -> object:  # type: ignore[override]
            standing = super().take(place, run, after=after)
            if standing.holder != run.name:
                self.give(place, str(standing.holder))
            return standing

    push.deployment.turns = Hasty(push.deployment.turns.holders)

    assert push.deployment.work().result == "queued"
    assert push.deployment.waits()[-1] == 0.0


def test_who_stands_in_the_line_is_read_from_its_text() -> None:
    waiting = Waiting("event 1/push", 1_786_447_831.25)

    assert Waiting.of(waiting.text) == waiting


def test_the_line_is_in_order_of_time() -> None:
    times = [5.0, 10.5, 10.25, 1_786_447_831.25]

    assert [Waiting.of(text).created_at for text in sorted(Waiting("name", at).text for at in times)] == sorted(times)


def test_a_runs_place_is_of_its_store_its_resource_and_its_action() -> None:
    push = Push()
    push.post("first")
    push.deployment.work()
    run = push.run("first")

    assert place_of(run) == Place(STORE, "order/113", "push")
    assert place_of(replace(run, resource=None)) is None
