"""Actions that call and enqueue one another."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from tests.support.deployment import Deployment, declared, queued
from tests.support.signed_deliveries import event_body

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import CallTooDeep, Fail, NoCurrentStore, UnknownAction
from storehook.history.rows import can_be_stored
from storehook.queues.run_key import KEYED, MAX_EVENT_ID, RunKey
from storehook.runs.run import Run
from storehook.testing.memory import MemoryRunRepository

DAY = timedelta(days=1).total_seconds()


class Inner:
    """An action that is called or enqueued; it keeps what it was given."""

    def __init__(self) -> None:
        self.given: list[Params] = []
        self.contexts: list[Context] = []
        self.raises: list[Exception] = []

    def action(self) -> object:
        def inner(params: Params, ctx: Context) -> str:
            self.given.append(params)
            self.contexts.append(ctx)
            if self.raises:
                raise self.raises.pop()
            return f"did {params.number}"

        return declared(inner, "store/app/uninstalled")


@pytest.fixture
def inner() -> Inner:
    return Inner()


def deployment(inner: Inner, act: object) -> Deployment:
    def outer(params: Params, ctx: Context) -> None:
        act(ctx)  # type: ignore[operator]

    found = Deployment(declared(outer), inner.action())  # type: ignore[arg-type]
    found.post(queued())
    return found


def test_a_called_action_gives_what_it_returns(inner: Inner) -> None:
    answers: list[object] = []
    deployment(inner, lambda ctx: answers.append(ctx.call("inner", number=7))).work()

    assert answers == ["did 7"]


def test_a_called_action_gets_the_stores_hash_and_no_current_store(inner: Inner) -> None:
    deployment(inner, lambda ctx: ctx.call("inner", number=7)).work()

    assert inner.given == [{"number": 7, "storeHash": "8jbhprizry"}]
    assert inner.contexts[0].trigger.kind == "action"
    with pytest.raises(NoCurrentStore, match="for_store_hash"):
        _ = inner.contexts[0].connections.bigcommerce.current


def test_a_call_of_an_unknown_action_fails_the_run(inner: Inner) -> None:
    found = deployment(inner, lambda ctx: ctx.call("innner"))

    assert found.work().result == "failed"
    assert found.run().failure.error_type == UnknownAction.__name__  # type: ignore[union-attr]
    assert "Did you mean 'inner'?" in found.run().failure.error  # type: ignore[union-attr]


def test_actions_that_call_each_other_in_a_circle_are_cut() -> None:
    def ping(params: Params, ctx: Context) -> None:
        ctx.call("pong")

    def pong(params: Params, ctx: Context) -> None:
        ctx.call("ping")

    found = Deployment(declared(ping), declared(pong, "store/app/uninstalled"))
    found.post(queued())

    assert found.work().result == "failed"
    assert "ping → pong → ping" in found.run().failure.error  # type: ignore[union-attr]


def test_an_enqueued_action_runs_later_as_a_run_of_its_own(inner: Inner) -> None:
    found = deployment(inner, lambda ctx: ctx.enqueue("inner", {"number": 7}))

    assert found.drain() == ["completed", "completed"]
    assert inner.given == [{"number": 7, "storeHash": "8jbhprizry"}]
    assert {run.state for run in found.repository.rows.values()} == {"completed"}


def test_an_enqueued_run_is_tried_again_and_dead_lettered_like_any_other(inner: Inner) -> None:
    inner.raises = [Fail("no"), KeyError("not yet")]
    found = deployment(inner, lambda ctx: ctx.enqueue("inner", {"number": 7}))

    assert found.drain() == ["completed", "retrying", "failed"]
    (letter,) = found.dead_letters["default"].messages
    assert letter.attributes["action"] == "inner"


def test_an_attempt_that_is_made_again_enqueues_nothing_twice(inner: Inner) -> None:
    left = [KeyError("not yet")]

    def act(ctx: Context) -> None:
        ctx.enqueue("inner", {"number": 1})
        ctx.enqueue("inner", {"number": 2})
        if left:
            raise left.pop()

    deployment(inner, act).drain()

    assert sorted(params.number for params in inner.given) == [1, 2]


def with_a_keyed_run_between(inner: Inner, key: str | None = None) -> Deployment:
    """Each event asks by one key for a run that asks for `inner`."""

    def middle(params: Params, ctx: Context) -> None:
        ctx.enqueue("inner", {"number": 7}, key=key)

    def outer(params: Params, ctx: Context) -> None:
        ctx.enqueue("middle", key="nightly")

    return Deployment(declared(outer), declared(middle, "store/cart/created"), inner.action())  # type: ignore[arg-type]


def asked_in_attempts(*attempts: Sequence[int], inner: Inner) -> list[bool]:
    """In each attempt of a run, ask for numbers by one key, each when the run before has ended; which were new."""
    ways, found, answers = [*attempts], list[Deployment](), list[bool]()

    def act(ctx: Context) -> None:
        for number in ways.pop(0):
            answers.append(ctx.enqueue("inner", {"number": number}, key="nightly").is_new)
            if answers[-1]:
                found[0].work()
        if ways:
            raise KeyError("not yet")

    found.append(deployment(inner, act))
    found[0].drain()
    return answers


@pytest.mark.parametrize(
    ("attempts", "ran"),
    [
        pytest.param([[1], [1]], [1], id="the same"),
        pytest.param([[1], [2]], [1, 2], id="with other params"),
        pytest.param([[1], [1, 1]], [1, 1], id="and once more"),
        pytest.param([[1, 1], [1, 1]], [1, 1], id="both of two that are equal"),
        pytest.param([[1, 2], [2, 1], [1, 2, 3]], [1, 2, 3], id="in another order"),
    ],
)
def test_an_attempt_that_is_made_again_is_given_what_it_has_begun_by_a_key(
    attempts: list[list[int]], ran: list[int], inner: Inner
) -> None:
    answers = asked_in_attempts(*attempts, inner=inner)

    assert [params.number for params in inner.given] == ran
    assert sum(answers) == len(ran)


def test_an_attempt_that_is_made_again_in_another_lane_begins_another_by_its_key(inner: Inner) -> None:
    lanes = ["default", "long"]

    def act(ctx: Context) -> None:
        ctx.enqueue("inner", {"number": 1}, key="nightly", lane=lanes.pop(0))
        if lanes:
            raise KeyError("not yet")

    deployment(inner, act).drain()

    assert [params.number for params in inner.given] == [1, 1]


def test_an_attempt_that_is_made_again_is_given_its_own_though_another_run_has_used_its_key(inner: Inner) -> None:
    def outer(params: Params, ctx: Context) -> None:
        ctx.enqueue("inner", {"number": 1}, key="nightly")
        if ctx.trigger.hash == "first" and ctx.trigger.attempt == 1:
            raise KeyError("not yet")

    found = Deployment(declared(outer), inner.action())  # type: ignore[arg-type]
    for event in ("first", "second"):
        found.post(queued(event_body(hash=event)))
        found.work()  # the event's
        found.work()  # what it has asked for
    found.drain()

    assert [params.number for params in inner.given] == [1, 1]


def test_a_run_that_comes_back_under_a_forgotten_ones_name_is_not_given_what_that_had_begun(inner: Inner) -> None:
    found = with_a_keyed_run_between(inner, key="nightly")
    for event in ("a", "b"):
        found.post(queued(event_body(hash=event)))
        found.drain()
        for key in [key for key, run in found.repository.rows.items() if run.key.action == "middle"]:
            del found.repository.rows[key]
        found.clock.now += DAY

    assert [params.number for params in inner.given] == [7, 7]


def test_an_attempt_that_goes_another_way_asks_for_runs_of_its_own(inner: Inner) -> None:
    ways = [[1, 2], [3]]

    def act(ctx: Context) -> None:
        for number in ways.pop(0):
            ctx.enqueue("inner", {"number": number})
        if ways:
            raise KeyError("not yet")

    deployment(inner, act).drain()

    assert sorted(params.number for params in inner.given) == [1, 2, 3]


def test_who_asks_twice_for_the_same_gets_two_runs_however_often_it_is_tried(inner: Inner) -> None:
    left = [KeyError("not yet")]

    def act(ctx: Context) -> None:
        ctx.enqueue("inner", {"number": 1, "of": "a"})
        ctx.enqueue("inner", {"of": "a", "number": 1})
        if left:
            raise left.pop()

    deployment(inner, act).drain()

    assert [params.number for params in inner.given] == [1, 1]


def test_each_generation_of_a_keyed_run_asks_for_runs_of_its_own(inner: Inner) -> None:
    found = with_a_keyed_run_between(inner)
    for event in ("a", "b"):
        found.post(queued(event_body(hash=event)))
        found.drain()

    assert [params.number for params in inner.given] == [7, 7]


def test_params_that_are_too_large_are_refused_with_their_size(inner: Inner) -> None:
    found = deployment(inner, lambda ctx: ctx.enqueue("inner", {"text": "x" * 70_000}))

    assert found.work().result == "failed"
    assert "70011 bytes" in found.run().failure.error  # type: ignore[union-attr]


@pytest.mark.parametrize("delay", [60.0, 3600.0, 3 * DAY])
def test_a_delayed_run_waits_for_its_time(inner: Inner, delay: float) -> None:
    found = deployment(inner, lambda ctx: ctx.enqueue("inner", {"number": 7}, delay=delay))
    found.work()
    began = found.clock.now
    assert {run.state for run in found.repository.rows.values()} == {"completed", "scheduled"}

    found.drain()

    assert inner.given
    assert found.clock.now - began >= delay


def test_a_second_enqueue_with_a_live_key_gives_the_first_run(inner: Inner) -> None:
    answers: list[object] = []

    def act(ctx: Context) -> None:
        answers.extend(ctx.enqueue("inner", {"number": number}, key="nightly").is_new for number in (1, 2))

    deployment(inner, act).drain()

    assert answers == [True, False]
    assert [params.number for params in inner.given] == [1]


@pytest.mark.parametrize("key", [None, "nightly", "order/113/5"])
def test_an_enqueued_run_knows_who_asked_for_it(inner: Inner, key: str | None) -> None:
    found = deployment(inner, lambda ctx: ctx.enqueue("inner", {"number": 7}, key=key))
    found.drain()

    messages = {run.key.action: run.message for run in found.repository.rows.values()}
    (asked_by,) = (run.key for run in found.repository.rows.values() if run.key.action == "outer")
    assert (messages["outer"].caller, messages["inner"].caller) == (None, f"{asked_by.event_id}/outer")


def test_a_key_can_be_used_again_once_its_run_has_ended(inner: Inner) -> None:
    numbers = iter([1, 2])
    found = deployment(inner, lambda ctx: ctx.enqueue("inner", {"number": next(numbers)}, key="nightly"))
    found.drain()
    found.post(queued(event_body(hash="another-event")))

    found.drain()

    assert [params.number for params in inner.given] == [1, 2]


def test_a_chain_of_enqueues_has_an_end() -> None:
    def again(params: Params, ctx: Context) -> None:
        ctx.enqueue("again")

    found = Deployment(declared(again))
    found.post(queued())

    results = found.drain()

    assert results == ["completed"] * 10 + ["failed"]
    assert any(run.failure and run.failure.error_type == CallTooDeep.__name__ for run in found.repository.rows.values())


def test_the_names_of_a_chain_of_enqueues_are_such_as_a_table_can_hold() -> None:
    def again(params: Params, ctx: Context) -> None:
        ctx.enqueue(name)

    again.__name__ = name = "a" * 250
    found = Deployment(declared(again))
    found.post(queued())

    assert found.drain() == ["completed"] * 10 + ["failed"]
    assert all(can_be_stored(key) for key in found.repository.rows)


@pytest.mark.parametrize("key", ["k" * 3000, "é" * 100], ids=["letters", "bytes"])
def test_a_key_of_any_length_names_a_run_of_its_own(inner: Inner, key: str) -> None:
    answers: list[bool] = []

    def act(ctx: Context) -> None:
        answers.extend(ctx.enqueue("inner", {"number": 7}, key=each).is_new for each in (key, key, key + "2"))

    found = deployment(inner, act)
    found.drain()

    assert answers == [True, False, True]
    assert all(len(key.event_id.encode()) <= len(KEYED) + MAX_EVENT_ID for key in found.repository.rows)


@pytest.mark.parametrize("params", [{"price": object()}, {"when": float("nan")}])
def test_params_that_are_no_json_fail_the_run(inner: Inner, params: dict[str, object]) -> None:
    found = deployment(inner, lambda ctx: ctx.enqueue("inner", params))

    assert found.work().result == "failed"
    assert "aren't JSON" in found.run().failure.error  # type: ignore[union-attr]


def keyed(*events: str, inner: Inner) -> Deployment:
    """A deployment in which each event asks for `inner` with the key `nightly`, with the event's name as its params."""

    def outer(params: Params, ctx: Context) -> None:
        ctx.enqueue("inner", {"number": ctx.trigger.hash}, key="nightly")

    found = Deployment(declared(outer), inner.action())  # type: ignore[arg-type]
    for event in events:
        found.post(queued(event_body(hash=event)))
        found.clock.now += 10
        found.drain()
    return found


def test_each_generation_of_a_key_is_a_run_of_its_own(inner: Inner) -> None:
    found = keyed("a", "b", inner=inner)

    runs = [run for key, run in found.repository.rows.items() if key.action == "inner"]
    assert [(run.key.generation, run.state, run.message.payload) for run in runs] == [
        (0, "completed", b'{"number":"a"}'),
        (1, "completed", b'{"number":"b"}'),
    ]
    assert len({ctx.run_key for ctx in inner.contexts}) == 2


def test_a_run_that_failed_stays_as_it_was_when_its_key_is_used_again_and_can_be_redriven(inner: Inner) -> None:
    inner.raises = [Fail("no")]
    found = keyed("a", "b", inner=inner)
    (letter,) = found.dead_letters["default"].messages
    found.post(letter.text)

    assert found.drain() == ["completed"]
    assert [params.number for params in inner.given] == ["a", "b", "a"]
    assert {run.state for run in found.repository.rows.values()} == {"completed"}


def test_a_key_that_comes_back_when_the_runs_before_are_forgotten_is_another_idempotency_key(inner: Inner) -> None:
    found = keyed("a", inner=inner)
    found.repository.rows.clear()
    found.post(queued(event_body(hash="b")))
    found.clock.now += 10
    found.drain()

    first, second = (ctx.run_key for ctx in inner.contexts)
    assert first != second


class BeforeTheOther(MemoryRunRepository):
    """A table of runs in which nobody sees what others have just asked for."""

    def latest(self, key: RunKey) -> Run | None:  # noqa: ARG002 -- it sees nothing
        return None


def test_of_two_that_ask_with_one_key_at_once_one_has_its_way(inner: Inner) -> None:
    answers: list[object] = []

    def other(params: Params, ctx: Context) -> None:
        answers.append(ctx.enqueue("inner", {"number": "other"}, key="nightly"))

    def outer(params: Params, ctx: Context) -> None:
        answers.append(ctx.enqueue("inner", {"number": "outer"}, key="nightly"))
        ctx.call("other")

    found = Deployment(declared(outer), declared(other, "store/cart/created"), inner.action())  # type: ignore[arg-type]
    found.repository = BeforeTheOther()
    found.post(queued())
    found.drain()

    assert [answer.is_new for answer in answers] == [True, False]  # type: ignore[attr-defined]
    assert [params.number for params in inner.given] == ["outer"]


def test_a_run_of_an_action_that_runs_one_at_a_time_is_enqueued_with_a_key() -> None:
    def outer(_params: Params, ctx: Context) -> None:
        ctx.enqueue("charge", {"id": 113}, key="order/113")
        with pytest.raises(Fail, match=r'charge\(\) runs one at a time .* Pass a key .* key="order/113"'):
            ctx.enqueue("charge", {"id": 113})

    def charge(_params: Params, _ctx: Context) -> None: ...

    found = Deployment(declared(outer), declared(charge, "store/order/created", one_at_a_time=True))
    found.post(queued())

    assert found.work().result == "completed"
    assert [key.event_id for key in found.repository.rows if key.action == "charge"] == ["key:order/113"]
