"""Calls to AWS that the SDK signs and sends, without the client that it makes of a service's model.

A client of the SDK's costs a cold start as much as all else of ingest together: it lists the SDK's services, reads a
model and the endpoint rules, and loads what signs, serializes and parses in every other way; and each of its calls
takes twice the CPU. The services that ingest and the consumers call all take JSON, and answer with it.
Source: Smithy, "AWS JSON 1.0 protocol" and "AWS JSON 1.1 protocol"; the services' API references.
"""

import base64
import json
import logging
import os
import random
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast, overload
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
from botocore.exceptions import BotoCoreError, ClientError
from botocore.httpsession import URLLib3Session

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_kms import KMSClient
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_sqs import SQSClient
    from types_boto3_ssm import SSMClient

TARGETS = {
    "dynamodb": ("DynamoDB_20120810", "1.0"),
    "kms": ("TrentService", "1.1"),
    "secretsmanager": ("secretsmanager", "1.1"),
    "sqs": ("AmazonSQS", "1.0"),
    "ssm": ("AmazonSSM", "1.1"),
}
"""What each service's operations begin with on the wire, and its version of JSON."""

NO_DELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
"""As the SDK's clients have it. A request goes in two parts: else the second waits 40 ms for the first's receipt."""

CONNECTIONS = 16
"""Kept at once: a batch of ten is worked on by ten threads."""

TOO_MANY = 429

AT_FAULT = 500
"""The HTTP status from which on the same request may be answered the next time."""

THROTTLED = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "Throttling",
    "ThrottlingException",
}
"""Error codes of which the same is true, whatever their status (the services' API references, common errors)."""

FIRST_PAUSE = 0.05
"""Seconds before the second try, at most; doubled by each that follows. Those who wait together come back apart."""

THROTTLED_PAUSE = 0.5
"""The same, where it was too many calls that were refused: a partition takes a second to have room again."""

NO_OPERATIONS = {"close", "get_paginator", "get_waiter"}
"""What a client of the SDK's has besides, and this has not."""


class _Credentials(NamedTuple):
    """What Lambda gives a function for as long as its process lives. Source: AWS docs, Lambda, runtime variables.

    Args:
        access_key: the id.
        secret_key: what signs.
        token: goes with both.
    """

    access_key: str
    secret_key: str
    token: str | None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "_Credentials":
        """Those of a function's environment."""
        return cls(
            environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], environment.get("AWS_SESSION_TOKEN")
        )


class Faults:
    """A client's `exceptions`: for each error code the class that its refusals are raised as."""

    def __getattr__(self, code: str) -> type[ClientError]:
        """The class."""
        return fault(code)


_FAULTS: dict[str, type[ClientError]] = {}


def fault(code: str) -> type[ClientError]:
    """The class of the refusals with an error code, by all that it is known by one of the SDK's."""
    # One class a code, whichever thread comes first: else what is raised is not what another has said it catches.
    return _FAULTS.get(code) or _FAULTS.setdefault(
        code, type(code, (ClientError,), {"__module__": ClientError.__module__})
    )


@dataclass(frozen=True)
class SignedClient:
    """Of a client of the SDK's the operations, with their parameters and errors; its paginators are not.

    Answers are what the service has sent: bytes are base64 in them (see `items.binary`), and what is empty may be
    left out.

    Args:
        service: its name in its address and in signatures.
        url: where it is.
        session: the SDK's, for HTTP.
        attempts: how often to try, the first included.
    """

    service: str
    url: str = field(repr=False)
    session: URLLib3Session = field(repr=False)
    attempts: int
    exceptions: Faults = field(default_factory=Faults, repr=False)

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        """An operation by the SDK's name for it: `put_item`.

        Raises:
            AttributeError: that is no such name.
        """
        if not name.islower() or name.startswith("_") or name in NO_OPERATIONS:
            raise AttributeError(name)
        return partial(self.call, "".join(map(str.capitalize, name.split("_"))))

    def call(self, operation: str, /, **asked: object) -> dict[str, Any]:
        """Ask for an operation.

        Args:
            operation: its name.
            **asked: its parameters, as its API reference names them.

        Raises:
            ClientError: it is refused; of the class that `exceptions` has for the error's code.
            BotoCoreError: no answer came in time.
        """
        for tries in range(self.attempts - 1):
            pause = FIRST_PAUSE
            with suppress(BotoCoreError):
                answer = self.send(operation, asked)
                if not _may_pass(answer):
                    return _read(answer, operation)
                if _is_throttled(answer):
                    pause = THROTTLED_PAUSE
            time.sleep(random.random() * pause * 2**tries)  # noqa: S311 - only spreads those who wait
        return _read(self.send(operation, asked), operation)

    def send(self, operation: str, asked: Mapping[str, object]) -> AWSResponse:
        """Ask once, and give what comes back, whatever it is.

        Raises:
            BotoCoreError: no answer came in time.
        """
        return self.session.send(self._signed(operation, json.dumps(asked, default=_base64).encode()))

    def _signed(self, operation: str, body: bytes) -> AWSPreparedRequest:
        target, version = TARGETS[self.service]
        headers = {"X-Amz-Target": f"{target}.{operation}", "Content-Type": f"application/x-amz-json-{version}"}
        request = AWSRequest("POST", self.url, headers, body)
        # The SDK's own class for them loads every place where credentials can be.
        credentials = cast("ReadOnlyCredentials", _Credentials.of(os.environ))
        SigV4Auth(credentials, self.service, os.environ["AWS_REGION"]).add_auth(request)
        return request.prepare()


@overload
def signed_client(
    service: Literal["dynamodb"], queue_url: str, *, connect_timeout: float, read_timeout: float, attempts: int
) -> "DynamoDBClient": ...
@overload
def signed_client(
    service: Literal["kms"], queue_url: str, *, connect_timeout: float, read_timeout: float, attempts: int
) -> "KMSClient": ...
@overload
def signed_client(
    service: Literal["secretsmanager"], queue_url: str, *, connect_timeout: float, read_timeout: float, attempts: int
) -> "SecretsManagerClient": ...
@overload
def signed_client(
    service: Literal["sqs"], queue_url: str, *, connect_timeout: float, read_timeout: float, attempts: int
) -> "SQSClient": ...
@overload
def signed_client(
    service: Literal["ssm"], queue_url: str, *, connect_timeout: float, read_timeout: float, attempts: int
) -> "SSMClient": ...
def signed_client(
    service: str, queue_url: str, *, connect_timeout: float, read_timeout: float, attempts: int
) -> object:
    """A client for a service, as `clients.client` gives it, for the region of a queue; without paginators.

    Args:
        service: its name at AWS.
        queue_url: of any queue in this region: its host tells where the region's services are.
        connect_timeout: how long to wait for a connection, in seconds.
        read_timeout: how long to wait for an answer, in seconds.
        attempts: how often to try, the first included.
    """
    # At DEBUG, signing logs the whole request with its token: whoever read that could send it again.
    logging.getLogger("botocore").setLevel(logging.WARNING)
    timeouts: Any = connect_timeout, read_timeout  # the stubs know one for both
    options: Any = [NO_DELAY]
    session = URLLib3Session(timeout=timeouts, max_pool_connections=CONNECTIONS, socket_options=options)
    return SignedClient(service, _url(service, queue_url), session, attempts)


def _url(service: str, queue_url: str) -> str:
    # The local AWS has one address for everything. On AWS, a queue's host is sqs.<region>.<the partition's domain>.
    host = (urlsplit(queue_url).hostname or "").removeprefix("sqs.")
    return os.environ.get("AWS_ENDPOINT_URL") or f"https://{service}.{host}"


def _base64(value: object) -> str:
    if not isinstance(value, bytes):
        raise TypeError(f"{type(value).__name__} is no JSON")
    return base64.b64encode(value).decode()


def _read(answer: AWSResponse, operation: str) -> dict[str, Any]:
    found = _object(answer)
    if answer.status_code == 200 and found is not None:
        return found
    said, code = found or {}, _code(answer)
    error = {"Code": code, "Message": str(said.get("message", said.get("Message", "")))}
    response: Any = {**said, "Error": error, "ResponseMetadata": {"HTTPStatusCode": answer.status_code}}
    raise fault(code)(response, operation)


def _may_pass(answer: AWSResponse) -> bool:
    """Whether the same request may be answered the next time."""
    return answer.status_code >= AT_FAULT or _is_throttled(answer)


def _is_throttled(answer: AWSResponse) -> bool:
    return answer.status_code == TOO_MANY or (answer.status_code != 200 and _code(answer) in THROTTLED)


def _code(answer: AWSResponse) -> str:
    # Some services put a namespace before the error's name.
    return str((_object(answer) or {}).get("__type", answer.status_code)).rpartition("#")[2]


def _object(answer: AWSResponse) -> dict[str, Any] | None:
    with suppress(ValueError):
        # What has nothing to tell may be answered with nothing (AWS, SQS API reference, "DeleteMessage", Examples).
        found: object = json.loads(answer.content or b"{}")
        return cast("dict[str, Any]", found) if isinstance(found, dict) else None
    return None
