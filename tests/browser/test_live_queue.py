"""The queue while things happen: what is new comes by itself, and nothing is lost, repeated or claimed wrongly."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from tests.browser.console import Console
from tests.browser.dataset import run_of
from tests.browser.rows import runs


def test_older_runs_are_added_on_demand_and_stay(console: Console) -> None:
    page = console.open()
    before = runs(page).count()

    page.get_by_role("button", name="Older runs").click()

    expect(runs(page)).to_have_count(before + 40)
    newest = console.data.runs[0]
    newest["state"] = "cancelled"
    console.pass_time(6)
    expect(runs(page).first).to_contain_text("cancelled")
    expect(runs(page)).to_have_count(before + 40)


def test_a_run_that_arrives_appears_without_a_reload_and_the_focus_stays(console: Console) -> None:
    page = console.open("?action=sync_order")
    link = runs(page).nth(2).get_by_role("link", name="sync_order")
    link.focus()
    address = link.get_attribute("href")
    newest = console.data.runs[0]["created_at"] + 5
    fresh = run_of("k3mw8xq2ad", "store/order/updated", "sync_order", 9001, newest, event="fresh")

    console.data.runs.insert(0, fresh)
    console.pass_time(6)

    expect(runs(page).first).to_contain_text("order/9001")
    assert page.evaluate("document.activeElement.getAttribute('href')") == address


def test_nothing_is_asked_while_it_is_paused(console: Console) -> None:
    page = console.open()
    runs(page)
    page.get_by_role("button", name="Live").click()
    expect(page.get_by_role("button", name="Paused")).to_have_accessible_description("Resume updates")
    before = len(console.requests)

    console.pass_time(60)

    assert len(console.requests) == before
    with page.expect_request(re.compile("api/runs")):
        page.get_by_role("button", name="Paused").click()


def test_an_api_that_does_not_answer_is_an_alert_and_what_was_seen_stays(console: Console) -> None:
    page = console.open()
    before = runs(page).count()

    page.route("**/api/runs*", lambda route: route.abort())
    console.pass_time(6)

    expect(page.get_by_role("alert")).to_contain_text("Is `storehook console` still running?")
    assert runs(page).count() == before


def test_the_focus_stays_when_causes_change_their_order(console: Console) -> None:
    page = console.open()
    links = page.get_by_role("table", name="Failures by cause").locator("tbody tr a")
    expect(links).to_have_count(3)
    links.nth(2).focus()
    address = links.nth(2).get_attribute("href")
    error_type = links.nth(1).inner_text()
    second = next(run for run in console.data.runs if run["error_type"] == error_type and run["state"] == "failed")
    console.data.runs[:0] = [{**second, "event_id": f"more {number}"} for number in range(50)]

    console.pass_time(21)

    expect(links.first).to_have_text(error_type)
    assert page.evaluate("document.activeElement.getAttribute('href')") == address


def test_runs_that_came_while_it_was_paused_leave_no_gap(console: Console) -> None:
    page = console.open()
    runs(page)
    page.get_by_role("button", name="Live").click()
    newest = console.data.runs[0]["created_at"]
    console.data.runs[:0] = [
        run_of(
            "k3mw8xq2ad", "store/order/updated", "sync_order", number, newest + number / 100, event=f"fresh {number}"
        )
        for number in range(90, 0, -1)
    ]

    page.get_by_role("button", name="Paused").click()

    expect(runs(page).first).to_contain_text("order/90")
    addresses = runs(page).locator("a.open").evaluate_all("found => found.map(each => each.href)")
    events = [parse_qs(urlsplit(address).query)["event"][0] for address in addresses]
    assert len(events) > 90
    assert events == [run["event_id"] for run in console.data.runs[: len(events)]]


def test_more_than_can_be_fetched_at_once_begins_the_list_anew(console: Console) -> None:
    page = console.open()
    runs(page)
    newest = console.data.runs[0]["created_at"]
    console.data.runs[:0] = [
        run_of(
            "k3mw8xq2ad", "store/order/updated", "sync_order", number, newest + number / 100, event=f"fresh {number}"
        )
        for number in range(600, 0, -1)
    ]

    console.pass_time(6)

    expect(runs(page).first).to_contain_text("order/600")
    expect(runs(page)).to_have_count(240)
    expect(runs(page).last).to_contain_text("order/361")
    page.get_by_role("button", name="Older runs").click()
    expect(runs(page).nth(240)).to_contain_text("order/360")


def test_a_longer_period_is_no_news_of_failures(console: Console) -> None:
    long_ago = console.data.runs[-1]["created_at"] - 36_000
    old = {**console.failed("sync_order")[0], "event_id": "old", "created_at": long_ago}
    console.data.runs.append(old)
    page = console.open()
    failed = page.get_by_role("navigation", name="Filter by state").get_by_role("link", name=re.compile("failed"))
    before = failed.inner_text()

    page.get_by_role("link", name="24 hours").click()

    expect(failed).not_to_have_text(before)
    assert "failed" not in page.get_by_role("status").inner_text()


def test_a_failure_that_is_new_is_told(console: Console) -> None:
    page = console.open()
    runs(page)
    expect(page.get_by_role("table", name="Lanes")).to_be_visible()
    newest = console.data.runs[0]["created_at"] + 1
    console.data.runs.insert(0, {**console.failed("sync_order")[0], "event_id": "new", "created_at": newest})

    console.pass_time(21)

    expect(page.get_by_role("status")).to_have_text("1 more run failed.")


def test_back_leads_to_the_same_place_with_the_older_runs(console: Console) -> None:
    page = console.open()
    before = runs(page).count()
    page.get_by_role("button", name="Older runs").click()
    expect(runs(page)).to_have_count(before + 40)
    link = runs(page).nth(before + 20).locator("a.open")
    link.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    link.click()
    expect(page.get_by_role("region", name="Payload as text")).to_be_visible()
    assert page.evaluate("scrollY") == 0

    page.go_back()

    expect(runs(page)).to_have_count(before + 40)
    assert page.evaluate("scrollY") == pytest.approx(place, abs=60)


def test_what_cannot_be_read_is_not_answered_with_runs_of_another_filter(console: Console) -> None:
    page = console.open()
    runs(page)
    page.route("**/api/runs*", lambda route: route.fulfill(status=500, json={"message": "The console failed."}))

    page.get_by_role("navigation", name="Filter by state").get_by_role("link", name=re.compile("cancelled")).click()

    expect(page.get_by_role("alert")).to_contain_text("The console failed.")
    expect(page.locator("table.feed tbody tr")).to_have_count(0)
    page.unroute("**/api/runs*")
    page.go_back()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert runs(page).count() >= 25


def test_the_alert_goes_when_the_api_answers_again(console: Console) -> None:
    page = console.open()
    runs(page)
    page.route("**/api/summary*", lambda route: route.fulfill(status=500, json={"message": "The console failed."}))
    console.pass_time(21)
    expect(page.get_by_role("alert")).to_have_text("The console failed. The page may be out of date.")
    page.unroute("**/api/summary*")

    console.pass_time(21)

    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("path", ["runs", "summary", "failures"])
def test_half_an_answer_is_an_alert_and_what_was_seen_stays(console: Console, path: str) -> None:
    page = console.open()
    before = runs(page).count()
    expect(page.get_by_role("table", name="Failures by cause")).to_be_visible()
    page.route(f"**/api/{path}*", lambda route: route.fulfill(status=200, body='{"half":'))

    console.pass_time(21)

    expect(page.get_by_role("alert")).to_contain_text("was cut off")
    assert runs(page).count() == before
    expect(page.get_by_role("table", name="Failures by cause")).to_be_visible()


def test_a_view_that_was_left_asks_nothing_and_draws_nothing(console: Console) -> None:
    page = console.open()
    runs(page)
    page.get_by_role("link", name="Stores", exact=True).click()
    expect(page.get_by_role("table", name="Stores")).to_be_visible()
    before = len(console.requests)

    console.pass_time(30)

    assert {urlsplit(address).path for address in console.requests[before:]} == {"/api/stores"}
    expect(page.get_by_role("heading", level=1)).to_have_text("Stores")
