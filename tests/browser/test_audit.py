"""The audit log: who has asked for what."""

import time

from playwright.sync_api import expect
from tests.browser.console import Console
from tests.browser.dataset import Row

ZOE = "arn:aws:sts::123456789012:assumed-role/Operator/zoe"


def entry(number: int, **said: str) -> Row:
    usual = {"by": ZOE, "operation": "pause", "subject": "lane/long", "detail": f"reason {number}"}
    return {"at": time.time() - number, **usual, **said}


def test_each_entry_says_who_asked_for_what_and_when(console: Console) -> None:
    console.data.audit = [entry(120, operation="retry runs", subject="all runs that match", detail="state=failed")]

    page = console.open()
    page.get_by_role("link", name="Audit", exact=True).click()

    row = page.get_by_role("table", name="Audit log").locator("tbody tr")
    expect(row).to_have_count(1)
    for text in (ZOE, "retry runs", "all runs that match", "state=failed", "2 min ago"):
        expect(row).to_contain_text(text)
    expect(page.get_by_role("heading", level=1)).to_have_text("Audit log")


def test_more_entries_are_fetched_when_they_are_asked_for(console: Console) -> None:
    console.data.audit = [entry(number) for number in range(8)]
    page = console.open("?view=audit")
    rows = page.get_by_role("table", name="Audit log").locator("tbody tr")
    expect(rows).to_have_count(5)

    page.get_by_role("button", name="More entries").click()

    expect(rows).to_have_count(8)
    expect(page.get_by_role("button", name="More entries")).to_have_count(0)


def test_where_nothing_was_asked_for_that_is_said(console: Console) -> None:
    page = console.open("?view=audit")

    expect(page.get_by_text("No entries yet")).to_be_visible()
