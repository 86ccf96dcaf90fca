"""Calls to AWS that the SDK signs and sends, without the client that it makes of a service's model.

A client costs a cold start as much as all else of ingest together: it lists the SDK's services, reads a model and the
endpoint rules, and loads what signs, serializes and parses in every other way. SQS and Secrets Manager take JSON.
Source: AWS docs, "AWS JSON protocol" of the SQS API; Smithy, "AWS JSON 1.1 protocol".
"""

import json
import logging
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
from botocore.exceptions import BotoCoreError, ClientError
from botocore.httpsession import URLLib3Session

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

NO_DELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
"""As the SDK's clients have it. A request goes in two parts: else the second waits 40 ms for the first's receipt."""

AT_FAULT = 500
"""The HTTP status from which on the same request may be answered the next time."""

THROTTLED = {"RequestThrottled", "ThrottlingException"}
"""Error codes of which the same is true, whatever their status (AWS docs, SQS and Secrets Manager, common errors)."""


class Credentials(NamedTuple):
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
    def of(cls, environment: Mapping[str, str]) -> "Credentials":
        """Those of a function's environment."""
        return cls(
            environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], environment.get("AWS_SESSION_TOKEN")
        )


@dataclass(frozen=True)
class SignedCalls:
    """Calls of one service.

    Args:
        service: its name in its address and in signatures.
        target: what its operations' names begin with.
        version: of the JSON protocol.
        queue_url: of any queue in this region: its host tells where the region's services are.
        connect_timeout: how long to wait for a connection, in seconds.
        read_timeout: how long to wait for an answer, in seconds.
        attempts: how often to try, the first included.
    """

    service: str
    target: str
    version: str
    queue_url: str = field(repr=False)
    connect_timeout: float
    read_timeout: float
    attempts: int

    def call(self, operation: str, asked: Mapping[str, object]) -> dict[str, Any]:
        """Ask for an operation.

        Args:
            operation: its name.
            asked: its parameters, as its API reference names them.

        Raises:
            ClientError: it is refused.
            BotoCoreError: no answer came in time.
        """
        for _ in range(self.attempts - 1):
            with suppress(BotoCoreError):
                answer = self.send(operation, asked)
                if not _may_pass(answer):
                    return _read(answer, operation)
        return _read(self.send(operation, asked), operation)

    @cached_property
    def _session(self) -> URLLib3Session:
        # At DEBUG, signing logs the whole request with its token: whoever read that could send it again.
        logging.getLogger("botocore").setLevel(logging.WARNING)
        timeouts: Any = self.connect_timeout, self.read_timeout  # the stubs know one for both
        options: Any = [NO_DELAY]
        return URLLib3Session(timeout=timeouts, socket_options=options)

    @cached_property
    def _url(self) -> str:
        # The local AWS has one address for everything. On AWS, a queue's host is sqs.<region>.<the partition's domain>.
        host = (urlsplit(self.queue_url).hostname or "").removeprefix("sqs.")
        return os.environ.get("AWS_ENDPOINT_URL") or f"https://{self.service}.{host}"

    def send(self, operation: str, asked: Mapping[str, object]) -> AWSResponse:
        """Ask once, and give what comes back, whatever it is.

        Raises:
            BotoCoreError: no answer came in time.
        """
        return self._session.send(self._signed(operation, json.dumps(asked).encode()))

    def _signed(self, operation: str, body: bytes) -> AWSPreparedRequest:
        target, kind = f"{self.target}.{operation}", f"application/x-amz-json-{self.version}"
        request = AWSRequest("POST", self._url, {"X-Amz-Target": target, "Content-Type": kind}, body)
        # The SDK's own class for them loads every place where credentials can be.
        credentials = cast("ReadOnlyCredentials", Credentials.of(os.environ))
        SigV4Auth(credentials, self.service, os.environ["AWS_REGION"]).add_auth(request)
        return request.prepare()


def _read(answer: AWSResponse, operation: str) -> dict[str, Any]:
    found = _object(answer)
    if answer.status_code == 200 and found is not None:
        return found
    said = found or {}
    error = {"Code": _code(answer), "Message": str(said.get("message", said.get("Message", "")))}
    status = {"HTTPStatusCode": answer.status_code}
    raise ClientError({"Error": error, "ResponseMetadata": status}, operation)  # type: ignore[typeddict-item]


def _may_pass(answer: AWSResponse) -> bool:
    """Whether the same request may be answered the next time."""
    return answer.status_code >= AT_FAULT or (answer.status_code != 200 and _code(answer) in THROTTLED)


def _code(answer: AWSResponse) -> str:
    # Some services put a namespace before the error's name.
    return str((_object(answer) or {}).get("__type", answer.status_code)).rpartition("#")[2]


def _object(answer: AWSResponse) -> dict[str, Any] | None:
    with suppress(ValueError):
        found: object = json.loads(answer.content)
        return cast("dict[str, Any]", found) if isinstance(found, dict) else None
    return None


@dataclass(frozen=True, slots=True)
class Queues:
    """Of an SQS client what ingest calls."""

    calls: SignedCalls

    @classmethod
    def of(cls, queue_url: str, *, connect_timeout: float, read_timeout: float, attempts: int) -> "Queues":
        """As `clients.client`, for the region of a queue."""
        return cls(SignedCalls("sqs", "AmazonSQS", "1.0", queue_url, connect_timeout, read_timeout, attempts))

    def send_message(self, **asked: object) -> dict[str, Any]:
        """As the SDK's, with its parameters and errors."""
        return self.calls.call("SendMessage", asked)


@dataclass(frozen=True, slots=True)
class Vault:
    """Of a Secrets Manager client what ingest calls."""

    calls: SignedCalls

    @classmethod
    def of(cls, queue_url: str, *, connect_timeout: float, read_timeout: float, attempts: int) -> "Vault":
        """As `Queues.of`."""
        name = "secretsmanager"
        return cls(SignedCalls(name, name, "1.1", queue_url, connect_timeout, read_timeout, attempts))

    def get_secret_value(self, **asked: object) -> dict[str, Any]:
        """As the SDK's, with its parameters and errors."""
        return self.calls.call("GetSecretValue", asked)
