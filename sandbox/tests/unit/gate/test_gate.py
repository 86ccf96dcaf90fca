"""The gate before an application."""

import asyncio
from typing import Any

import httpx
import pytest

from bigcommerce_sandbox.gate import Gate


class Application:
    """Remembers what reaches it."""

    def __init__(self) -> None:
        self.reached: list[str] = []

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        self.reached.append(scope["type"])
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"served"})


@pytest.fixture
def application() -> Application:
    return Application()


def ask(application: Application, **headers: str) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(Gate(application))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:4566") as client:
            return await client.get("/", headers=headers)

    return asyncio.run(send())


def sent(application: Application, scope: dict[str, Any]) -> list[Any]:
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        return {}

    asyncio.run(Gate(application)(scope, receive, send))
    return messages


def test_a_program_reaches_the_application(application: Application) -> None:
    assert ask(application).text == "served"


def test_another_page_does_not_and_is_told_why_as_text(application: Application) -> None:
    answer = ask(application, origin="https://evil.example")

    assert (answer.status_code, application.reached) == (403, [])
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("Refused: ")


def test_another_page_can_not_read_the_refusal(application: Application) -> None:
    assert [name for name in ask(application, origin="null").headers if name.startswith("access-control")] == []


def test_a_web_socket_of_another_page_is_closed_before_it_is_open(application: Application) -> None:
    headers = [(b"Host", b"127.0.0.1:4566"), (b"Origin", b"https://evil.example")]

    (message,) = sent(application, {"type": "websocket", "path": "/", "headers": headers})

    assert (message["type"], application.reached) == ("websocket.close", [])


def test_the_applications_lifespan_passes(application: Application) -> None:
    sent(application, {"type": "lifespan"})

    assert application.reached == ["lifespan"]
