"""Fault points: each call of a deployed function is recorded, and the function can fail or die at one of them.

This file is copied into the functions of a built bundle. Every call to AWS goes through botocore's HTTP session, with
or without an SDK client. Every call to BigCommerce goes through an adapter of `requests`. A new call in the code is
therefore a new point.
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
"""The folder with one file per store: the planned fault in `plans`, the calls in `calls`, a mark in `fired`.

The file `chances` has a line for each random fault.
"""

FUNCTION = os.environ["POWERTOOLS_SERVICE_NAME"]

STORE = re.compile(r"crash\d{5}")
"""The names of stores that a fault can be planned for."""

JWT = re.compile(r"\.([A-Za-z0-9_-]{40,})\.")

type Handler = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Fault:
    """A fault to inject.

    Args:
        mark: the file that gets a line once the fault has taken effect.
    """

    outcome: str
    mark: Path

    def took_effect(self) -> None:
        """Note it."""
        with self.mark.open("a") as mark:
            mark.write(f"{self.outcome}\n")

    def again(self) -> "Fault | None":
        """Return the fault at the repeat of the call. It fails as well, unless only its first answer was lost."""
        return Fault("fails before", Path(os.devnull)) if self.outcome.startswith("fails") else None


@dataclass
class Invocation:
    """The current invocation. A process has one at a time, with any number of threads.

    Args:
        number: distinguishes the invocations of this process.
        stores: the stores that its event names.
        known: the calls so far, with their faults. A repeat of a call is not another point.
    """

    number: int = 0
    stores: set[str] = field(default_factory=set[str])
    known: dict[tuple[object, ...], Fault | None] = field(default_factory=dict[tuple[object, ...], Fault | None])


invocation, numbers = Invocation(), count(1)


def watched(handler: Handler) -> Handler:
    """Wrap a handler so that each of its calls is recorded."""

    def handle(event: Any, context: Any) -> Any:
        global invocation
        invocation = Invocation(next(numbers), stores_in(json.dumps(event)))
        return handler(event, context)

    return handle


def stores_in(text: str) -> set[str]:
    """Return the stores that a text names, including those inside a JWT."""
    stores = set(STORE.findall(text))
    for part in JWT.findall(text):
        with suppress(ValueError):
            stores |= set(STORE.findall(base64.urlsafe_b64decode(part + "===").decode("latin-1")))
    return stores


def fault_at(call: str, named: set[str], key: tuple[object, ...]) -> Fault | None:
    """Record a call, and return the fault to inject. A repeat by the SDK counts as the same call."""
    if key in invocation.known:
        first = invocation.known[key]
        return first.again() if first else None
    planned = (_reached(store, call) for store in _stores(named))
    invocation.known[key] = next(filter(None, planned), None) or _by_chance()
    return invocation.known[key]


def _by_chance() -> Fault | None:
    """Return a random fault, with the probability in the file `chance`."""
    with suppress(FileNotFoundError):
        if dice.random() < float((FOLDER / "chance").read_text()):
            return Fault(dice.choice(("fails before", "fails after", "answer lost")), FOLDER / "chances")
    return None


dice = random.SystemRandom()


def _stores(named: set[str]) -> list[str]:
    """Return the stores that a call is for: those of the event, or for a tick of the timer those of the call."""
    return sorted((named if FUNCTION == "timer" else set()) or invocation.stores or named)


def _reached(store: str, call: str) -> Fault | None:
    """Record a call of a store, and return the fault that is planned for it."""
    with (FOLDER / "calls" / store).open("a+") as calls:
        fcntl.flock(calls, fcntl.LOCK_EX)
        calls.seek(0)
        nth = calls.read().splitlines().count(f"{FUNCTION}\t{call}") + 1
        calls.write(f"{FUNCTION}\t{call}\n")
    with suppress(FileNotFoundError):
        plan = json.loads((FOLDER / "plans" / store).read_text())
        if (plan["function"], plan["call"], plan["nth"]) == (FUNCTION, call, nth):
            return Fault(plan["outcome"], FOLDER / "fired" / store)
    return None


def make[T](fault: Fault | None, send: Callable[[], T], refused: Callable[[], T], lost: Exception) -> T:
    """Make a call, with its fault. A fault after the call takes effect only if the call succeeds."""
    if fault is None:
        return send()
    if not fault.outcome.endswith("before"):
        send()
    fault.took_effect()
    if fault.outcome.startswith("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if fault.outcome == "fails before":
        return refused()
    raise lost


_send_to_aws: Any = URLLib3Session.send
_send_to_bigcommerce: Any = HTTPAdapter.send


def send_to_aws(session: URLLib3Session, request: Any) -> Any:
    """Replace botocore's `send`."""
    text = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
    headers = {name.lower(): value for name, value in request.headers.items()}
    target = _text(headers.get("x-amz-target", ""))
    call = aws_call(target, text) if target else f"lambda Invoke {_logical(request.url)}"
    key = (headers.get("amz-sdk-invocation-id"), target, text)
    return make(
        fault_at(call, stores_in(text), key),
        lambda: _send_to_aws(session, request),
        lambda: AWSResponse(request.url, 500, HTTPHeaders(), _Body(REFUSAL)),
        ReadTimeoutError(endpoint_url=request.url),
    )


def send_to_bigcommerce(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **options: Any) -> Response:
    """Replace the `send` of `requests`."""
    url, path = str(request.url), _path(str(request.url))
    call = f"bigcommerce {request.method} {re.sub(r'^/stores/[^/]+', '', path)}"
    body = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
    return make(
        fault_at(call, stores_in(f"{url} {body}"), (request.method, url, body)),
        lambda: _send_to_bigcommerce(adapter, request, *args, **options),
        lambda: adapter.build_response(request, HTTPResponse(io.BytesIO(b""), status=503, preload_content=False)),
        ReadTimeout(request=request),
    )


REFUSAL = b'{"__type": "InternalServerError", "message": "injected fault"}'


class _Body(io.BytesIO):
    """The body of an answer, as botocore reads it."""

    def stream(self, **_: object) -> list[bytes]:
        return [self.read()]


def aws_call(target: str, body: str) -> str:
    """Return a call's name: the service, the operation and its object, such as `dynamodb UpdateItem Runs`."""
    service, _, operation = target.rpartition(".")
    arguments = json.loads(body or "{}")
    tables = [arguments.get("TableName"), *arguments.get("RequestItems", {})]
    keys = arguments.get("Key") or arguments.get("Item") or arguments.get("ExpressionAttributeValues") or {}
    partitions = [keys.get(name, {}).get("S", "") for name in ("pk", ":lock", ":pk", ":held")]
    about = [_logical(name) for name in [*tables, arguments.get("QueueUrl"), arguments.get("SecretId")] if name]
    kinds = map(row_kind, partitions)
    words = [SERVICES.get(service, service.lower()), operation, *about, arguments.get("IndexName", ""), *kinds]
    return " ".join(filter(None, words))


def row_kind(partition: str) -> str:
    """Return the kind of a row that is not a run's, such as `#pauses`, `recheck` or `lock`."""
    first, _, rest = partition.partition("#")
    return first if first in ("lock", "write") else partition * (not first or not rest)


SERVICES = {"AmazonSQS": "sqs", "DynamoDB_20120810": "dynamodb", "TrentService": "kms", "AmazonSSM": "ssm"}


def _logical(name: str) -> str:
    """Return the template's name for a resource that CloudFormation calls `<stack>-<name>-<letters and digits>`."""
    found = re.search(r"storehook-local-([A-Za-z]+)-", name)
    return found[1] if found else name


def _path(url: str) -> str:
    return re.sub(r"(?<=/)\d+(?=/|$)", "{id}", urlsplit(url).path)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


URLLib3Session.send = send_to_aws  # type: ignore[method-assign]
HTTPAdapter.send = send_to_bigcommerce  # type: ignore[method-assign]
