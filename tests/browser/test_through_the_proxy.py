"""The page behind `storehook console`: what a browser really sends passes the proxy, and other sites do not."""

from collections.abc import Generator

import httpx
import pytest
from botocore.credentials import Credentials
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from tests.browser.browsing import serving
from tests.browser.dataset import Dataset, usual
from tests.browser.fake_console import build_app

from storehook_cli import console_proxy
from storehook_cli.console_proxy import Access, Signer, Target


@pytest.fixture
def data() -> Dataset:
    return usual(runs=60)


@pytest.fixture
def access(data: Dataset) -> Generator[Access]:
    """The access of a proxy that is up, in front of an API that does not look at signatures."""
    api = Starlette(routes=[Mount("/console", build_app(data))])
    with serving(lambda _: api) as api_port, httpx.Client(trust_env=False) as client:
        target = Target("http://abc.execute-api.localhost:4566", "us-east-1", f"http://127.0.0.1:{api_port}")
        signer = Signer(target, lambda: Credentials("AKIDEXAMPLE", "the secret key"))
        accesses: list[Access] = []

        def build(port: int) -> Starlette:
            accesses.append(Access(port, "the-token", "the-session"))
            return console_proxy.build_app(accesses[0], signer, client)

        with serving(build):
            yield accesses[0]


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_the_address_opens_the_console_and_its_token_is_gone(access: Access, page: Page) -> None:
    page.goto(access.url)

    expect(page.get_by_role("table", name="Runs").locator("tbody tr").first).to_be_visible()
    assert page.url == f"{access.origin}/"


def test_a_run_is_retried_through_the_proxy(access: Access, page: Page, data: Dataset) -> None:
    page.goto(access.url)
    page.get_by_role("link", name="failed").first.click()
    expect(page).to_have_url(f"{access.origin}/?view=queue&state=failed")
    table = page.get_by_role("table", name="Runs")
    expect(table).to_have_attribute("aria-busy", "false")
    table.locator("a.open").first.click()

    page.get_by_role("button", name="Retry now").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("completed")
    assert [path for path, _ in data.posted] == ["/console/api/retry"]


def test_the_browser_never_holds_the_credentials(access: Access, page: Page) -> None:
    heard: list[str] = []
    page.on("request", lambda request: heard.append(str(request.all_headers())))
    page.on("response", lambda response: heard.append(str(response.all_headers())))

    page.goto(access.url)
    page.wait_for_load_state("networkidle")

    assert any("storehook" in text for text in heard)
    assert not any("AKIDEXAMPLE" in text or "AWS4-HMAC" in text for text in heard)


def test_a_reload_keeps_the_session(access: Access, page: Page) -> None:
    page.goto(access.url)
    page.goto(f"{access.origin}/?view=stores")

    expect(page.get_by_role("table", name="Stores")).to_be_visible()


def test_another_browser_gets_nothing(access: Access, page: Page) -> None:
    answer = page.goto(f"{access.origin}/?view=queue")

    assert (answer and answer.status, "Start it again" in page.content()) == (403, True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_on_another_port_can_neither_read_nor_act(access: Access, page: Page, data: Dataset, host: str) -> None:
    page.goto(access.url)
    attack = """async (origin) => {
        const send = (path, options) => fetch(origin + path, { credentials: 'include', ...options })
            .then((answer) => answer.text(), () => 'refused');
        const form = { method: 'POST', mode: 'no-cors', body: '{"runs": []}' };
        return [await send('/api/runs'), await send('/api/retry', form)];
    }"""
    with serving(lambda _: Starlette(routes=[Route("/", lambda _: HTMLResponse("<h1>evil</h1>"))])) as port:
        page.goto(f"http://{host}:{port}/")

        heard = page.evaluate(attack, access.origin)

    assert (heard, data.posted) == (["refused", "refused"], [])


def test_a_lost_session_is_not_mistaken_for_a_role(access: Access, page: Page) -> None:
    page.goto(access.url)
    page.goto(f"{access.origin}/?view=store&hash=zt5q9hhe2b")
    expect(page.get_by_role("button", name="Register webhooks …")).to_be_visible()
    page.context.clear_cookies()

    page.get_by_role("button", name="Register webhooks …").click()

    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("was not opened by `storehook console`")
