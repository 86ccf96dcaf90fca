"""Text from outside stays text: nothing in it runs."""

import time
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect
from tests.browser.console import Console
from tests.browser.dataset import Dataset, catch_up_of, failure, record_of, run_of, store_of

MARKUP = "".join(
    (
        "<img src=x onerror=\"window.canary=1;fetch('https://canary.example/x')\">",
        '"><script>window.canary=1</script><script src=https://canary.example/x.js></script>',
        "'\"--></style></title></textarea><svg/onload=window.canary=1><a href=javascript:alert(1) id=main>",
        "<style>*{background:url(https://canary.example/y)}</style><link rel=stylesheet href=//canary.example>",
        "${alert(1)}{{constructor.constructor('window.canary=1')()}}\u202e\u0000<b>",
    )
)
"""Every kind of markup in one text: wherever a view takes it for HTML, one of them becomes an element or runs."""

HOSTILE = {
    "markup": MARKUP,
    "url": "javascript:window.canary=1",
    "prototype": "__proto__",
    "constructor": "constructor",
}
"""Texts that are hostile as a whole, by what they are for."""

FOREIGN = "img, script, style, link, textarea, b, iframe"
"""Elements that the page itself does not use below its main element."""


@pytest.fixture(params=HOSTILE.values(), ids=[*HOSTILE])
def markup(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def data(markup: str) -> Dataset:
    """A console in which every text that can come from outside is hostile."""
    now = time.time()
    cause = failure(markup, markup, markup, markup, 1)
    cause = type(cause)(markup, markup, markup, markup)
    run = run_of(markup, markup, markup, 1, now, event=markup, state="failed", cause=cause)
    named = {"store_hash": markup, "event_id": markup, "action": markup}
    run.update(payload=markup, resource=markup, lane=markup, kind=markup, delivery_id=markup + "2", triggered_by=named)
    run["logs"] = {"group": markup, "query": markup, "url": markup}
    run["enqueued"] = [{**run, "event_id": markup + "3"}]
    hooks = [{"id": markup, "scope": markup, "destination": markup, "active": True, "since": now}]
    catch_up = catch_up_of(now, state=markup, detail=markup)
    store = store_of(markup, markup, now, health=markup, reason=markup, catch_up=catch_up)
    blocked = [{"destination": markup, "until": now + 60, "reasons": [markup]}]
    exception = {"code": markup, "message": markup, "at": now}
    store["registration"].update(webhooks=hooks, missing=[markup], blocked=blocked, detail=markup, exception=exception)
    odd = {**run, "state": markup, "event_id": markup + "4", "created_at": now - 1}
    uninstalled = {**store, "status": markup, "store_hash": markup + "2"}
    change = {"run": {**named, "generation": 0}, "operation": markup, "at": now, "fields": [markup], "more": 0}
    record = record_of(markup, 1, now, model=markup, id=markup, fields={markup: markup}, changes=[change])
    record.update(creator=change["run"], pending_changes=[change])
    return Dataset(runs=[run, odd], stores={markup: store, markup + "2": uninstalled}, records=[record])


def watch(page: Page) -> list[str]:
    """Return the alerts that the page opens, which only a script could."""
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return opened


def nothing_ran(console: Console) -> bool:
    """Check that no foreign script ran, and that only the console was requested."""
    elsewhere = [url for url in console.requests if not url.startswith((console.url, "data:"))]
    return (console.page.evaluate("window.canary"), elsewhere) == (None, [])


def settled(page: Page) -> None:
    """Wait until the view is there."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Loading …")).to_have_count(0)


def test_nothing_of_it_runs_in_any_view(console: Console, markup: str) -> None:
    page, opened = console.page, watch(console.page)
    shown = markup.replace("\0", "").split("\u202e")[0]
    fields: Any = {
        "store": markup,
        "event": markup,
        "action": markup,
        "hash": markup,
        "model": markup,
        "id": markup,
        "resource": markup,
    }
    console.open()
    for view in ("run", "stores", "store", "records", "record", "resource", "queue"):
        with page.expect_navigation():
            page.evaluate("fields => { location.search = new URLSearchParams(fields) }", {**fields, "view": view})
        settled(page)
        console.pass_time(30)
        expect(page.locator("main")).to_contain_text(shown)

        assert (view, nothing_ran(console), opened) == (view, True, [])
        assert page.locator(f"main :is({FOREIGN})").count() == 0
        assert page.locator("main a[href^='javascript' i]").count() == 0
        turned = "found => found.filter((each) => getComputedStyle(each).unicodeBidi !== 'isolate').length"
        assert page.locator(".data").evaluate_all(turned) == 0


def test_nothing_of_it_runs_in_dialogs_and_behind_links(console: Console, markup: str) -> None:
    page, opened = console.open(), watch(console.page)
    table = page.get_by_role("table", name="Runs")
    page.get_by_role("button", name="Retry matching runs …").click()
    expect(page.get_by_role("dialog").get_by_role("table", name="Sample")).to_be_visible()
    assert page.locator(f"dialog :is({FOREIGN})").count() == 0
    page.get_by_role("button", name="Close").click()

    table.locator("a.filter").first.click()
    expect(table).to_have_attribute("aria-busy", "false")
    table.locator("a.open").first.click()
    expect(page.get_by_role("region", name="Payload").first).to_be_visible()

    assert (nothing_ran(console), opened) == (True, [])
    assert page.url.startswith(console.url)


def test_an_error_message_of_the_api_is_text_too(console: Console, markup: str) -> None:
    page = console.page
    page.route("**/api/runs*", lambda route: route.fulfill(status=400, json={"message": markup}))

    console.open()

    expect(page.get_by_role("alert")).to_be_visible()
    assert nothing_ran(console)
    assert page.locator(f"main :is({FOREIGN})").count() == 0
