"""Retry all that match: first how many and which, then in batches, with a way to stop."""

import re
import time

import pytest
from playwright.sync_api import Route, expect
from tests.browser.console import Console
from tests.browser.dataset import CAUSES, Row, run_of


def many_failures(console: Console, count: int) -> list[Row]:
    """So many failed runs of one cause, in front of the others."""
    newest, cause = console.data.runs[0]["created_at"], CAUSES["sync_order"]
    made = [
        run_of(
            "k3mw8xq2ad",
            "store/order/updated",
            "sync_order",
            index,
            newest,
            event=f"{index}",
            state="failed",
            cause=cause,
        )
        for index in range(count)
    ]
    console.data.runs[:0] = made
    return made


def test_the_dry_run_counts_and_shows_a_sample_and_changes_nothing(console: Console) -> None:
    failed = console.failed("notify_warehouse")
    page = console.open(f"?state=failed&fingerprint={CAUSES['notify_warehouse'].fingerprint}")

    page.get_by_role("button", name="Retry matching runs …").click()

    dialog = page.get_by_role("dialog", name="Retry matching runs")
    expect(dialog.get_by_role("status")).to_have_text(f"{len(failed)} runs")
    expect(dialog.get_by_role("table", name="Sample").locator("tbody tr")).to_have_count(min(10, len(failed)))
    assert [body["dry_run"] for body in console.posted("retry")] == [True]
    assert len(console.failed("notify_warehouse")) == len(failed)


def test_a_count_that_is_not_all_says_so(console: Console) -> None:
    console.data.capped = True
    page = console.open("?state=failed")

    page.get_by_role("button", name="Retry matching runs …").click()

    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(re.compile(r"^More than \d+ runs$"))


def test_all_that_were_counted_are_retried_in_batches(console: Console) -> None:
    many_failures(console, 240)
    page = console.open("?state=failed&store=k3mw8xq2ad&resource=&action=sync_order")
    count = sum(run["store_hash"] == "k3mw8xq2ad" for run in console.failed("sync_order"))
    page.get_by_role("button", name="Retry matching runs …").click()
    dialog = page.get_by_role("dialog")

    dialog.get_by_role("button", name=f"Retry {count} runs").click()

    expect(dialog.get_by_role("status")).to_have_text(f"{count} of {count} runs queued again")
    expect(dialog).to_contain_text("Done.")
    batches = [body for body in console.posted("retry") if not body["dry_run"]]
    assert [body.get("next") for body in batches] == [None, "more", "more"]
    assert {body["max"] for body in batches} == {100}
    assert [run for run in console.failed("sync_order") if run["store_hash"] == "k3mw8xq2ad"] == []


def test_the_focus_stays_in_the_dialog_when_its_button_goes(console: Console) -> None:
    page = console.open("?state=failed")
    page.get_by_role("button", name="Retry matching runs …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile(r"Retry \d+ runs")).press("Enter")

    expect(dialog).to_contain_text("Done.")
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")


def test_runs_that_fail_after_the_count_are_left_alone(console: Console) -> None:
    page = console.open("?action=sync_order")
    page.get_by_role("button", name="Retry matching runs …").click()
    dialog = page.get_by_role("dialog")

    dialog.get_by_role("button", name=re.compile(r"Retry \d+ runs")).click()

    expect(dialog).to_contain_text("Done.")
    dry, real = console.posted("retry")
    assert dry["filter"] == real["filter"]
    assert (real["filter"]["state"], real["filter"]["until"] > 0) == ("failed", True)


def test_it_can_be_stopped_half_way(console: Console) -> None:
    many_failures(console, 240)
    page = console.open("?state=failed")
    page.get_by_role("button", name="Retry matching runs …").click()
    dialog = page.get_by_role("dialog")
    verb = dialog.get_by_role("button", name=re.compile(r"Retry \d+ runs"))
    expect(verb).to_be_visible()
    held: list[Route] = []
    page.route("**/api/retry", lambda route: held.append(route))
    verb.click()

    dialog.get_by_role("button", name="Stop").click()
    held[0].continue_()

    expect(dialog).to_contain_text("Stopped. Runs that were queued so far continue.")
    assert sum(not body["dry_run"] for body in console.posted("retry")) == 1


def test_completed_runs_need_to_be_asked_for(console: Console) -> None:
    page = console.open("?state=completed&action=sync_product")
    page.get_by_role("button", name="Retry matching runs …").click()
    dialog = page.get_by_role("dialog")
    verb = dialog.get_by_role("button", name=re.compile(r"Retry \d+ runs"))
    expect(verb).to_be_disabled()

    dialog.get_by_role("checkbox", name=re.compile("Run completed runs again")).check()

    expect(verb).to_be_enabled()
    assert [body["again"] for body in console.posted("retry")] == [False, True]


def test_one_cause_is_retried_from_its_row(console: Console) -> None:
    page = console.open()

    page.get_by_role("button", name="Retry … runs that failed with ValidationError in sync_product").click()

    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("run")
    (asked,) = console.posted("retry")
    assert asked["filter"]["fingerprint"] == CAUSES["sync_product"].fingerprint
    assert asked["filter"]["state"] == "failed"


def test_one_cause_is_retried_for_the_store_that_is_looked_at(console: Console) -> None:
    page = console.open()
    row = page.get_by_role("button", name=re.compile("failed with KeyError in sync_order"))
    expect(row).to_be_visible()
    page.get_by_label("Store", exact=True).fill("k3mw8xq2ad")
    page.get_by_label("Store", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("store=k3mw8xq2ad"))

    row.click()

    expect(page.get_by_role("dialog").get_by_role("table", name="Sample")).to_be_visible()
    assert [body["filter"]["store"] for body in console.posted("retry")] == ["k3mw8xq2ad"]


def test_with_nothing_to_retry_there_is_nothing_to_press(console: Console) -> None:
    page = console.open("?store=nosuchstore")

    page.get_by_role("button", name="Retry matching runs …").click()

    expect(page.get_by_role("dialog").get_by_role("button", name="Nothing to retry")).to_be_disabled()


def test_who_may_only_look_is_told_so(console: Console) -> None:
    console.data.read_only = True
    page = console.open()

    page.get_by_role("button", name="Retry matching runs …").click()

    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_have_text("Your role may look at the console, but not change anything.")


def test_back_leaves_the_dialog(console: Console) -> None:
    page = console.open()
    page.get_by_role("link", name="Stores", exact=True).click()
    page.get_by_role("link", name="Queue", exact=True).click()
    page.get_by_role("button", name="Retry matching runs …").click()
    expect(page.get_by_role("dialog")).to_be_visible()

    page.go_back()

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_waits_is_told_to_be_attempted_at_once(console: Console) -> None:
    page = console.open("?state=retrying")

    page.get_by_role("button", name="Retry matching runs …").click()

    expect(page.get_by_role("dialog")).to_contain_text("the code deployed now, at once.")
    assert [body["filter"]["state"] for body in console.posted("retry")] == ["retrying"]


def test_closing_half_way_stops_and_says_how_far_it_came(console: Console) -> None:
    many_failures(console, 240)
    page = console.open("?state=failed")
    page.get_by_role("button", name="Retry matching runs …").click()
    verb = page.get_by_role("dialog").get_by_role("button", name=re.compile(r"Retry \d+ runs"))
    expect(verb).to_be_visible()
    page.route("**/api/retry", lambda route: route.continue_() if len(console.posted("retry")) < 2 else None)
    verb.click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("100 of")

    page.keyboard.press("Escape")

    expect(page.locator("#status")).to_have_text("Stopped. At least 100 runs queued again.")
    assert sum(not body["dry_run"] for body in console.posted("retry")) == 1


def failed_at(console: Console, *hours: float) -> list[Row]:
    """Failed runs of one cause, created so many hours ago, and no others."""
    cause = CAUSES["sync_order"]
    failed = [
        run_of(
            *("k3mw8xq2ad", "store/order/updated", "sync_order", index, time.time() - age * 3600),
            event=f"{index}",
            state="failed",
            cause=cause,
        )
        for index, age in enumerate(hours)
    ]
    console.data.runs[:] = failed
    return failed


PERIODS = [("hours=1", 1), ("", 2), ("hours=24", 3)]


@pytest.mark.parametrize(("query", "count"), PERIODS, ids=["hour", "6 hours", "24 hours"])
def test_a_retry_reaches_back_over_the_period_that_is_shown(console: Console, query: str, count: int) -> None:
    failed_at(console, 0.5, 5, 23, 30, 24 * 20, 24 * 40)
    page = console.open(f"?state=failed&{query}")
    row = page.get_by_role("table", name="Failures by cause").locator('td[data-title="Runs"]')
    dialog = page.get_by_role("dialog")
    expect(row).to_have_text(f"{count}")

    for opener in ("Retry matching runs …", "Retry … runs that failed with KeyError in sync_order"):
        page.get_by_role("button", name=opener).click()

        expect(dialog.get_by_role("status")).to_have_text(f"{count} run{'s' * (count > 1)}")
        expect(dialog.locator(".chips")).to_contain_text(re.compile(r"since \d+ \w+ \d{4}, .*until \d+ \w+ \d{4}, "))
        dialog.get_by_role("button", name="Close").click()


def test_older_runs_are_retried_only_by_choice(console: Console) -> None:
    failed_at(console, 0.5, 5, 23, 30, 24 * 20, 24 * 40)
    page = console.open("?state=failed")
    page.get_by_role("button", name="Retry matching runs …").click()
    dialog = page.get_by_role("dialog")
    older = dialog.get_by_role("checkbox", name="Older runs, too: the last 30 days.")

    older.check()
    expect(dialog.get_by_role("status")).to_have_text("5 runs")
    older.uncheck()
    expect(dialog.get_by_role("status")).to_have_text("2 runs")
    dialog.get_by_role("button", name="Retry 2 runs").click()

    expect(dialog).to_contain_text("Done.")
    assert [run["state"] for run in console.data.runs] == ["completed"] * 2 + ["failed"] * 4


def test_a_start_in_the_filter_is_the_choice_already(console: Console) -> None:
    failed_at(console, 0.5, 5, 23, 30, 24 * 20, 24 * 40)
    page = console.open(f"?state=failed&since={time.time() - 31 * 3600:.0f}")

    page.get_by_role("button", name="Retry matching runs …").click()

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("status")).to_have_text("4 runs")
    expect(dialog.get_by_role("checkbox")).to_have_count(0)


def test_an_end_in_the_filter_is_where_the_period_ends(console: Console) -> None:
    failed_at(console, 0.5, 5, 23, 30, 24 * 20, 24 * 40)
    page = console.open(f"?state=failed&hours=24&until={time.time() - 20 * 3600:.0f}")

    page.get_by_role("button", name="Retry matching runs …").click()

    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("2 runs")
