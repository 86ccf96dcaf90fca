"""SQS is asked to move dead letters by itself, and what it says of that is understood."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from storehook.aws.message_moves import SqsMove
from storehook.queues.ports import Moved

DEAD, QUEUE = "https://sqs/dead", "https://sqs/queue"
ARNS = {DEAD: "arn:aws:sqs:us-east-1:1:dead", QUEUE: "arn:aws:sqs:us-east-1:1:queue"}


@pytest.fixture
def sqs() -> Any:
    return boto3.client("sqs", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


@pytest.fixture
def stub(sqs: Any) -> Any:
    with Stubber(sqs) as stub:
        yield stub
        stub.assert_no_pending_responses()


def knows(stub: Stubber, *urls: str) -> None:
    for url in urls:
        asked = {"QueueUrl": url, "AttributeNames": ["QueueArn"]}
        stub.add_response("get_queue_attributes", {"Attributes": {"QueueArn": ARNS[url]}}, asked)


def test_both_ends_are_named(sqs: Any, stub: Stubber) -> None:
    knows(stub, DEAD, QUEUE)
    asked = {"SourceArn": ARNS[DEAD], "DestinationArn": ARNS[QUEUE]}
    stub.add_response("start_message_move_task", {"TaskHandle": "task"}, asked)

    assert SqsMove(sqs, DEAD, QUEUE).start() is True


@pytest.mark.parametrize("code", ["InvalidAction", "UnsupportedOperation"])
def test_where_there_is_no_such_way_that_is_told(sqs: Any, stub: Stubber, code: str) -> None:
    knows(stub, DEAD, QUEUE)
    stub.add_client_error("start_message_move_task", code)

    assert SqsMove(sqs, DEAD, QUEUE).start() is False


def test_what_is_refused_for_another_reason_is_an_error(sqs: Any, stub: Stubber) -> None:
    knows(stub, DEAD, QUEUE)
    stub.add_client_error("start_message_move_task", "AccessDenied")

    with pytest.raises(ClientError, match="AccessDenied"):
        SqsMove(sqs, DEAD, QUEUE).start()


def test_a_move_that_sqs_does_not_list_yet_goes_on(sqs: Any, stub: Stubber) -> None:
    knows(stub, DEAD)
    stub.add_response("list_message_move_tasks", {"Results": []}, {"SourceArn": ARNS[DEAD], "MaxResults": 1})

    assert SqsMove(sqs, DEAD, QUEUE).progress() == Moved(0, ended=False)


@pytest.mark.parametrize(
    ("said", "moved"),
    [
        ({"Status": "RUNNING"}, Moved(0, ended=False)),
        ({"Status": "RUNNING", "ApproximateNumberOfMessagesMoved": 7}, Moved(7, ended=False)),
        ({"Status": "CANCELLING"}, Moved(0, ended=False, problem="cancelling")),
        ({"Status": "COMPLETED", "ApproximateNumberOfMessagesMoved": 9}, Moved(9, ended=True)),
        ({"Status": "CANCELLED"}, Moved(0, ended=True, problem="cancelled")),
        ({"Status": "FAILED", "FailureReason": "KmsAccessDenied"}, Moved(0, ended=True, problem="KmsAccessDenied")),
    ],
    ids=str,
)
def test_its_progress_is_understood(sqs: Any, stub: Stubber, said: dict[str, Any], moved: Moved) -> None:
    knows(stub, DEAD)
    stub.add_response("list_message_move_tasks", {"Results": [said]}, {"SourceArn": ARNS[DEAD], "MaxResults": 1})

    assert SqsMove(sqs, DEAD, QUEUE).progress() == moved
