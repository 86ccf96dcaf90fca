"""The table of runs, as the tests read it."""

from playwright.sync_api import Locator, Page, expect


def runs(page: Page) -> Locator:
    """The rows of the table of runs, when they have come."""
    table = page.get_by_role("table", name="Runs")
    expect(table).to_have_attribute("aria-busy", "false")
    return table.locator("tbody tr")


def cells(page: Page, title: str) -> set[str]:
    """Return the texts of a column of the runs."""
    return set(runs(page).locator(f'td[data-title="{title}"]').all_inner_texts())
