"""The queue: what arrived, what runs, what failed and why."""

import re
import time

import pytest
from playwright.sync_api import expect
from tests.browser.console import Console
from tests.browser.rows import runs


def test_it_shows_the_runs_newest_first(console: Console) -> None:
    page = console.open()

    shown = runs(page).locator("time").evaluate_all("found => found.map(each => each.dateTime)")

    assert len(shown) >= 25
    assert shown == sorted(shown, reverse=True)


def test_the_lanes_show_their_dead_letters(console: Console) -> None:
    page = console.open()
    failed = sum(run["state"] == "failed" for run in console.data.runs)

    lane = page.get_by_role("table", name="Lanes").get_by_role("row", name=re.compile("default"))

    expect(lane.locator('td[data-title="Dead letters"] .alarming')).to_have_text(str(failed))


def test_the_picture_of_the_last_hours_can_be_read_as_a_table(console: Console) -> None:
    page = console.open()
    picture = page.get_by_role("region", name="Throughput")
    expect(picture.get_by_role("img")).to_have_accessible_name(
        re.compile(r"\d+ runs created, \d+ completed, \d+ failed")
    )

    picture.get_by_text("As a table").click()

    table = picture.get_by_role("table")
    expect(table.locator("tbody tr")).to_have_count(24)
    table.locator("tbody a").first.click()
    expect(page).to_have_url(re.compile(r"since=\d+.*&until=\d+"))


def test_the_picture_hides_no_failure_behind_its_label(console: Console) -> None:
    latest = console.data.runs[:8]
    for run in latest:
        run.update(state="failed", created_at=time.time() - 5)
    page = console.open()
    picture = page.get_by_role("region", name="Throughput")

    tallest = picture.locator("rect.failed").last.bounding_box()
    label = picture.locator(".top").bounding_box()

    assert tallest
    assert label
    assert label["y"] + label["height"] <= tallest["y"]


def test_one_failure_among_many_runs_is_to_be_seen(console: Console) -> None:
    for run in console.data.runs:
        run.update(state="completed", created_at=time.time() - 5, updated_at=time.time())
    console.data.runs[0]["state"] = "failed"
    page = console.open()

    drawn = page.get_by_role("region", name="Throughput").locator("rect.failed").bounding_box()

    assert drawn
    assert drawn["height"] >= 3


@pytest.mark.parametrize("options", [{"viewport": {"width": 390, "height": 844}}], ids=["phone"])
def test_on_a_phone_the_runs_come_first(console: Console) -> None:
    page = console.open()
    expect(page.get_by_role("table", name="Lanes")).to_be_visible()

    first = runs(page).first.bounding_box()

    assert first
    assert first["y"] < 400


@pytest.mark.parametrize("options", [{"viewport": {"width": 390, "height": 844}}], ids=["phone"])
def test_on_a_phone_the_filters_unfold(console: Console) -> None:
    page = console.open()
    expect(page.get_by_label("Action")).to_be_hidden()

    page.locator("summary", has_text="Filter").click()

    page.get_by_label("Action").fill("sync_order")
    page.get_by_label("Action").press("Enter")
    expect(page).to_have_url(re.compile("action=sync_order"))


def test_what_the_lanes_count_is_named(console: Console) -> None:
    page = console.open()

    lanes = page.get_by_role("region", name="Messages by lane")

    expect(lanes).to_contain_text("Counts from SQS are about a minute old.")


def test_an_empty_queue_says_how_to_get_a_run(console: Console) -> None:
    console.data.runs.clear()

    page = console.open()

    expect(page.get_by_text("storehook send store/order/updated", exact=True)).to_be_visible()


def test_a_command_that_is_hinted_at_speaks_to_the_stack_of_the_page(console: Console) -> None:
    console.data.runs.clear()
    console.data.is_local = True

    page = console.open()

    expect(page.get_by_text("storehook send store/order/updated --local", exact=True)).to_be_visible()


def test_the_foot_tells_the_version(console: Console) -> None:
    page = console.open("?view=stores")

    expect(page.get_by_role("contentinfo")).to_have_text("storehook 1.2.3")


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


def test_counts_that_are_not_all_say_so(console: Console) -> None:
    console.data.capped = True

    page = console.open()

    states = page.get_by_role("navigation", name="Filter by state")
    expect(states.get_by_role("link", name=re.compile(r"completed at least \d+"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"cover the newest 3 runs, since .+\. Failures cover"))).to_be_visible()
    # They are counted by their cause, however few of them are among the newest runs.
    expect(states.get_by_role("link", name=re.compile(r"failed at least \d{2,}$"))).to_be_visible()
    expect(page.get_by_text("There are more failures than can be counted")).to_be_visible()


def test_a_search_that_has_found_nothing_so_far_says_how_far_it_looked_and_looks_further(console: Console) -> None:
    oldest = console.data.runs[-1]
    console.data.runs += [
        {**oldest, "event_id": f"older {number}", "created_at": oldest["created_at"] - number} for number in range(300)
    ]
    page = console.open("?view=queue&action=nothing")

    more = page.get_by_role("button", name="Search further")
    expect(page.get_by_text(re.compile(r"Searched 240 runs, back to "))).to_be_visible()
    expect(page.get_by_text("No runs match so far")).to_be_visible()
    more.click()
    expect(page.get_by_text(re.compile(r"Searched (2[5-9]\d|[3-9]\d\d) runs, back to "))).to_be_visible()


def test_lists_say_why_runs_failed(console: Console) -> None:
    page = console.open()

    causes = page.get_by_role("table", name="Failures by cause").locator("tbody tr")
    line = "1 validation error for Product price Input should be a valid decimal, input was 'POA'"
    expect(causes.filter(has_text="ValidationError")).to_contain_text(line)
    expect(causes.filter(has_text="KeyError")).to_contain_text("'customer_message'")
    expect(runs(page).filter(has_text="KeyError").first.locator("td.error .why")).to_have_text("'customer_message'")


def test_a_long_message_is_one_line_that_is_cut_off(console: Console) -> None:
    short, long = console.failed("sync_order")[0], console.failed("notify_warehouse")[0]
    long["error"] = "The warehouse does not answer. " * 6
    page = console.open("?state=failed")

    heights = {
        run["event_id"]: runs(page)
        .locator(f'a[href*="{run["event_id"]}"]')
        .first.evaluate("link => link.closest('tr').querySelector('.why').getBoundingClientRect().height")
        for run in (short, long)
    }

    assert len(set(heights.values())) == 1
