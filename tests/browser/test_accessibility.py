"""Every view can be used by everybody: axe finds nothing, the keyboard does all, and narrow screens are enough."""

import time
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect
from tests.browser.console import Console
from tests.browser.dataset import Dataset, Row, catch_up_of, record_of, usual

VIEWS = [
    *("queue", "filtered queue", "empty queue", "run", "completed run"),
    *("actions", "stores", "store", "troubled store", "audit"),
    *("records", "models", "record", "resource", "no resource"),
]
ENTRY = {
    "at": 1_790_000_000.0,
    "by": "arn:aws:sts::123456789012:assumed-role/Operator/zoe",
    "operation": "retry runs",
    "subject": "2 runs",
    "detail": "p71vnd0c4s/93df0929a7eaa0020e0d1515bc03a2c284f9da7d/sync_product " * 15,
}
PENDING = {
    "run": {"store_hash": "k3mw8xq2ad", "event_id": "93df0929a7eaa002", "action": "sync_order", "generation": 0},
    "operation": "update",
    "at": 1_790_000_000.0,
    "fields": ["customer_message"],
}
DIALOGS = {
    "retry all": ("queue", "Retry matching runs …"),
    "run again": ("completed run", "Run again …"),
    "cancel": ("waiting run", "Cancel …"),
    "reconcile": ("store", "Reconcile webhooks …"),
    "pause": ("store", "Pause …"),
    "resume": ("paused store", "Resume …"),
    "catch-up": ("store", "Catch up …"),
}
NARROW: ViewportSize = {"width": 360, "height": 740}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.fixture
def data() -> Dataset:
    """Rows enough for every state and cause. axe looks at every one, and a row takes it as long as a whole view."""
    return usual(runs=24)


def show(console: Console, view: str) -> Page:
    """Open a view and wait until all of it is there."""
    failed, other = console.failed("sync_order")[0], console.data.runs[0]
    other.update(state="retrying" if view == "waiting run" else "completed")
    store = console.data.stores["zt5q9hhe2b"]
    if view == "paused store":
        store.update(status="paused", reason="moving house")
    if view == "troubled store":
        trouble(store)
    console.data.audit = [ENTRY]
    console.data.records = [record_of("k3mw8xq2ad", 113, time.time(), pending=1, pending_changes=[PENDING])]
    queries = {
        "queue": "",
        "filtered queue": f"?state=failed&fingerprint={failed['fingerprint']}",
        "empty queue": "?store=nosuchstore",
        "stores": "?view=stores",
        "actions": "?view=actions",
        "audit": "?view=audit",
        "records": "?view=records&store=k3mw8xq2ad&model=Order",
        "models": "?view=records&store=k3mw8xq2ad",
        "resource": "?view=resource&store=k3mw8xq2ad&resource=order/113",
        "no resource": "?view=resource",
        "record": "?view=record&store=k3mw8xq2ad&model=Order&id=113",
    }
    if view in queries:
        console.open(queries[view])
    elif view.endswith("store"):
        console.open("?view=store&hash=zt5q9hhe2b")
    else:
        console.open_run(failed if view == "run" else other)
        console.page.get_by_role("button", name="Show log lines").click()
    expect(console.page.get_by_role("heading", level=1)).to_be_visible()
    console.settle()
    return console.page


def trouble(store: Row) -> None:
    """Everything that can be wrong with a store at once, and a catch-up."""
    now = time.time()
    store["registration"]["webhooks"][0]["active"] = False
    blocked = {"destination": "hooks.example.com", "until": now + 180, "reasons": ["errors"]}
    store["registration"].update(blocked=[blocked], detail="BigCommerce answered 422.")
    store["catch_up"] = catch_up_of(now, detail="slow")


def violations(page: Page, rules: dict[str, Any] = RULES) -> list[str]:
    """Return the violations that axe finds."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{violation['id']}: {node['html'][:160]}" for violation in found for node in violation["nodes"]]


def violations_in_both_themes(page: Page) -> list[str]:
    """Return the violations of the light theme, and of the dark one, which differs in its colors."""
    light = violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # no color is on its way to another
    return light + violations(page, COLORS)


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_in_any_theme_and_width_and_a_narrow_screen_does_not_scroll_sideways(
    console: Console, view: str
) -> None:
    page = show(console, view)

    assert violations_in_both_themes(page) == []
    page.set_viewport_size(NARROW)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@pytest.mark.parametrize("dialog", DIALOGS)
def test_axe_finds_nothing_in_a_dialog(console: Console, dialog: str) -> None:
    view, opener = DIALOGS[dialog]
    page = show(console, view)
    page.get_by_role("button", name=opener).click()
    expect(page.get_by_role("dialog").locator("button.primary, .actions button:nth-child(2)")).to_be_visible()

    assert violations_in_both_themes(page) == []


def test_axe_finds_nothing_where_nothing_is_and_nothing_answers(console: Console) -> None:
    console.data.read_only = True
    page = show(console, "run")
    page.get_by_role("button", name="Retry now").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations_in_both_themes(page) == []
    console.data.stores.clear()
    page = console.open("?view=stores")
    expect(page.get_by_text("No stores yet")).to_be_visible()
    assert violations_in_both_themes(page) == []


def long_names(console: Console) -> None:
    """Give runs and stores names as long as those of real stacks, in every column."""
    cart = "cart/b20deef40f9699e48671bbc3fef6ca44dc80e3c7"
    for run in console.data.runs[:6]:
        run.update(resource=cart, scope="store/cart/lineItem/updated", action="announce_abandoned_carts_to_warehouse")
    console.data.runs[1].update(error_type="WarehouseDoesNotAnswerError", error="The warehouse does not answer. " * 6)
    console.data.runs[2].update(resource="cart/8a4f5f34-0c5c-4f32-9e5a-1d3f3f6c2f10", store_hash="zt5q9hhe2b" * 3)
    console.data.stores["zt5q9hhe2b"].update(name="Juniper, Sage and Daughters, Purveyors of Fine Goods")


SQUEEZED = """() => [...document.querySelectorAll('main td')].flatMap((cell) => {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), squeezed = [];
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        for (const { 0: word, index } of text.data.matchAll(/\\S+/g)) {
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size;
            if (lines > 1 && word.length / lines < 9) squeezed.push(`${cell.className}: ${word} in ${lines} lines`);
        }
    }
    return squeezed;
})"""
"""Words in tables that are broken into lines of fewer than nine characters: their column is too narrow for its text."""


@pytest.mark.parametrize("query", ["", "?view=stores", "?view=actions", "?view=store&hash=zt5q9hhe2b"])
def test_no_column_is_narrower_than_its_text(console: Console, query: str) -> None:
    long_names(console)

    page = console.open(query)
    console.settle()

    squeezed = {width: at_width(page, width, SQUEEZED) for width in (360, 390, 700, 860, 900, 1080, 1280, 1440)}
    assert not any(squeezed.values()), squeezed


def test_long_words_do_not_widen_any_screen(console: Console) -> None:
    page, run, store = console.page, console.failed("sync_order")[0], console.data.stores["zt5q9hhe2b"]
    run.update(payload="x" * 5000, scope="y" * 500, action="z" * 256, resource="r" * 256, error_type="E" * 256)
    run["attempts"][-1]["failure"].update(error="e" * 1000, traceback="t" * 1000, error_type="E" * 256)
    store.update(name="n" * 256)
    store["registration"].update(detail="d" * 500, missing=["m" * 256])
    run_address = f"?view=run&store={run['store_hash']}&event={run['event_id']}&action={run['action']}"
    long, now = {"event_id": "e" * 200, "action": "a" * 256, "store_hash": "s", "generation": 0}, time.time()
    change = {"run": long, "at": now, "fields": ["f" * 256], "more": 3}
    record = record_of("s", 1, now, id="i" * 1024, model="M" * 256, fields={"f" * 300: "v" * 900}, changes=[change])
    console.data.records = [record | {"pending_changes": [change | {"operation": "update"}]}]
    records = f"store=s&model={'M' * 256}"
    found = (f"?view=records&{records}", f"?view=record&{records}&id={'i' * 1024}", "?view=records&store=s")
    run.update(store_hash="s")
    found = (*found, f"?view=resource&store=s&resource={'r' * 256}")
    for query in ("", run_address, "?view=stores", "?view=store&hash=zt5q9hhe2b", *found):
        console.open(query)
        console.settle()

        widths = {
            width: at_width(page, width, "document.documentElement.scrollWidth") for width in (360, 640, 768, 1280)
        }
        assert (query, widths) == (query, {width: width for width in widths})


def at_width(page: Page, width: int, script: str) -> Any:
    """Evaluate a script when the page has this width."""
    page.set_viewport_size({"width": width, "height": 740})
    return page.evaluate(script)


@pytest.mark.parametrize("options", [{"forced_colors": "active"}], ids=["forced colours"])
def test_what_is_chosen_can_be_told_without_our_colours(console: Console) -> None:
    page = show(console, "filtered queue")
    border = "link => { const style = getComputedStyle(link); return style.borderStyle + ' ' + style.borderWidth }"
    chosen = page.locator("nav a[aria-current]")
    expect(chosen).to_have_count(3)

    assert {link.evaluate(border) for link in chosen.all()} == {"solid 2px"}
    assert page.locator("nav a:not([aria-current])").first.evaluate(border) != "solid 2px"


@pytest.mark.parametrize("options", [{"reduced_motion": "reduce"}], ids=["reduced motion"])
def test_nothing_moves_for_those_who_do_not_want_it(console: Console) -> None:
    page = show(console, "queue")

    moving = page.evaluate("""() => [...document.querySelectorAll('*')].map((each) => getComputedStyle(each))
        .filter((style) => style.animationName !== 'none' || style.transitionDuration !== '0s').length""")

    assert moving == 0


def test_a_failed_run_is_found_and_retried_by_keyboard_alone(console: Console) -> None:
    page = show(console, "filtered queue")
    press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    link = page.get_by_role("table", name="Runs").get_by_role("link", name="sync_order").first
    tab_to(page, link)
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Retry now"))

    press(page, "Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("completed")


def test_escape_closes_a_dialog_and_the_focus_returns(console: Console) -> None:
    page = show(console, "store")
    opener = page.get_by_role("button", name="Reconcile webhooks …")
    opener.focus()
    press(page, "Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Apply 1 change")).to_be_visible()
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")

    press(page, "Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_focus_can_be_seen_everywhere(console: Console) -> None:
    page = show(console, "queue")
    outlines: set[str] = set()
    for _ in range(30):
        press(page, "Tab")
        outlines.add(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))

    assert outlines == {"solid"}


def test_the_theme_that_is_chosen_is_remembered(console: Console) -> None:
    page = show(console, "stores")
    button = page.get_by_role("button", name="Theme: system")
    button.click()
    page.get_by_role("button", name="Theme: light").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.reload()

    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark == "rgb(13, 16, 20)"


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)


def tab_to(page: Page, wanted: Any) -> None:
    """Press Tab until something has the focus; a person's patience is 80."""
    target = wanted.element_handle()
    for _ in range(80):
        if page.evaluate("wanted => document.activeElement === wanted", target):
            return
        press(page, "Tab")
    raise AssertionError("Tab does not lead there")
