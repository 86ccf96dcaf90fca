"""The proxy in front of an API that a test makes up, and a browser without scripts."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
from botocore.credentials import Credentials

from storehook_cli.console_proxy import on_aws

API = on_aws("https://abc123.execute-api.eu-west-1.amazonaws.com", "eu-west-1")
KEYS = Credentials("AKIDEXAMPLE", "the secret key")
ORIGIN = "http://127.0.0.1:4590"
COOKIE = {"cookie": "storehook-4590=the-session"}
PAGE = COOKIE | {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
"""The headers of the page's own requests."""


type Answer = Callable[[httpx.Request], httpx.Response]


class Browser:
    """A browser without scripts: it asks the application, and keeps cookies."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.cookies = httpx.Cookies()

    def get(self, path: str | httpx.URL, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def request(self, method: str, path: str | httpx.URL, **more: Any) -> httpx.Response:
        return asyncio.run(self._request(method, path, **more))

    async def _request(self, method: str, path: str | httpx.URL, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=self.cookies) as client:
            answer = await client.request(method, path, **more)
            self.cookies = client.cookies
            return answer


class Api:
    """The console's API: remembers what it is asked, and answers what the test says."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.answer: Answer = lambda _: httpx.Response(200, json={"runs": []})

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answer(request)
