"""The console in a page, as the browser tests use it."""

from dataclasses import dataclass

from playwright.sync_api import Page, Request
from tests.browser.dataset import Dataset, Row

TIMEOUT = 10_000
"""Milliseconds that a page has to become what a test expects."""

MOMENT = 50
"""Milliseconds after which the page has shown an answer, and asked for what follows from it."""


@dataclass(slots=True)
class Console:
    """The console, in a page.

    Args:
        page: the browser's.
        url: where it is served, with a last slash.
        data: what its API answers from.
        complaints: what the browser has complained of: errors, and what the policy has stopped.
        requests: every address that was asked for.
        unanswered: the requests that have not ended yet.
    """

    page: Page
    url: str
    data: Dataset
    complaints: list[str]
    requests: list[str]
    unanswered: list[Request]

    def open(self, query: str = "") -> Page:
        """Open a view."""
        self.page.goto(self.url + query)
        return self.page

    def settle(self) -> None:
        """Wait until every request has ended, and its answer has caused no other."""
        self.page.wait_for_timeout(MOMENT)
        while self.unanswered:
            self.page.wait_for_timeout(MOMENT)

    def pass_time(self, seconds: float) -> None:
        """Let the page's clock go on at once, and what is due then happen.

        The page plans its next refresh when the last one has been answered.
        """
        self.settle()
        self.page.clock.run_for(round(seconds * 1000))

    def open_run(self, run: Row) -> Page:
        """Open a run from its row in the queue, as the page links it."""
        return self.open(f"?view=run&store={run['store_hash']}&event={run['event_id']}&action={run['action']}")

    def failed(self, action: str) -> list[Row]:
        """The failed runs of an action, newest first."""
        return [run for run in self.data.runs if run["action"] == action and run["state"] == "failed"]

    def posted(self, path: str) -> list[Row]:
        """Return the bodies that were posted to a path."""
        return [body for where, body in self.data.posted if where == f"/api/{path}"]
