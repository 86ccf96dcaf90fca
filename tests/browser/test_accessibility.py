"""Every view can be used by everybody: axe finds nothing, the keyboard does all, and narrow screens are enough."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.conftest import Console

VIEWS = ["queue", "filtered queue", "empty queue", "run", "completed run", "stores", "store"]
NARROW = {"viewport": {"width": 360, "height": 740}}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def show(console: Console, view: str) -> Page:
    """Open a view and wait until all of it is there."""
    failed, completed = console.failed("sync_order")[0], console.data.runs[0]
    completed.update(state="completed")
    queries = {
        "queue": "",
        "filtered queue": f"?state=failed&fingerprint={failed['fingerprint']}",
        "empty queue": "?store=nosuchstore",
        "stores": "?view=stores",
        "store": "?view=store&hash=zt5q9hhe2b",
    }
    if view in queries:
        console.open(queries[view])
    else:
        console.open_run(failed if view == "run" else completed)
    expect(console.page.get_by_role("heading", level=1)).to_be_visible()
    console.page.wait_for_load_state("networkidle")
    return console.page


def violations(page: Page) -> list[str]:
    """What axe finds."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("options", [{"color_scheme": "light"}, {"color_scheme": "dark"}], ids=["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(console: Console, view: str) -> None:
    assert violations(show(console, view)) == []


@pytest.mark.parametrize("options", [NARROW], ids=["narrow"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_on_a_narrow_screen(console: Console, view: str) -> None:
    assert violations(show(console, view)) == []


@pytest.mark.parametrize("options", [{"color_scheme": "light"}, {"color_scheme": "dark"}], ids=["light", "dark"])
@pytest.mark.parametrize(("view", "button"), [("queue", "Retry all that match …"), ("store", "Register webhooks …")])
def test_axe_finds_nothing_in_a_dialog(console: Console, view: str, button: str) -> None:
    page = show(console, view)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("dialog").get_by_role("table")).to_be_visible()

    assert violations(page) == []


@pytest.mark.parametrize("options", [NARROW], ids=["narrow"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_narrow_screen_does_not_scroll_sideways(console: Console, view: str) -> None:
    page = show(console, view)

    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("options", [NARROW], ids=["narrow"])
def test_long_words_do_not_widen_a_narrow_screen(console: Console) -> None:
    run = console.failed("sync_order")[0]
    run.update(payload="x" * 5000, scope="y" * 500, action="z" * 500)
    console.open_run(run)
    console.page.wait_for_load_state("networkidle")

    assert console.page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_failed_run_is_found_and_retried_by_keyboard_alone(console: Console) -> None:
    page = show(console, "filtered queue")
    press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    link = page.get_by_role("table", name="Runs").get_by_role("link", name="sync_order").first
    tab_to(page, link)
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Retry now"))

    press(page, "Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("completed")


def test_escape_closes_a_dialog_and_the_focus_returns(console: Console) -> None:
    page = show(console, "store")
    opener = page.get_by_role("button", name="Register webhooks …")
    opener.focus()
    press(page, "Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Make 1 change")).to_be_visible()
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
