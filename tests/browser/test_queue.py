"""The queue: what arrived, what failed and why, found by filters that the address carries."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import Console
from tests.browser.dataset import CAUSES, run_of


def runs(page: Page) -> Locator:
    """The rows of the table of runs, when they have come."""
    table = page.get_by_role("table", name="Runs")
    expect(table).to_have_attribute("aria-busy", "false")
    return table.locator("tbody tr")


def cells(page: Page, title: str) -> set[str]:
    """What stands in a column of the runs."""
    return set(runs(page).locator(f'td[data-title="{title}"]').all_inner_texts())


def test_it_shows_the_runs_newest_first(console: Console) -> None:
    page = console.open()

    shown = runs(page).locator("time").evaluate_all("found => found.map(each => each.dateTime)")

    assert len(shown) >= 25
    assert shown == sorted(shown, reverse=True)


def test_it_counts_the_states_and_filters_by_one(console: Console) -> None:
    page = console.open()
    failed = sum(run["state"] == "failed" for run in console.data.runs)

    page.get_by_role("navigation", name="Filter by state").get_by_role("link", name=f"failed {failed}").click()

    expect(page).to_have_url(re.compile(r"state=failed"))
    expect(runs(page)).to_have_count(failed)
    assert cells(page, "State") == {"failed"}


def test_what_is_chosen_is_taken_back_by_choosing_it_again(console: Console) -> None:
    cause = CAUSES["sync_order"]
    page = console.open(f"?state=failed&fingerprint={cause.fingerprint}")
    page.get_by_role("table", name="Failures by cause").get_by_role("link", name=cause.error_type).click()
    expect(page).to_have_url(re.compile(r"\?state=failed&view=queue$"))

    page.get_by_role("navigation", name="Filter by state").get_by_role("link", name=re.compile("failed")).click()

    expect(page).to_have_url(re.compile(r"\?view=queue$"))


def test_a_link_is_opened_in_another_tab_as_links_are(console: Console) -> None:
    page = console.open()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Stores", exact=True).click(modifiers=["Control"])

    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    expect(opened.value).to_have_url(re.compile("view=stores"))


def test_failures_of_one_cause_are_one_group_that_filters(console: Console) -> None:
    page = console.open()
    cause = CAUSES["notify_warehouse"]
    causes = page.get_by_role("table", name="Failures by cause")
    expect(causes.locator("tbody tr")).to_have_count(3)

    causes.get_by_text(cause.error_type).click()

    expect(page).to_have_url(re.compile(f"fingerprint={cause.fingerprint}"))
    expect(runs(page)).to_have_count(len(console.failed("notify_warehouse")))
    assert cells(page, "Error") == {"ReadTimeout"}


def test_a_store_and_a_scope_that_are_typed_in_filter_and_are_in_the_address(console: Console) -> None:
    page = console.open()
    page.get_by_label("Store", exact=True).fill("p71vnd0c4s")
    page.get_by_label("Scope").fill("store/product/updated")

    page.get_by_label("Scope").press("Enter")

    expect(page).to_have_url(re.compile(r"store=p71vnd0c4s&scope=store%2Fproduct%2Fupdated"))
    assert (cells(page, "Store"), cells(page, "Scope")) == ({"p71vnd0c4s"}, {"store/product/updated"})


def test_a_filter_that_is_typed_in_adds_to_those_chosen_before(console: Console) -> None:
    page = console.open()
    page.get_by_role("navigation", name="Filter by state").get_by_role("link", name=re.compile("failed")).click()
    expect(page).to_have_url(re.compile("state=failed"))
    runs(page)

    page.get_by_label("Store", exact=True).fill("k3mw8xq2ad")
    page.get_by_label("Store", exact=True).press("Enter")

    expect(page).to_have_url(re.compile("state=failed&store=k3mw8xq2ad"))
    assert (cells(page, "State"), cells(page, "Store")) == ({"failed"}, {"k3mw8xq2ad"})


def test_an_address_with_a_filter_can_be_shared(console: Console) -> None:
    run = console.failed("sync_order")[0]

    page = console.open(f"?resource={run['resource']}&action=sync_order")

    expect(page.get_by_label("Resource")).to_have_value(run["resource"])
    assert (cells(page, "Resource"), cells(page, "Action")) == ({run["resource"]}, {"sync_order"})


def test_a_time_range_filters(console: Console) -> None:
    times = [run["created_at"] for run in console.data.runs]
    page = console.open(f"?since={times[30]}&until={times[20]}")

    expect(runs(page)).to_have_count(11)
    expect(page.get_by_label("From")).not_to_have_value("")


def test_a_time_that_is_typed_in_is_in_the_address_as_that_moment(console: Console) -> None:
    page = console.open()
    page.get_by_label("From").fill("2026-11-20T08:30")
    page.get_by_label("To,").fill("2026-11-21T08:30")

    page.get_by_role("button", name="Filter").click()

    since = int(time.mktime(time.strptime("2026-11-20 08:30", "%Y-%m-%d %H:%M")))
    expect(page).to_have_url(re.compile(f"since={since}&until={since + 86400}"))


def test_counts_and_causes_are_of_the_store_and_the_period_that_are_looked_at(console: Console) -> None:
    run = next(run for run in console.failed("sync_order") if run["store_hash"] == "k3mw8xq2ad")
    long_ago = run["created_at"] - 40_000
    console.data.runs.append({**run, "event_id": "old", "created_at": long_ago})
    failed = [run for run in console.data.runs if run["state"] == "failed" and run["store_hash"] == "k3mw8xq2ad"]
    page = console.open("?store=k3mw8xq2ad")
    states = page.get_by_role("navigation", name="Filter by state")
    causes = page.get_by_role("table", name="Failures by cause").locator('td[data-title="Runs"]')
    expect(states.get_by_role("link", name=f"failed {len(failed) - 1}", exact=True)).to_be_visible()
    assert sum(map(int, causes.all_inner_texts())) == len(failed) - 1

    page.get_by_role("link", name="24 hours").click()

    expect(states.get_by_role("link", name=f"failed {len(failed)}", exact=True)).to_be_visible()
    assert sum(map(int, causes.all_inner_texts())) == len(failed)


def test_back_undoes_a_filter(console: Console) -> None:
    page = console.open()
    expect(runs(page)).not_to_have_count(0)
    everything = runs(page).count()
    page.get_by_label("Store", exact=True).fill("zt5q9hhe2b")
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url(re.compile("zt5q9hhe2b"))

    page.go_back()

    expect(page.get_by_label("Store", exact=True)).to_have_value("")
    expect(runs(page)).to_have_count(everything)


def test_back_from_a_run_leads_to_the_same_filter(console: Console) -> None:
    page = console.open("?state=failed&action=sync_order")
    runs(page).first.get_by_role("link", name="sync_order").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sync_order")

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    assert (cells(page, "State"), cells(page, "Action")) == ({"failed"}, {"sync_order"})


def test_rare_runs_are_searched_for_over_several_answers(console: Console) -> None:
    oldest = console.data.runs[-1]
    oldest["store_hash"] = "rarestore1"

    page = console.open("?store=rarestore1")

    expect(runs(page)).to_have_count(1)


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
    expect(page.get_by_role("button", name="Paused")).to_have_accessible_description("Go on with updates")
    before = len(console.requests)

    console.pass_time(60)

    assert len(console.requests) == before
    with page.expect_request(re.compile("api/runs")):
        page.get_by_role("button", name="Paused").click()


def test_the_lanes_show_their_dead_letters(console: Console) -> None:
    page = console.open()
    failed = sum(run["state"] == "failed" for run in console.data.runs)

    lane = page.get_by_role("table", name="Lanes").get_by_role("row", name=re.compile("default"))

    expect(lane.locator('td[data-title="Dead letters"] .alarming')).to_have_text(str(failed))


def test_the_picture_of_the_last_hours_can_be_read_as_a_table(console: Console) -> None:
    page = console.open()
    picture = page.get_by_role("region", name="Deliveries").first
    expect(picture.get_by_role("img")).to_have_accessible_name(re.compile(r"\d+ deliveries, \d+ completed, \d+ failed"))

    picture.get_by_text("As a table").click()

    table = picture.get_by_role("table")
    expect(table.locator("tbody tr")).to_have_count(24)
    table.locator("tbody a").first.click()
    expect(page).to_have_url(re.compile(r"since=\d+.*&until=\d+"))


def test_an_empty_queue_says_how_to_get_a_run(console: Console) -> None:
    console.data.runs.clear()

    page = console.open()

    expect(page.get_by_text("storehook send store/order/updated")).to_be_visible()


def test_when_nothing_matches_it_says_so(console: Console) -> None:
    page = console.open("?store=nosuchstore")

    expect(page.get_by_text("No runs match")).to_be_visible()


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
    expect(page.get_by_role("alert")).to_have_text("The console failed. What is shown may be old.")
    page.unroute("**/api/summary*")

    console.pass_time(21)

    expect(page.get_by_role("alert")).to_have_count(0)


def test_following_a_link_to_what_is_shown_is_no_step_back(console: Console) -> None:
    page = console.open("?view=stores")
    page.get_by_role("link", name="Queue", exact=True).click()
    runs(page)
    page.get_by_role("link", name="Queue", exact=True).click()

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Stores")


def test_nothing_moves_where_an_exact_time_is_looked_at(console: Console) -> None:
    page = console.open()
    row = runs(page).nth(2)
    widths = "found => found.map(each => each.getBoundingClientRect().width)"
    before = row.locator("td").evaluate_all(widths)

    row.locator("time").hover()

    expect(row.locator("time .exact")).to_be_visible()
    assert row.locator("td").evaluate_all(widths) == before


def test_a_run_that_waits_says_for_how_long(console: Console) -> None:
    console.data.runs[0].update(state="retrying", next_attempt_at=time.time() + 600)

    page = console.open()

    expect(runs(page).first).to_contain_text("retrying in 10 min")


def test_what_the_other_filters_do_not_narrow_is_told(console: Console) -> None:
    page = console.open("?store=k3mw8xq2ad&state=failed")
    runs(page)
    remark = page.get_by_text("Counts, pictures and causes are of all runs")
    expect(page.get_by_role("table", name="Lanes")).to_be_visible()
    expect(remark).to_have_count(0)

    page.get_by_label("Action").fill("sync_order")
    page.get_by_label("Action").press("Enter")

    expect(remark).to_contain_text("of the store")


def test_counts_that_are_not_all_say_so(console: Console) -> None:
    console.data.capped = True

    page = console.open()

    states = page.get_by_role("navigation", name="Filter by state")
    expect(states.get_by_role("link", name=re.compile(r"failed at least \d+"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile(r"^at least \d+ deliveries"))).to_be_visible()
    expect(page.get_by_text("There are more than could be counted")).to_be_visible()


@pytest.mark.parametrize("path", ["runs", "summary", "failures"])
def test_half_an_answer_is_an_alert_and_what_was_seen_stays(console: Console, path: str) -> None:
    page = console.open()
    before = runs(page).count()
    expect(page.get_by_role("table", name="Failures by cause")).to_be_visible()
    page.route(f"**/api/{path}*", lambda route: route.fulfill(status=200, body='{"half":'))

    console.pass_time(21)

    expect(page.get_by_role("alert")).to_contain_text("did not arrive in full")
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
