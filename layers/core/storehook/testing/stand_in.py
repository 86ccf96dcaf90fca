"""Stand-in store in the process of a test, as the environment uses it. The package `bigcommerce_sandbox` has one."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from storehook.bigcommerce import answers
from storehook.bigcommerce.answers import Answer
from storehook.bigcommerce.calls import Call, query_text


class HttpAnswer(Protocol):
    """Answer to an HTTP request."""

    @property
    def status_code(self) -> int: ...
    @property
    def content(self) -> bytes: ...


class HttpClient(Protocol):
    """HTTP client of one store. It adds the address and the token."""

    def request(self, method: str, url: str, *, content: bytes | None, headers: Mapping[str, str]) -> HttpAnswer: ...


class SentWebhook(Protocol):
    """Webhook that the store sent. `json` is its parsed body."""

    @property
    def json(self) -> Mapping[str, Any]: ...


class StandInStore(Protocol):
    """Store in this process that answers calls by its own rules, and keeps the webhooks that it sends."""

    @property
    def client(self) -> HttpClient: ...
    @property
    def webhooks(self) -> Sequence[SentWebhook]: ...
    def subscribe(self, scope: str) -> object: ...


def ask(stand_in: StandInStore, store_hash: str, call: Call) -> Any:
    """Send a call to a stand-in store. Return what `answers.read` returns, and raise its errors."""
    url = f"{call.path}?{query_text(call.query)}" if call.query else call.path
    answer = stand_in.client.request(call.method, url, content=call.body, headers={"Content-Type": "application/json"})
    return answers.read(call, store_hash, Answer(answer.status_code, {}, answer.content))
