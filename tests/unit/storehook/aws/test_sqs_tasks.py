"""Requests to the reconcile queue, and its answer that only some tasks were queued."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from storehook.aws.queues import SqsTasks
from storehook.errors import NotQueued
from storehook.queues.lanes import MAX_POSTPONE
from storehook.queues.task import Task

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient


@pytest.fixture
def sqs() -> "SQSClient":
    client: Any = boto3.client("sqs", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    return client


@pytest.fixture
def stub(sqs: "SQSClient") -> Generator[Stubber]:
    with Stubber(sqs) as stub:
        yield stub
        stub.assert_no_pending_responses()


def test_a_task_that_sqs_did_not_take_is_no_task_that_was_sent(sqs: "SQSClient", stub: Stubber) -> None:
    failed = [{"Id": "1", "Code": "InternalError", "SenderFault": False}]
    stub.add_response("send_message_batch", {"Successful": [], "Failed": failed}, {"QueueUrl": "url", "Entries": ANY})

    with pytest.raises(NotQueued, match="InternalError"):
        SqsTasks(sqs, "url").send([Task("reconcile", "a"), Task("reconcile", "b")])


@pytest.mark.parametrize(("seconds", "asked"), [(60.2, 61), (-1, 0), (10**6, int(MAX_POSTPONE))])
def test_a_task_is_postponed_by_whole_seconds_no_sooner_and_within_what_sqs_takes(
    sqs: "SQSClient", stub: Stubber, seconds: float, asked: int
) -> None:
    expected = {"QueueUrl": "url", "ReceiptHandle": "receipt", "VisibilityTimeout": asked}
    stub.add_response("change_message_visibility", {}, expected)

    SqsTasks(sqs, "url").postpone("receipt", seconds)
