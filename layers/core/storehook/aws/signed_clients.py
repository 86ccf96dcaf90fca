"""Fast AWS clients for the hot paths: the SDK signs and sends their calls, without its client classes.

An SDK client costs a cold start as much as all the rest of ingest. It lists the SDK's services, reads the model and
the endpoint rules of a service, and loads code for every way to sign, serialize and parse. Each of its calls takes
twice the CPU. The services that ingest and the consumers call all use JSON.

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
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Unpack, cast, overload
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
from botocore.exceptions import BotoCoreError, ClientError
from botocore.httpsession import URLLib3Session

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

    from storehook.aws.client_types import (
        DynamoDBOperations,
        KmsOperations,
        Limits,
        SqsOperations,
        SsmOperations,
        StoredSecretsOperations,
    )

TARGETS = {
    "dynamodb": ("DynamoDB_20120810", "1.0"),
    "kms": ("TrentService", "1.1"),
    "secretsmanager": ("secretsmanager", "1.1"),
    "sqs": ("AmazonSQS", "1.0"),
    "ssm": ("AmazonSSM", "1.1"),
}
"""Prefix of each service's operations in requests, and its version of JSON."""

NO_DELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
"""Socket option that the SDK's clients set too. A request is sent in two parts. Without the option, the second part
waits 40 ms for the acknowledgement of the first.
"""

CONNECTIONS = 16
"""Most connections kept open: ten threads work on a batch of ten messages."""

TOO_MANY = 429

SERVER_ERROR = 500
"""HTTP status from which the same request may succeed when it is repeated."""

THROTTLING = {
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
}
"""Error codes of throttling, with any status, as the SDK has them (AWS SDKs reference guide, "Retry behavior")."""

TIMEOUTS = {"RequestTimeout", "RequestTimeoutException"}
"""Error codes of requests that reached the service too slowly, with any status."""

FIRST_PAUSE = 0.05
"""Longest wait before the second attempt, in seconds. It doubles for each later attempt. The wait itself is random."""

THROTTLED_PAUSE = 0.5
"""The same after throttling, in seconds. A DynamoDB partition needs a second until it has capacity again."""

NO_OPERATIONS = {"close", "get_paginator", "get_waiter"}
"""Methods of the SDK's clients that `SignedClient` does not have."""


class CredentialsMissing(BotoCoreError):
    """The environment has no credentials. Lambda sets no keys for a function with SnapStart (Lambda, SnapStart)."""

    fmt = "{variable} is not set. Signed clients read credentials only from the environment."


class _Credentials(NamedTuple):
    """Credentials that Lambda gives a function for the life of its process (AWS docs, Lambda, runtime variables)."""

    access_key: str
    secret_key: str
    token: str | None


def _credentials() -> _Credentials:
    try:
        key, secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
    except KeyError as error:
        raise CredentialsMissing(variable=error.args[0]) from None
    return _Credentials(key, secret, os.environ.get("AWS_SESSION_TOKEN"))


class Faults:
    """Exception classes of a client, by error code: its `exceptions`."""

    def __getattr__(self, code: str) -> type[ClientError]:
        """Return the class for an error code."""
        return fault(code)


_FAULTS: dict[str, type[ClientError]] = {}


def fault(code: str) -> type[ClientError]:
    """Return the exception class for an error code, with the name and module of the SDK's class."""
    # All threads must share one class per code. Otherwise an `except` would miss what another thread's class raises.
    return _FAULTS.get(code) or _FAULTS.setdefault(
        code, type(code, (ClientError,), {"__module__": ClientError.__module__})
    )


@dataclass(frozen=True)
class SignedClient:
    """Client with the operations of an SDK client, with their parameters and errors. It has no paginators.

    Answers are exactly what the service sent. Bytes are base64 (see `items.binary`), and empty values may be missing.

    Args:
        service: name in addresses and signatures.
        attempts: most attempts of a call, including the first.
    """

    service: str
    url: str = field(repr=False)
    session: URLLib3Session = field(repr=False)
    attempts: int
    exceptions: Faults = field(default_factory=Faults, repr=False)

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        """Return an operation by the SDK's name for it, such as `put_item`."""
        if not name.islower() or name.startswith("_") or name in NO_OPERATIONS:
            raise AttributeError(name)
        return partial(self.call, "".join(map(str.capitalize, name.split("_"))))

    def call(self, operation: str, /, **parameters: object) -> dict[str, Any]:
        """Call an operation, with the names of the API reference.

        Unlike the SDK, this has no quota of retries. `attempts` and the concurrency of the functions limit them.

        Raises:
            ClientError: the service refused. `exceptions` has the class for the error's code.
            BotoCoreError: no answer came in time.
        """
        for tries in range(self.attempts - 1):
            pause = FIRST_PAUSE
            with suppress(BotoCoreError):
                answer = _read(self.send(operation, parameters))
                if not answer.is_retryable:
                    return answer.result(operation)
                if answer.is_throttled:
                    pause = THROTTLED_PAUSE
            time.sleep(random.random() * pause * 2**tries)  # noqa: S311 - only spreads retries
        return _read(self.send(operation, parameters)).result(operation)

    def send(self, operation: str, parameters: Mapping[str, object]) -> AWSResponse:
        """Send one request. Return the answer, with any status."""
        return self.session.send(self._signed(operation, json.dumps(parameters, default=_base64).encode()))

    def _signed(self, operation: str, body: bytes) -> AWSPreparedRequest:
        target, version = TARGETS[self.service]
        headers = {"X-Amz-Target": f"{target}.{operation}", "Content-Type": f"application/x-amz-json-{version}"}
        request = AWSRequest("POST", self.url, headers, body)
        # The SDK's class for credentials would import code for every source of credentials.
        credentials = cast("ReadOnlyCredentials", _credentials())
        SigV4Auth(credentials, self.service, os.environ["AWS_REGION"]).add_auth(request)
        return request.prepare()


@overload
def signed_client(service: Literal["dynamodb"], queue_url: str, **limits: Unpack["Limits"]) -> "DynamoDBOperations": ...
@overload
def signed_client(service: Literal["kms"], queue_url: str, **limits: Unpack["Limits"]) -> "KmsOperations": ...
@overload
def signed_client(
    service: Literal["secretsmanager"], queue_url: str, **limits: Unpack["Limits"]
) -> "StoredSecretsOperations": ...
@overload
def signed_client(service: Literal["sqs"], queue_url: str, **limits: Unpack["Limits"]) -> "SqsOperations": ...
@overload
def signed_client(service: Literal["ssm"], queue_url: str, **limits: Unpack["Limits"]) -> "SsmOperations": ...
def signed_client(service: str, queue_url: str, **limits: Unpack["Limits"]) -> object:
    """Make a client for a service, in the region of a queue. It is like `clients.client`, without paginators.

    Args:
        queue_url: URL of any queue in this region. Its host gives the address of the region's services.
    """
    # At DEBUG, signing logs the whole request with its token. A reader of the log could send it again.
    logging.getLogger("botocore").setLevel(logging.WARNING)
    timeouts: Any = limits["connect_timeout"], limits["read_timeout"]  # the stubs allow only one number for both
    options: Any = [NO_DELAY]
    session = URLLib3Session(timeout=timeouts, max_pool_connections=CONNECTIONS, socket_options=options)
    return SignedClient(service, _url(service, queue_url), session, limits["attempts"])


def _url(service: str, queue_url: str) -> str:
    # The local AWS has one address for all services. On AWS, CloudFormation returns queues whose host is
    # sqs.<region>.<domain of the partition>. It never returns the legacy or FIPS host names.
    host = (urlsplit(queue_url).hostname or "").removeprefix("sqs.")
    return os.environ.get("AWS_ENDPOINT_URL") or f"https://{service}.{host}"


def _base64(value: object) -> str:
    if not isinstance(value, bytes):
        raise TypeError(f"{type(value).__name__} cannot be written as JSON")
    return base64.b64encode(value).decode()


@dataclass(frozen=True, slots=True)
class _Answer:
    """Answer of a service. `fields` is None unless the body is a whole JSON object."""

    status: int
    fields: dict[str, Any] | None

    @property
    def code(self) -> str:
        # Some services put a namespace before the error code.
        return str((self.fields or {}).get("__type", self.status)).rpartition("#")[2]

    @property
    def is_throttled(self) -> bool:
        return self.status == TOO_MANY or (self.status != 200 and self.code in THROTTLING)

    @property
    def is_retryable(self) -> bool:
        """True if the same request may succeed when it is repeated."""
        if self.status == 200:
            return self.fields is None  # it was cut off
        return self.status >= SERVER_ERROR or self.is_throttled or self.code in TIMEOUTS

    def result(self, operation: str) -> dict[str, Any]:
        """Return the result of a successful operation, or raise its error."""
        if self.status == 200 and self.fields is not None:
            return self.fields
        details = self.fields or {}
        error = {"Code": self.code, "Message": str(details.get("message", details.get("Message", "")))}
        response: Any = {**details, "Error": error, "ResponseMetadata": {"HTTPStatusCode": self.status}}
        raise fault(self.code)(response, operation)


def _read(response: AWSResponse) -> _Answer:
    with suppress(ValueError):
        # An answer without fields may have no body (AWS, SQS API reference, "DeleteMessage", Examples).
        value: object = json.loads(response.content or b"{}")
        if isinstance(value, dict):
            return _Answer(response.status_code, cast("dict[str, Any]", value))
    return _Answer(response.status_code, None)
