"""The actions that are deployed: how their runs went, and how to pause one."""

import re

from playwright.sync_api import Locator, expect
from tests.browser.console import Console
from tests.browser.rows import runs


def row(console: Console, action: str) -> Locator:
    """The action's row."""
    return console.page.get_by_role("table", name="Actions").get_by_role("row", name=re.compile(action))


def test_each_action_tells_its_scopes_its_last_run_and_its_failures(console: Console) -> None:
    console.data.runs[:] = console.failed("notify_warehouse")
    console.open("?view=actions")

    shown = row(console, "notify_warehouse")

    expect(shown).to_contain_text("store/order/created")
    expect(shown.locator('td[data-title="Last run"]')).to_contain_text("failed")
    expect(shown.get_by_role("link", name=str(len(console.data.runs)), exact=True)).to_be_visible()
    expect(row(console, "sync_product")).to_contain_text("none in 24 h")


def test_an_action_leads_to_its_runs_and_its_failures_to_those_that_failed(console: Console) -> None:
    page = console.open("?view=actions")

    page.get_by_role("link", name="sync_order", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?view=queue&action=sync_order&hours=24$"))
    page.go_back()
    row(console, "sync_order").locator('td[data-title="Failed in 24 h"] a').click()

    expect(page).to_have_url(re.compile("action=sync_order&state=failed"))
    expect(runs(page)).to_have_count(len(console.failed("sync_order")))


def test_an_action_is_paused_and_resumed_where_it_is_listed(console: Console) -> None:
    page = console.open("?view=actions")

    page.get_by_role("button", name="Pause … the action sync_order").click()
    page.get_by_role("dialog").get_by_role("button", name="Pause", exact=True).click()
    expect(row(console, "sync_order")).to_contain_text("paused")
    page.get_by_role("button", name="Resume … the action sync_order").click()
    page.get_by_role("dialog").get_by_role("button", name="Resume", exact=True).click()

    expect(row(console, "sync_order")).not_to_contain_text("paused")


def test_where_there_is_no_action_it_says_how_to_write_one(console: Console) -> None:
    console.data.actions.clear()

    page = console.open("?view=actions")

    expect(page.get_by_text("storehook new action")).to_be_visible()
