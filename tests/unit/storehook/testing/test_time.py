"""An environment lets time pass: what is enqueued runs when it is due, and what failed is retried."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storehook import Context, Params, Retries, action
from storehook.errors import Fail
from storehook.testing import ActionEnvironment, LoggedLine


class Script:
    """Steps of the attempts of `scripted`: an error to raise, or a value to return."""

    steps: list[Any] = []  # noqa: RUF012


@pytest.fixture(autouse=True)
def script(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    steps: list[Any] = []
    monkeypatch.setattr(Script, "steps", steps)
    return steps


@action(
    webhooks=["store/order/created", "store/priceList/records/created"],
    retries=Retries(retry_count=2, initial_interval=60, backoff_factor=2),
)
def scripted(params: Params, ctx: Context) -> object:
    ctx.logger.info("Attempt %d", ctx.trigger.attempt, extra={"final": ctx.trigger.final_attempt})
    step = Script.steps.pop(0) if Script.steps else params
    if isinstance(step, BaseException):
        raise step
    return step


@action(webhooks=["store/customer/created"])
def enqueue_later(params: Params, ctx: Context) -> None:
    ctx.enqueue("scripted", {"id": params.id}, delay=7 * 24 * 3600, key=f"customer/{params.id}")


@action(webhooks=["store/product/updated"], coalesce=30)
def last_of_window(params: Params, ctx: Context) -> int:
    return params.number


def environment() -> ActionEnvironment:
    return ActionEnvironment(actions=(scripted, enqueue_later, last_of_window))


def test_a_sent_event_runs_its_action_at_once() -> None:
    (run,) = environment().send("store/order/created", type="order", id=113)

    assert (run.action, run.state, run.attempts) == ("scripted", "completed", 1)
    assert run.result == {"type": "order", "id": 113, "storeHash": "8jbhprizry"}


def test_an_array_of_an_event_is_sent_as_one() -> None:
    (run,) = environment().send("store/priceList/records/created", data=[{"variant_id": 1}])

    assert run.params == [{"variant_id": 1}]


def test_a_duplicate_of_an_event_runs_nothing_again() -> None:
    stage = environment()
    (first,) = stage.send("store/order/created", event="one", id=113)

    (second,) = stage.send("store/order/created", event="one", id=113)

    assert (second.run_key, second.attempts, len(stage.runs)) == (first.run_key, 1, 1)


def test_an_enqueued_run_shows_its_delay_and_key_and_runs_when_it_is_due() -> None:
    stage = environment()
    (sender,) = stage.send("store/customer/created", id=32)
    (run,) = sender.enqueued
    assert (run.state, run.key, run.due_in, run.params) == (
        "scheduled",
        "customer/32",
        timedelta(days=7),
        {"id": 32},
    )

    assert stage.advance(days=6, hours=23) == []
    (ran,) = stage.advance(hours=1)

    assert (ran.run_key, ran.state, ran.due_in) == (run.run_key, "completed", None)


def test_what_a_direct_attempt_enqueued_runs_when_it_is_due() -> None:
    stage = environment()
    stage.run(enqueue_later, id=32)

    assert [run.state for run in stage.advance(days=7)] == ["completed"]


def test_retries_follow_after_their_waits(script: list[Any]) -> None:
    script += [OSError("away"), Fail("no")]
    stage = environment()
    (run,) = stage.send("store/order/created", id=113)
    assert (run.state, run.due_in, run.failures) == ("retrying", timedelta(minutes=1), ["OSError: away"])
    assert isinstance(run.error, OSError)

    assert stage.advance(seconds=58) == []
    stage.advance(seconds=2)

    assert (run.state, run.attempts, run.failures[-1]) == ("failed", 2, "Fail: no")


def test_a_run_logs_which_attempt_is_its_last(script: list[Any]) -> None:
    script += [ValueError("a"), ValueError("b"), ValueError("c")]
    stage = environment()
    (run,) = stage.send("store/order/created", id=113)

    stage.advance(hours=1)

    assert run.logs == [
        LoggedLine("INFO", "Attempt 1", {"final": False}),
        LoggedLine("INFO", "Attempt 2", {"final": False}),
        LoggedLine("INFO", "Attempt 3", {"final": True}),
    ]
    assert (run.state, stage.logs) == ("failed", run.logs)


def test_a_direct_attempt_can_be_the_final_one() -> None:
    stage = environment()

    stage.run(scripted, attempt=3, id=113)

    assert stage.logs == [LoggedLine("INFO", "Attempt 3", {"final": True})]


def test_events_of_a_window_make_one_run_at_its_end() -> None:
    stage = environment()
    stage.send("store/product/updated", id=180, number=1)
    stage.advance(seconds=10)
    (run,) = stage.send("store/product/updated", id=180, number=2)
    assert run.due_in == timedelta(seconds=20)

    stage.advance(seconds=20)

    assert stage.run_of(last_of_window).result == 2


def test_the_clock_moves_only_by_advance() -> None:
    stage = ActionEnvironment(now=datetime(2026, 12, 24, tzinfo=UTC))

    stage.advance(days=1, hours=2)

    assert stage.now == datetime(2026, 12, 25, 2, tzinfo=UTC)


def test_a_run_without_a_result_says_why(script: list[Any]) -> None:
    script.append(OSError("away"))
    (run,) = environment().send("store/order/created", id=113)

    with pytest.raises(AssertionError, match=r"store/order/created: retrying after attempt 1 raised OSError.*0:01:00"):
        _ = run.result


def test_an_action_without_a_run_is_an_error_that_lists_the_runs() -> None:
    stage = environment()
    stage.send("store/order/created", id=113)

    with pytest.raises(
        AssertionError, match=r"(?s)enqueue_later has no run.*<scripted, store/order/created: completed>"
    ):
        stage.run_of(enqueue_later)


def test_an_event_without_an_action_is_an_error_that_lists_the_subscriptions() -> None:
    with pytest.raises(AssertionError, match=r"to store/cart/created.*enqueue_later: store/customer/created"):
        environment().send("store/cart/created", id="x")


def test_an_enqueued_action_that_the_environment_lacks_fails_the_test() -> None:
    stage = ActionEnvironment(actions=(enqueue_later,))

    with pytest.raises(AssertionError, match=r"scripted(?s:.*)actions="):
        stage.send("store/customer/created", id=32)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/orders/113", r"No answer is scripted for GET /v2/orders/113.*Script it"),
        ("/order/113", r"documents no such path. Did you mean /v2/orders/\{order_id\}"),
    ],
)
def test_a_call_without_a_scripted_answer_fails_the_test(path: str, message: str) -> None:
    @action(webhooks=["store/order/updated"])
    def look(_params: Params, ctx: Context) -> None:
        ctx.connections.bigcommerce.current.v2.get(path)

    with pytest.raises(AssertionError, match=message):
        ActionEnvironment(actions=(look,)).send("store/order/updated", id=113)


def test_a_failed_assertion_of_the_test_passes_through_the_action(script: list[Any]) -> None:
    script.append(pytest.fail.Exception("the test's own"))

    with pytest.raises(pytest.fail.Exception, match="the test's own"):
        environment().send("store/order/created", id=113)
