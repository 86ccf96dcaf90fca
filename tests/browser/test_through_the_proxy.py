"""The page behind `storehook console`: what a browser really sends passes the proxy, and other sites do not."""

from collections.abc import Generator
from queue import Queue
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.browsing import enter
from tests.browser.dataset import Dataset, usual

from storehook_cli.console_proxy import opening
from storehook_cli.console_proxy.access import Access


@pytest.fixture
def data() -> Dataset:
    return usual(runs=60)


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_the_address_opens_the_console_and_its_token_is_gone(access: Access, page: Page) -> None:
    enter(page, access)

    expect(page.get_by_role("table", name="Runs").locator("tbody tr").first).to_be_visible()
    assert page.url == f"{access.origin}/"


def test_a_run_is_retried_through_the_proxy(access: Access, page: Page, data: Dataset) -> None:
    enter(page, access)
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

    enter(page, access)
    page.wait_for_load_state("networkidle")

    assert any("storehook" in text for text in heard)
    assert not any("AKIDEXAMPLE" in text or "AWS4-HMAC" in text for text in heard)


def test_a_reload_keeps_the_session(access: Access, page: Page) -> None:
    enter(page, access)
    page.goto(f"{access.origin}/?view=stores")

    expect(page.get_by_role("table", name="Stores")).to_be_visible()


def test_a_file_leads_to_the_console(access: Access, page: Page) -> None:
    opener = Thread(target=opening.open_browser, args=(access,))
    with pytest.MonkeyPatch.context() as patch:
        opened: Queue[str] = Queue()
        patch.setattr(opening.webbrowser, "open", opened.put)
        opener.start()
        page.goto(opened.get(timeout=10))
        expect(page.get_by_role("table", name="Runs").locator("tbody tr").first).to_be_visible()
        opener.join(timeout=10)

    assert (page.url, opener.is_alive()) == (f"{access.origin}/", False)


def test_a_link_that_is_opened_in_another_tab_works_there(access: Access, page: Page) -> None:
    enter(page, access)
    link = page.get_by_role("table", name="Runs").locator("a.open").first

    with page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])

    expect(opened.value.get_by_role("button", name="Pause action")).to_be_visible()


def test_a_tab_of_an_earlier_console_goes_on_after_the_next_is_opened(access: Access, page: Page) -> None:
    page.goto(access.origin)
    page.evaluate("sessionStorage.setItem('storehook-session', 'of yesterday')")
    enter(page.context.new_page(), access)

    page.reload()

    expect(page.get_by_role("table", name="Runs").locator("tbody tr").first).to_be_visible()


def test_a_tab_of_an_earlier_console_does_not_spoil_the_next(access: Access, page: Page) -> None:
    enter(page, access)
    expect(page.get_by_role("table", name="Runs").locator("tbody tr").first).to_be_visible()
    told = "window.told = new Promise((told) => { new BroadcastChannel('storehook-session').onmessage = told; })"
    page.evaluate(f"{told}; undefined")

    other = page.context.new_page()
    other.goto(access.origin)
    other.evaluate("new BroadcastChannel('storehook-session').postMessage('of yesterday')")

    assert page.evaluate("told.then(() => sessionStorage.getItem('storehook-session'))") == "the-session"


def test_an_address_that_was_used_opens_nothing_and_says_so(access: Access, page: Page) -> None:
    access.redeem("the-token")

    page.goto(access.origin + "/open#the-token")

    expect(page.locator("p")).to_contain_text("This link was already used")


def test_another_browser_gets_nothing(access: Access, page: Page, data: Dataset) -> None:
    page.goto(f"{access.origin}/?view=queue")

    expect(page.get_by_role("alert").first).to_contain_text("was not opened by `storehook console`")
    assert not any(run["event_id"] in page.content() for run in data.runs)


def test_a_lost_session_is_not_mistaken_for_a_role(access: Access, page: Page) -> None:
    enter(page, access)
    page.goto(f"{access.origin}/?view=store&hash=zt5q9hhe2b")
    expect(page.get_by_role("button", name="Reconcile webhooks …")).to_be_visible()
    page.evaluate("sessionStorage.clear()")

    page.get_by_role("button", name="Reconcile webhooks …").click()

    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("was not opened by `storehook console`")
