"""The console's proxy in front of a scripted API, and a browser without scripts."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import httpx
from botocore.credentials import Credentials

from storehook_cli.console_proxy.target import on_aws

API = on_aws("https://abc123.execute-api.eu-west-1.amazonaws.com", "eu-west-1")
KEYS = Credentials("AKIDEXAMPLE", "the secret key")
ORIGIN = "http://127.0.0.1:4590"
SESSION = {"x-storehook-session": "the-session"}
OWN = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
"""The headers that a browser adds to the page's requests."""

PAGE = SESSION | OWN
"""The headers of the page's requests."""


type Answer = Callable[[httpx.Request], httpx.Response]


@contextmanager
def entered(address: str) -> Generator[httpx.Client]:
    """Open the address that `storehook console` prints, as a browser does."""
    url = httpx.URL(address)
    origin = f"{url.scheme}://{url.netloc.decode()}"
    with httpx.Client(base_url=origin, trust_env=False, timeout=60) as client:
        key = client.post(url.path, content=url.fragment, headers={"origin": origin}).raise_for_status().text
        client.headers["x-storehook-session"] = key
        yield client


class Browser:
    """A browser without scripts, which calls the application."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def get(self, path: str | httpx.URL, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def request(self, method: str, path: str | httpx.URL, **more: Any) -> httpx.Response:
        return asyncio.run(self._request(method, path, **more))

    async def _request(self, method: str, path: str | httpx.URL, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await client.request(method, path, **more)


class Api:
    """The console's API. It records requests, and gives scripted answers."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.answer: Answer = lambda _: httpx.Response(200, json={"runs": []})

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answer(request)
