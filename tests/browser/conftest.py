"""A browser in front of a console whose data the test makes up."""

from collections.abc import Generator
from typing import Any

import httpx
import pytest
from botocore.credentials import Credentials
from playwright.sync_api import Browser, Request, expect, sync_playwright
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from tests.browser.browsing import Shown, launch, serving
from tests.browser.console import TIMEOUT, Console
from tests.browser.dataset import Dataset, usual
from tests.browser.fake_console import build_app, page_file

from storehook_cli.console_proxy import app as proxy
from storehook_cli.console_proxy.access import Access
from storehook_cli.console_proxy.signer import Signer
from storehook_cli.console_proxy.target import Target


@pytest.fixture(scope="package")
def browser() -> Generator[Browser]:
    """One browser for all tests here, and no longer: while Playwright is up, nobody else can run an event loop."""
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        found = launch(playwright.chromium)
        yield found
        found.close()


@pytest.fixture(scope="package")
def shown() -> Generator[tuple[Shown, str]]:
    """The served application, and its address. A test takes less time than the start and end of a server."""
    found = Shown()
    with serving(lambda _: found) as port:
        yield found, f"http://127.0.0.1:{port}/"


@pytest.fixture
def data() -> Dataset:
    """Three stores, six hours, three causes of failure. A test may change it, or take another."""
    return usual(runs=140)


@pytest.fixture
def options() -> dict[str, Any]:
    """Options of the browser's page. A test may override them."""
    return {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def console(browser: Browser, shown: tuple[Shown, str], data: Dataset, options: dict[str, Any]) -> Generator[Console]:
    """The console. After any test, the browser must have reported no error."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    page.clock.install()
    complaints: list[str] = []
    requests: list[str] = []
    unanswered: list[Request] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: requests.append(request.url))
    page.on("request", lambda request: unanswered.append(request))
    page.on("requestfinished", lambda request: unanswered.remove(request))
    page.on("requestfailed", lambda request: unanswered.remove(request))
    served, url = shown
    served.app = build_app(data)
    yield Console(page, url, data, complaints, requests, unanswered)
    context.close()
    assert [text for text in complaints if not text.startswith("Failed to load resource")] == []


@pytest.fixture
def access(data: Dataset) -> Generator[Access]:
    """The access of a proxy that is up, in front of an API that does not look at signatures."""
    api = Starlette(routes=[Route("/console", page_file), Mount("/console", build_app(data))])
    with serving(lambda _: api) as api_port, httpx.Client(trust_env=False) as client:
        target = Target("http://abc.execute-api.localhost:4566", "us-east-1", f"http://127.0.0.1:{api_port}")
        signer = Signer(target, lambda: Credentials("AKIDEXAMPLE", "the secret key"))
        accesses: list[Access] = []

        def build(port: int) -> Starlette:
            accesses.append(Access(port, "the-token", "the-session"))
            return proxy.build_app(accesses[0], signer, client)

        with serving(build):
            yield accesses[0]
