"""Filters of the queue: the address carries them, so that a view can be shared and Back works."""

import re
import time

from playwright.sync_api import expect
from tests.browser.console import Console
from tests.browser.dataset import CAUSES
from tests.browser.rows import cells, runs


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
    assert {text.split()[0] for text in cells(page, "Error")} == {"ReadTimeout"}


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
    page.get_by_label("To (").fill("2026-11-21T08:30")

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


def test_when_nothing_matches_it_says_so(console: Console) -> None:
    page = console.open("?store=nosuchstore")

    expect(page.get_by_text("No runs match")).to_be_visible()


def test_following_a_link_to_what_is_shown_is_no_step_back(console: Console) -> None:
    page = console.open("?view=stores")
    page.get_by_role("link", name="Queue", exact=True).click()
    runs(page)
    page.get_by_role("link", name="Queue", exact=True).click()

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Stores")


def test_what_the_other_filters_do_not_narrow_is_told(console: Console) -> None:
    page = console.open("?store=k3mw8xq2ad&state=failed")
    runs(page)
    remark = page.get_by_text("Counts, charts and causes cover all runs")
    expect(page.get_by_role("table", name="Lanes")).to_be_visible()
    expect(remark).to_have_count(0)

    page.get_by_label("Action").fill("sync_order")
    page.get_by_label("Action").press("Enter")

    expect(remark).to_contain_text("of this store")
