"""Calls without a client are those that the SDK's client would make, and fail as it does."""

import json
import logging
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

from storehook.aws import signed_clients
from storehook.aws.items import binary
from storehook.aws.signed_clients import FIRST_PAUSE, THROTTLED_PAUSE, fault, signed_client
from storehook.runs.failure import is_ours

QUEUE = "https://sqs.eu-west-1.amazonaws.com/123456789012/queue"
MESSAGE = {"QueueUrl": QUEUE, "MessageBody": "{}", "MessageGroupId": "8jbhprizry"}
SECRET = {"SecretId": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app", "VersionStage": "AWSCURRENT"}
THROTTLED = (400, b'{"__type": "com.amazonaws.sqs#RequestThrottled"}')
LOST = ConnectTimeoutError(endpoint_url=QUEUE)


def answer(status: int, body: bytes) -> AWSResponse:
    headers: Any = {}
    made: Any = AWSResponse("", status, headers, None)
    made._content = body
    return made


@dataclass
class Wire:
    """Gives its answers in turn; an exception is raised. Keeps what was sent."""

    answers: list[tuple[int, bytes] | Exception]
    sent: list[Any] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def send(self, request: Any) -> AWSResponse:
        self.sent.append(request)
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return answer(*found)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the environment variables that Lambda sets."""
    variables = {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "canary", "AWS_SESSION_TOKEN": "token"}
    for name, value in (variables | {"AWS_REGION": "eu-west-1"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Wire]:
    """Puts a wire with these answers in the place of the network."""

    def put(*answers: tuple[int, bytes] | Exception) -> Wire:
        made = Wire([*answers])
        monkeypatch.setattr(signed_clients, "URLLib3Session", lambda **_: made)
        monkeypatch.setattr(time, "sleep", made.slept.append)
        return made

    return put


def client(service: Any, attempts: int = 1, queue_url: str = QUEUE) -> Any:
    return signed_client(service, queue_url, connect_timeout=1, read_timeout=1, attempts=attempts)


def of_the_sdk(service: str, operation: str, asked: dict[str, Any]) -> Any:
    """The request that the SDK's client would send."""
    sent: list[Any] = []
    client: Any = botocore.session.Session().create_client(service, region_name="eu-west-1")
    client.meta.events.register("before-send", lambda request, **_: sent.append(request) or answer(200, b"{}"))
    getattr(client, operation)(**asked)
    return sent[0]


@pytest.mark.parametrize(
    ("service", "operation", "asked"),
    [
        ("sqs", "send_message", MESSAGE),
        ("secretsmanager", "get_secret_value", SECRET),
        ("dynamodb", "put_item", {"TableName": "runs", "Item": {"pk": {"S": "1"}, "key": {"B": b"\x00\xff"}}}),
        ("kms", "decrypt", {"KeyId": "key", "CiphertextBlob": b"\x00\xff", "EncryptionContext": {"kind": "token"}}),
        ("ssm", "get_parameter", {"Name": "/storehook/shop/secrets/mailchimp", "WithDecryption": True}),
    ],
)
def test_a_request_is_the_one_that_the_sdks_client_sends(
    wire: Callable[..., Wire], service: str, operation: str, asked: dict[str, Any]
) -> None:
    wanted = of_the_sdk(service, operation, asked)
    sent = wire((200, b"{}"))

    getattr(client(service), operation)(**asked)

    (request,) = sent.sent
    assert (request.method, request.url.rstrip("/")) == (wanted.method, wanted.url.rstrip("/"))
    assert json.loads(request.body) == json.loads(wanted.body)
    assert [request.headers[name] for name in ("X-Amz-Target", "Content-Type")] == [
        as_text(wanted.headers[name]) for name in ("X-Amz-Target", "Content-Type")
    ]
    assert request.headers["X-Amz-Security-Token"] == "token"
    scope = request.headers["Authorization"].split("Credential=AKID/")[1].split(",")[0]
    assert scope.split("/")[1:] == ["eu-west-1", service, "aws4_request"]


def as_text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def test_what_is_answered_is_given(wire: Callable[..., Wire]) -> None:
    wire((200, b'{"SecretString": "s"}'))

    assert client("secretsmanager").get_secret_value(**SECRET) == {"SecretString": "s"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"__type": "ResourceNotFoundException", "Message": "no"}', "ResourceNotFoundException"),
        (b'{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no"}', "QueueDoesNotExist"),
        (b"<html>", "400"),
        (b"null", "400"),
    ],
)
def test_a_refusal_is_an_error_of_the_sdk_with_its_code(wire: Callable[..., Wire], body: bytes, code: str) -> None:
    sent = wire((400, body))

    with pytest.raises(ClientError) as raised:
        client("secretsmanager").get_secret_value(**SECRET)

    assert (raised.value.response.get("Error", {}).get("Code"), len(sent.sent)) == (code, 1)
    assert "canary" not in str(raised.value)


CUT = (200, b'{"MessageId": "')


@pytest.mark.parametrize("first", [LOST, (503, b""), (500, b"{}"), (429, b""), THROTTLED, CUT, (200, b"<html>")])
def test_what_may_pass_is_tried_again_as_often_as_is_allowed(
    wire: Callable[..., Wire], first: tuple[int, bytes] | Exception
) -> None:
    sent = wire(first, (200, b'{"MessageId": "1"}'))

    assert client("sqs", attempts=2).send_message(**MESSAGE) == {"MessageId": "1"}
    assert len(sent.sent) == 2


@pytest.mark.parametrize("code", ["RequestTimeout", "RequestTimeoutException"])
def test_a_timeout_of_the_service_is_tried_again(wire: Callable[..., Wire], code: str) -> None:
    sent = wire((400, json.dumps({"__type": code}).encode()), (200, b"{}"))

    client("sqs", attempts=2).send_message(**MESSAGE)

    assert sent.slept[0] <= FIRST_PAUSE


def test_every_error_that_the_sdk_repeats_is_repeated() -> None:
    throttled: Any = ThrottledRetryableChecker
    transient: Any = TransientRetryableChecker

    assert set(throttled._THROTTLED_ERROR_CODES) == signed_clients.THROTTLING
    assert set(transient._TRANSIENT_ERROR_CODES) <= signed_clients.THROTTLING | signed_clients.TIMEOUTS


def test_without_keys_in_the_environment_the_error_names_the_variable(
    wire: Callable[..., Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    wire()
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")

    with pytest.raises(BotoCoreError, match="AWS_ACCESS_KEY_ID is not set"):
        client("sqs").send_message(**MESSAGE)


def test_an_answer_that_has_nothing_to_tell_is_an_answer(wire: Callable[..., Wire]) -> None:
    wire((200, b""))

    assert client("sqs").change_message_visibility(QueueUrl=QUEUE, ReceiptHandle="r", VisibilityTimeout=0) == {}


def test_a_refusal_by_aws_is_a_fault_of_ours_and_no_attempt(wire: Callable[..., Wire]) -> None:
    wire(THROTTLED)

    with pytest.raises(ClientError) as raised:
        client("sqs").send_message(**MESSAGE)

    assert is_ours(raised.value)


def test_one_code_has_one_class_whichever_thread_raises_it_first() -> None:
    codes = [f"Code{number}" for number in range(200)]
    with ThreadPoolExecutor(10) as threads:
        found = [*threads.map(fault, codes * 10)]

    assert len({*found}) == len(codes)


def test_an_answer_that_is_no_json_object_is_an_error(wire: Callable[..., Wire]) -> None:
    wire((200, b"<html>"))

    with pytest.raises(ClientError):
        client("secretsmanager").get_secret_value(**SECRET)


def test_at_debug_too_neither_a_token_nor_a_signature_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("botocore").setLevel(logging.NOTSET)
    away = client("sqs", queue_url="https://sqs.invalid/1/q")

    with pytest.raises(BotoCoreError):
        away.send_message(**MESSAGE)

    assert "token" not in caplog.text
    assert "aws4_request" not in caplog.text


def test_a_refusal_is_not_tried_again(wire: Callable[..., Wire]) -> None:
    sent = wire((403, b'{"__type": "AccessDeniedException"}'))

    with pytest.raises(ClientError):
        client("sqs", attempts=2).send_message(**MESSAGE)
    assert len(sent.sent) == 1


@pytest.mark.parametrize(("last", "error"), [(LOST, ConnectTimeoutError), ((503, b""), ClientError)])
def test_the_last_try_says_what_went_wrong(
    wire: Callable[..., Wire], last: tuple[int, bytes] | Exception, error: type[Exception]
) -> None:
    sent = wire(LOST, last)

    with pytest.raises(error):
        client("sqs", attempts=2).send_message(**MESSAGE)
    assert len(sent.sent) == 2


@pytest.mark.parametrize(
    ("queue_url", "address"),
    [
        ("https://sqs.us-east-1.amazonaws.com/1/q", "https://secretsmanager.us-east-1.amazonaws.com"),
        ("https://sqs.cn-north-1.amazonaws.com.cn/1/q", "https://secretsmanager.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_a_service_is_where_the_queues_region_and_partition_have_it(
    wire: Callable[..., Wire], queue_url: str, address: str
) -> None:
    sent = wire((200, b"{}"))

    client("secretsmanager", queue_url=queue_url).get_secret_value(**SECRET)

    assert sent.sent[0].url == address


def test_a_refusal_is_caught_by_the_name_of_its_code_and_says_what_came_with_it(wire: Callable[..., Wire]) -> None:
    code = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"
    wire((400, json.dumps({"__type": code, "Item": {"pk": {"S": "1"}}}).encode()))
    dynamodb = client("dynamodb", attempts=4)

    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException) as raised:
        dynamodb.put_item(TableName="runs", Item={})

    assert not isinstance(raised.value, dynamodb.exceptions.ParameterNotFound)
    assert raised.value.response["Item"] == {"pk": {"S": "1"}}


def test_tries_are_ever_further_apart_and_no_two_functions_wait_alike(
    wire: Callable[..., Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "random", lambda: 0.5)
    sent = wire(LOST, THROTTLED, LOST, (200, b"{}"))

    client("dynamodb", attempts=4).get_item(TableName="runs", Key={})

    assert sent.slept == [FIRST_PAUSE / 2, THROTTLED_PAUSE, FIRST_PAUSE * 2]


def test_bytes_of_an_answer_are_those_that_were_sent(wire: Callable[..., Wire]) -> None:
    wire((200, b'{"Plaintext": "AP8="}'))

    assert binary(client("kms").decrypt(CiphertextBlob=b"")["Plaintext"]) == b"\x00\xff"


def test_a_value_that_json_lacks_is_not_sent(wire: Callable[..., Wire]) -> None:
    sent = wire()

    with pytest.raises(TypeError, match="set cannot be written as JSON"):
        client("sqs").send_message(QueueUrl={QUEUE})
    assert sent.sent == []


@pytest.mark.parametrize("name", ["PutItem", "_private", "__deepcopy__", "get_paginator"])
def test_what_is_no_operation_is_no_attribute(name: str) -> None:
    assert not hasattr(client("sqs"), name)


def test_a_local_aws_is_asked_for_everything(wire: Callable[..., Wire], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    sent = wire((200, b"{}"))

    client("sqs").send_message(**MESSAGE)

    assert sent.sent[0].url == "http://127.0.0.1:4566"
