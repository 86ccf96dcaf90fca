"""The sandbox called in-process, with a receiver in place of the network."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
from sandbox.tests.support.conformity import deviations, reasons

from bigcommerce_sandbox.api import build_app
from bigcommerce_sandbox.sandbox import Sandbox

NOW = 1_786_447_828
TOKEN = "canary-access-token"
SECRET = "canary-client-secret"


class Receiver:
    """Answers webhooks with the statuses it is given, then with 200; keeps what it got."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.requests: list[httpx.Request] = []
        self.meanwhile: Callable[[httpx.Request], None] | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.meanwhile is not None:
            self.meanwhile(request)
        return httpx.Response(self.answers.pop(0) if self.answers else 200)


class Api:
    """The sandbox over HTTP, without a socket. One loop serves all calls, so deliveries go on between them."""

    def __init__(self, runner: asyncio.Runner, sandbox: Sandbox) -> None:
        self.runner = runner
        self.sandbox = sandbox
        self.deviations: set[str] = set()
        """The known ones from what is documented that were met."""
        self._transport = httpx.ASGITransport(build_app(sandbox))

    def call(
        self,
        method: str,
        path: str,
        token: str | bytes | None = TOKEN,
        extra: dict[bytes, bytes] | None = None,
        *,
        is_checked: bool = True,
        **options: Any,
    ) -> httpx.Response:
        """One request, with `extra` headers; `path` begins with a slash. Unless checked, it may deviate."""
        headers = dict(extra or {})
        if token is not None:
            headers[b"X-Auth-Token"] = token.encode() if isinstance(token, str) else token

        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://sandbox.test") as client:
                return await client.request(method, path, headers=headers, **options)

        answer = self.runner.run(send())
        if is_checked:
            self._check(answer)
        return answer

    def _check(self, answer: httpx.Response) -> None:
        for deviation in deviations(answer.request, answer):
            known = reasons(deviation)
            assert known, f"other than documented, with no reason in sandbox/tests/support/deviations.py: {deviation}"
            self.deviations |= {*known}

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.call("GET", path, **options)

    def put(self, path: str, **options: Any) -> httpx.Response:
        return self.call("PUT", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.call("POST", path, **options)

    def add_hook(self, scope: str, **fields: Any) -> dict[str, Any]:
        """Subscribe the receiver."""
        body = {"scope": scope, "destination": "https://receiver.test/webhooks", **fields}
        answer = self.post("/stores/abc123/v3/hooks", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let deliveries go on until the condition holds."""

        async def poll() -> None:
            deadline = time.monotonic() + 30
            while not condition():
                assert time.monotonic() < deadline, "it did not happen within 30 s"
                await asyncio.sleep(0.001)

        self.runner.run(poll())

    def settle(self) -> None:
        """Let every delivery come to its end."""
        self.wait(lambda: all(delivery.state != "pending" for delivery in self.sandbox.deliveries("abc123")))


def sent(api: Api, receiver: Receiver) -> list[tuple[str, Any]]:
    """The scopes and the data of what the receiver got, by their scopes: deliveries run at once."""
    api.settle()
    bodies = [json.loads(request.content) for request in receiver.requests]
    return sorted(((body["scope"], body["data"]) for body in bodies), key=str)
