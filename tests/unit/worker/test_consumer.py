"""A consumer's batch: its messages are worked on at once, and none of them can disturb another."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from tests.support.deployment import Deployment, declared, queued
from tests.support.lambda_context import LambdaContext
from tests.support.signed_deliveries import event_body
from tests.support.telemetry import Counts, Lines

import consumer
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.consumer import batch as consumer_batch
from storehook.consumer.consumer import Consumer
from storehook.errors import AttemptTimedOut, Fail, Retry
from storehook.queues.message import decode_any, encode
from storehook.queues.run_key import RunKey
from storehook.runs.run import Lease, Run
from storehook.saves import Conflict, Saved
from storehook.wiring.consumer import run_log

type Event = dict[str, Any]
type Act = Callable[[Params, Context], object]
type Deploy = Callable[[Act], Deployment]


class BrokenRepository:
    """A table that is away."""

    def get(self, key: RunKey) -> Run | None:
        raise ConnectionError(f"no table for {key}")

    def claim_due(self, key: RunKey, lease: Lease) -> Run | None:
        raise ConnectionError(f"no table for {key} and {lease}")

    def latest(self, key: RunKey) -> Run | None:
        raise ConnectionError(f"no table for {key}")

    def save(self, run: Run) -> Saved | Conflict[Run]:
        raise ConnectionError(f"no table for {run.key.event_id}")

    def delete(self, key: RunKey) -> None:
        raise ConnectionError(f"no table for {key}")


@pytest.fixture
def deploy(monkeypatch: pytest.MonkeyPatch) -> Deploy:
    """Wires the handler to a deployment in memory whose one action does what is given."""

    def wire(act: Act) -> Deployment:
        def scripted(params: Params, ctx: Context) -> None:
            act(params, ctx)

        deployment = Deployment(declared(scripted))
        use(monkeypatch, logging_by_run(deployment.consumer()))
        return deployment

    return wire


def logging_by_run(wired: Consumer) -> Consumer:
    return replace(wired, contexts=replace(wired.contexts, log=run_log))


def use(monkeypatch: pytest.MonkeyPatch, wired: Consumer) -> None:
    monkeypatch.setattr(consumer, "wiring", lambda: wired)


def record(number: int, body: bytes | None = None) -> Event:
    """The nth message of a batch, about the nth order."""
    content = event_body(hash=f"event-{number}", data={"id": number}) if body is None else body
    text = encode(queued(content, delivery_id=f"delivery-{number}"))
    return {
        "messageId": f"message-{number}",
        "receiptHandle": f"receipt-{number}",
        "body": text,
        "attributes": {"ApproximateReceiveCount": "1"},
    }


def batch(count: int) -> Event:
    return {"Records": [record(number) for number in range(count)]}


def kept(event: Event, seconds_left: float = 60) -> list[str]:
    """The messages that the queue must keep."""
    answer = consumer.handler(event, LambdaContext(seconds_left))  # type: ignore[arg-type]
    assert list(answer) == ["batchItemFailures"]
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_an_event_as_ingest_queues_it_is_worked_on_and_acknowledged(
    deploy: Deploy, load_event: Callable[[str], Event]
) -> None:
    seen: list[Params] = []
    deploy(lambda params, _ctx: seen.append(params))

    assert kept(load_event("consumer.order-updated")) == []
    assert seen == [{"type": "order", "id": 250, "storeHash": "8jbhprizry"}]


def test_a_poisoned_message_is_dead_lettered_and_does_not_disturb_the_one_beside_it(
    deploy: Deploy, load_event: Callable[[str], Event]
) -> None:
    deployment = deploy(lambda _params, _ctx: None)

    assert kept(load_event("consumer.two-records-one-poison")) == []
    assert len(deployment.dead_letters["default"].messages) == 1
    assert sorted(run.state for run in deployment.repository.rows.values()) == ["completed", "failed"]


def test_ten_messages_are_worked_on_at_the_same_time(deploy: Deploy) -> None:
    everybody = Barrier(10)
    deployment = deploy(lambda _params, _ctx: everybody.wait(timeout=10))

    assert kept(batch(10)) == []
    assert {run.state for run in deployment.repository.rows.values()} == {"completed"}


def test_what_waits_for_its_next_attempt_is_in_the_table_and_its_message_is_not_kept(deploy: Deploy) -> None:
    def act(params: Params, _ctx: Context) -> None:
        if params.id in (1, 4):
            raise Retry(after=5)
        if params.id == 2:
            raise Fail("for good")

    deployment = deploy(act)

    assert kept(batch(6)) == []
    waiting = {key.event_id for key, run in deployment.repository.rows.items() if run.state == "retrying"}
    assert waiting == {"event-1", "event-4"}


def test_a_batch_that_fails_as_a_whole_raises_nothing(deploy: Deploy) -> None:
    def act(_params: Params, _ctx: Context) -> None:
        raise KeyError("always")

    deployment = deploy(act)

    assert kept(batch(10)) == []
    assert {run.state for run in deployment.repository.rows.values()} == {"retrying"}


@pytest.mark.parametrize(("receives", "seconds"), [(1, 5.0), (2, 10.0), (3, 20.0), (50, 900.0)])
def test_a_fault_of_ours_puts_its_message_back_for_seconds_and_is_no_attempt(
    monkeypatch: pytest.MonkeyPatch, deploy: Deploy, receives: int, seconds: float
) -> None:
    deployment = deploy(lambda _params, _ctx: None)
    deployment.post(queued())
    received = deployment.receive()
    use(monkeypatch, deployment.consumer(repository=BrokenRepository()))
    event = {
        "messageId": "message-0",
        "receiptHandle": received.receipt,
        "body": received.text,
        "attributes": {"ApproximateReceiveCount": str(receives)},
    }

    assert kept({"Records": [event]}) == ["message-0"]
    assert (deployment.waits(), deployment.repository.rows) == ([seconds], {})


def test_when_the_table_is_away_every_message_is_kept_and_each_is_logged(
    monkeypatch: pytest.MonkeyPatch, deploy: Deploy, log_lines: Lines
) -> None:
    deployment = deploy(lambda _params, _ctx: None)
    use(monkeypatch, deployment.consumer(repository=BrokenRepository()))

    assert kept(batch(3)) == ["message-0", "message-1", "message-2"]
    assert {line["message_id"]: line["exception_name"] for line in log_lines()} == {
        f"message-{number}": "ConnectionError" for number in range(3)
    }


def test_a_lease_lasts_for_the_time_that_the_function_has_left(deploy: Deploy) -> None:
    leases: list[float] = []
    deployment = deploy(lambda _params, _ctx: leases.append(deployment.run().lease_until - deployment.clock.now))

    kept(batch(1), seconds_left=17.25)

    assert leases == [17.25]


def test_lines_of_runs_at_the_same_time_each_name_their_own_run(deploy: Deploy, log_lines: Lines) -> None:
    everybody = Barrier(10)

    def act(params: Params, ctx: Context) -> None:
        everybody.wait(timeout=10)
        ctx.logger.info("At work", extra={"order_id": params.id})

    deploy(act)
    kept(batch(10))

    lines = [line for line in log_lines() if line["message"] == "At work"]
    assert sorted(line["order_id"] for line in lines) == list(range(10))
    assert all(line["correlation_id"] == f"event-{line['order_id']}" for line in lines)
    assert {(line["store_hash"], line["action"], line["attempt"]) for line in lines} == {("8jbhprizry", "scripted", 1)}


def test_a_line_about_a_message_without_a_run_does_not_name_the_run_before_it(
    monkeypatch: pytest.MonkeyPatch, deploy: Deploy, log_lines: Lines
) -> None:
    monkeypatch.setattr(
        consumer_batch, "ThreadPoolExecutor", lambda max_workers: ThreadPoolExecutor(min(max_workers, 1))
    )
    deploy(lambda _params, _ctx: None)

    kept({"Records": [record(0), record(1, event_body("store/cart/created", hash="event-1"))]})

    first, second = log_lines()
    assert (first["message"], first["correlation_id"]) == ("completed", "event-0")
    assert second["message"] == "ignored"
    assert second.get("correlation_id") in (None, "event-1")


def test_what_became_of_each_message_is_logged_without_its_content(deploy: Deploy, log_lines: Lines) -> None:
    def act(_params: Params, _ctx: Context) -> None:
        raise Fail("canary-error")

    deploy(act)
    kept({"Records": [record(0, event_body(data={"id": "canary-payload"}))]})

    (line,) = log_lines()
    assert (line["message"], line["error_type"]) == ("failed", "Fail")
    assert "canary" not in json.dumps(line)


def test_what_became_of_each_message_is_counted(
    monkeypatch: pytest.MonkeyPatch, deploy: Deploy, metric_counts: Counts
) -> None:
    def act(params: Params, _ctx: Context) -> None:
        if params.id == 2:
            raise Fail("for good")

    deployment = deploy(act)
    kept(batch(3))
    assert metric_counts() == {"MessagesCompleted": 2, "MessagesFailed": 1}

    use(monkeypatch, deployment.consumer(repository=BrokenRepository()))
    kept(batch(1))
    assert metric_counts() == {"MessagesUnhandled": 1}


def test_a_process_in_which_an_attempt_has_timed_out_acknowledges_its_batch_and_ends(
    monkeypatch: pytest.MonkeyPatch, deploy: Deploy, metric_counts: Counts
) -> None:
    def act(params: Params, _ctx: Context) -> None:
        if params.id == 1:
            raise AttemptTimedOut(1.0)

    class Ended(BaseException):
        pass

    def end(status: int) -> None:
        raise Ended(status)

    monkeypatch.setattr(consumer.os, "_exit", end)
    deployment = deploy(act)
    for number in range(3):
        deployment.post(encode(queued(event_body(hash=f"event-{number}", data={"id": number}))))
    every = [deployment.receive() for _ in range(3)]
    records = [
        {
            "messageId": it.id,
            "receiptHandle": it.receipt,
            "body": it.text,
            "attributes": {"ApproximateReceiveCount": "1"},
        }
        for it in every
    ]

    with pytest.raises(Ended, match=r"^0$"):  # any other status would count as an error of the function
        kept({"Records": records})

    left = [decode_any(message.text) for message in deployment.queues["default"].messages]
    assert [type(message).__name__ for message in left] == ["RunKey"]
    assert metric_counts() == {"MessagesCompleted": 2, "MessagesRetrying": 1}
