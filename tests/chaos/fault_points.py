"""Calls of a deployed function that are noted, and at one of which it fails or dies.

This file is put into the functions of a built copy. Every call to AWS goes through botocore's one HTTP session, with a
client or without, and every call to BigCommerce through an adapter of `requests`: whoever adds a call adds a point.
"""

import base64
import fcntl
import io
import json
import os
import random
import re
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session
from requests import PreparedRequest, ReadTimeout, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

FOLDER = Path(os.environ["FAULTS_FOLDER"])
"""What is to happen, per store, in `plans`; what was called in `calls`; what has happened in `fired`."""

FUNCTION = os.environ["POWERTOOLS_SERVICE_NAME"]

STORE = re.compile(r"crash\d{5}")
"""The stores that a point can be for."""

JWT = re.compile(r"\.([A-Za-z0-9_-]{40,})\.")

type Handler = Callable[[Any, Any], Any]


@dataclass
class Invocation:
    """What is being worked on. A process has one at a time, with any number of threads.

    Args:
        number: tells it from others of this process.
        stores: those that its event names.
        known: the calls that were made, with what happened at them: a repeat of one is no point of its own.
    """

    number: int = 0
    stores: set[str] = field(default_factory=set[str])
    known: dict[tuple[object, ...], str | None] = field(default_factory=dict[tuple[object, ...], str | None])


invocation, numbers = Invocation(), count(1)


def watched(handler: Handler) -> Handler:
    """The handler, of which each call is noted."""

    def handle(event: Any, context: Any) -> Any:
        global invocation
        invocation = Invocation(next(numbers), stores_in(json.dumps(event)))
        return handler(event, context)

    return handle


def stores_in(text: str) -> set[str]:
    """The stores that a text names, also within a JWT."""
    found = set(STORE.findall(text))
    for part in JWT.findall(text):
        with suppress(ValueError):
            found |= set(STORE.findall(base64.urlsafe_b64decode(part + "===").decode("latin-1")))
    return found


def outcome_at(call: str, named: set[str], key: tuple[object, ...]) -> str | None:
    """What is to happen at a call, which is noted. One that is repeated, as by the SDK, is the same call still."""
    if key in invocation.known:
        return AGAIN.get(invocation.known[key] or "")
    found = (_reached(store, call) for store in _stores(named))
    invocation.known[key] = next(filter(None, found), None) or _by_chance()
    return invocation.known[key]


def _by_chance() -> str | None:
    """What happens at any call, as often as `chance` in the folder says."""
    with suppress(FileNotFoundError):
        if dice.random() < float((FOLDER / "chance").read_text()):
            return dice.choice(("fails before", "fails after", "answer lost"))
    return None


dice = random.SystemRandom()


def _stores(named: set[str]) -> list[str]:
    """The stores that a call is for: those that its event names. A turn of the timer's is for whoever it comes to."""
    return sorted((named if FUNCTION == "timer" else set()) or invocation.stores or named)


AGAIN = {"fails before": "fails before", "fails after": "fails before"}
"""What happens at the repeat of a call, by what happened at it first."""


def _reached(store: str, call: str) -> str | None:
    """Note a call of a store; what is to happen at it."""
    with (FOLDER / "calls" / store).open("a+") as calls:
        fcntl.flock(calls, fcntl.LOCK_EX)
        calls.seek(0)
        nth = calls.read().splitlines().count(f"{FUNCTION}\t{call}") + 1
        calls.write(f"{FUNCTION}\t{call}\n")
    with suppress(FileNotFoundError):
        plan = json.loads((FOLDER / "plans" / store).read_text())
        if (plan["function"], plan["call"], plan["nth"]) == (FUNCTION, call, nth):
            (FOLDER / "fired" / store).touch()
            return plan["outcome"]
    return None


def make[T](outcome: str | None, send: Callable[[], T], refused: Callable[[], T], lost: Exception) -> T:
    """Make a call, with what is to happen at it."""
    match outcome:
        case "fails before":
            return refused()
        case "fails after" | "answer lost":
            send()
            raise lost
        case "dies before":
            os.kill(os.getpid(), signal.SIGKILL)
        case "dies after":
            send()
            os.kill(os.getpid(), signal.SIGKILL)
    return send()


_send_to_aws: Any = URLLib3Session.send
_send_to_bigcommerce: Any = HTTPAdapter.send


def send_to_aws(session: URLLib3Session, request: Any) -> Any:
    """In place of botocore's."""
    text = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
    headers = {name.lower(): value for name, value in request.headers.items()}
    target = _text(headers.get("x-amz-target", ""))
    call = aws_call(target, text) if target else f"lambda Invoke {_logical(request.url)}"
    key = (headers.get("amz-sdk-invocation-id"), target, text)
    outcome = outcome_at(call, stores_in(text), key)
    return make(
        outcome,
        lambda: _send_to_aws(session, request),
        lambda: AWSResponse(request.url, 500, HTTPHeaders(), _Body(REFUSAL)),
        ReadTimeoutError(endpoint_url=request.url),
    )


def send_to_bigcommerce(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **given: Any) -> Response:
    """In place of that of `requests`."""
    url, path = str(request.url), _path(str(request.url))
    call = f"bigcommerce {request.method} {re.sub(r'^/stores/[^/]+', '', path)}"
    body = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
    outcome = outcome_at(call, stores_in(f"{url} {body}"), (request.method, url, body))
    return make(
        outcome,
        lambda: _send_to_bigcommerce(adapter, request, *args, **given),
        lambda: adapter.build_response(request, HTTPResponse(io.BytesIO(b""), status=503, preload_content=False)),
        ReadTimeout(request=request),
    )


REFUSAL = b'{"__type": "InternalServerError", "message": "as it was told"}'


class _Body(io.BytesIO):
    """As botocore reads an answer's body."""

    def stream(self, **_: object) -> list[bytes]:
        return [self.read()]


def aws_call(target: str, body: str) -> str:
    """A call's name: the service, the operation, and what it is about: `dynamodb UpdateItem Runs`."""
    service, _, operation = target.rpartition(".")
    asked = json.loads(body or "{}")
    tables = [asked.get("TableName"), *asked.get("RequestItems", {})]
    key = asked.get("Key") or asked.get("Item") or {}
    apart = [value for value in (key.get("pk") or {}).values() if value.startswith("#")]  # no run's, such as #pauses
    about = [_logical(name) for name in [*tables, asked.get("QueueUrl"), asked.get("SecretId")] if name]
    named = [SERVICES.get(service, service.lower()), operation, *about, asked.get("IndexName", ""), *apart]
    return " ".join(filter(None, named))


SERVICES = {"AmazonSQS": "sqs", "DynamoDB_20120810": "dynamodb", "TrentService": "kms", "AmazonSSM": "ssm"}


def _logical(name: str) -> str:
    """The template's name of what CloudFormation has named `<stack>-<name>-<letters and digits>`."""
    found = re.search(r"storehook-local-([A-Za-z]+)-", name)
    return found[1] if found else name


def _path(url: str) -> str:
    return re.sub(r"(?<=/)\d+(?=/|$)", "{id}", urlsplit(url).path)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


URLLib3Session.send = send_to_aws  # type: ignore[method-assign]
HTTPAdapter.send = send_to_bigcommerce  # type: ignore[method-assign]
