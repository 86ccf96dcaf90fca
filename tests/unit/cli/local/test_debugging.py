"""`storehook run --debug`: the lane's function receives nothing, and an attempt runs in the caller's thread."""

import threading
from contextlib import suppress
from typing import Any

import pytest

from storehook.actions.deadline import Deadline
from storehook.wiring.debugging import LONGEST, run_here
from storehook_cli.errors import CommandError
from storehook_cli.local.debugging import HIDDEN, environment, taken_over
from storehook_cli.stack.deployment import Deployment

ARN = "arn:aws:lambda:us-east-1:000000000000:function:shop-DefaultConsumer-1:live"


class Functions:
    """Lambda with one mapping of each of two functions."""

    def __init__(self) -> None:
        self.enabled = {"default": True, "other": True}

    def list_event_source_mappings(self) -> dict[str, Any]:
        arns = {"default": ARN, "other": ARN.replace("Default", "Long")}
        return {"EventSourceMappings": [{"UUID": name, "FunctionArn": arn} for name, arn in arns.items()]}

    def update_event_source_mapping(self, *, UUID: str, Enabled: bool) -> None:  # noqa: N803 -- boto3's names
        self.enabled[UUID] = Enabled

    def get_function_configuration(self, **_: object) -> dict[str, Any]:
        return {"Environment": {"Variables": {"LANE": "default", "PYTHONBREAKPOINT": "storehook.refuse"}}}


class Queue:
    """SQS with one message."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def receive_message(self, **call: Any) -> dict[str, Any]:
        self.calls.append(call)
        attributes = {"ApproximateReceiveCount": "1"}
        return {"Messages": [{"Body": "{}", "MessageId": "m", "ReceiptHandle": "r", "Attributes": attributes}]}

    def delete_message(self, **call: Any) -> None:
        self.calls.append(call)

    change_message_visibility = delete_message


@pytest.fixture
def functions() -> Functions:
    return Functions()


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
def deployment(functions: Functions, queue: Queue) -> Deployment:
    outputs = {"DefaultConsumer": "shop-DefaultConsumer-1", "LongConsumer": "gone", "DefaultQueue": "http://queue"}
    clients: dict[str, Any] = {"lambda": functions, "sqs": queue}
    session: Any = type("Session", (), {"client": staticmethod(lambda name, **_: clients[name])})
    return Deployment(outputs, session, endpoint_url="http://127.0.0.1:4566", stack_name="shop")


def test_only_the_lanes_function_receives_nothing_until_the_end(deployment: Deployment, functions: Functions) -> None:
    with suppress(KeyboardInterrupt), taken_over(deployment, "default"):
        assert functions.enabled == {"default": False, "other": True}
        raise KeyboardInterrupt
    assert functions.enabled == {"default": True, "other": True}


def test_a_lane_without_a_function_that_receives_is_an_error(deployment: Deployment) -> None:
    with pytest.raises(CommandError, match="start it again"), taken_over(deployment, "long"):
        pass


def test_a_message_is_hidden_for_as_long_as_its_lease(deployment: Deployment, queue: Queue) -> None:
    with taken_over(deployment, "default") as lane:
        assert next(lane.records())["messageId"] == "m"

    assert queue.calls[0]["VisibilityTimeout"] == HIDDEN == LONGEST


def test_what_must_stay_in_the_queue_is_visible_again(deployment: Deployment, queue: Queue) -> None:
    with taken_over(deployment, "default") as lane:
        lane.show(next(lane.records()))

    assert queue.calls[-1] == {"QueueUrl": "http://queue", "ReceiptHandle": "r", "VisibilityTimeout": 0}


def test_breakpoints_are_not_refused_and_calls_go_to_the_local_aws(deployment: Deployment) -> None:
    variables = environment(deployment, "default")

    assert "PYTHONBREAKPOINT" not in variables
    assert (variables["LANE"], variables["AWS_ENDPOINT_URL"]) == ("default", "http://127.0.0.1:4566")


def test_an_attempt_runs_in_this_thread_and_a_debugger_that_is_quit_ends_only_the_attempt() -> None:
    threads: list[threading.Thread] = []
    deadline = Deadline(lambda: 0.0, 1.0)

    assert run_here(deadline, lambda: threads.append(threading.current_thread())) is None
    assert threads == [threading.current_thread()]

    def quit_debugger() -> None:
        raise SystemExit

    assert isinstance(run_here(deadline, quit_debugger), SystemExit)
