"""One run: read what came and what went wrong, and put it right."""

import json
import re
from datetime import datetime

import pytest
from playwright.sync_api import Route, expect
from tests.browser.console import Console
from tests.browser.dataset import CAUSES, run_of


def test_a_failing_run_is_opened_from_the_queue_and_read(console: Console) -> None:
    run = console.failed("notify_warehouse")[0]
    page = console.open("?state=failed&action=notify_warehouse")

    page.get_by_role("table", name="Runs").get_by_role("link", name="notify_warehouse").first.click()

    expect(page.get_by_role("region", name="Payload as text")).to_contain_text(run["event_id"])
    expect(page.get_by_role("heading", level=2, name="ReadTimeout")).to_be_visible()
    expect(page.get_by_text(CAUSES["notify_warehouse"].error).first).to_be_visible()
    expect(page.get_by_role("region", name="Traceback of attempt 9")).to_contain_text("warehouse.announce(order)")


def test_the_payload_is_shown_as_sent_and_indented_without_a_change_of_its_numbers(console: Console) -> None:
    run = console.failed("sync_order")[0]
    run["payload"] = '{"id":90071992547409931,"price":1.10,"tags":[],"a":{"b":[1,"x,}\\"y"]}}'
    page = console.open_run(run)
    shown = page.locator("pre.json")

    text = shown.inner_text()
    page.get_by_role("button", name="As sent").click()

    assert text.startswith('{\n  "id": 90071992547409931,\n  "price": 1.10,\n  "tags": [],\n  "a": {\n    "b": [\n')
    assert json.loads(text) == json.loads(run["payload"])
    assert page.locator("pre.sent").inner_text() == run["payload"]


def test_a_payload_that_is_no_json_is_shown_as_it_is(console: Console) -> None:
    run = console.failed("sync_order")[0]
    run["payload"] = "no JSON {"

    page = console.open_run(run)

    expect(page.locator("pre.sent")).to_have_text("no JSON {")


def test_a_payload_that_is_very_deep_is_no_trouble(console: Console) -> None:
    run = console.failed("sync_order")[0]
    run["payload"] = "[" * 20_000 + "]" * 20_000

    page = console.open_run(run)

    expect(page.locator("pre.json")).to_be_visible()


def test_a_run_shows_its_steps_and_the_sleep_that_it_is_in(console: Console) -> None:
    run = console.failed("sync_order")[0]
    steps = [("charge", '{"id":"ch_1"}', None), ("before the reminder", None, run["created_at"] + 86_400)]
    run["steps"] = [
        {"name": name, "stored_at": run["created_at"], "result": result, "until": until}
        for name, result, until in steps
    ]
    run |= {"step_count": 1002, "waits_for": "sleep/before the reminder"}

    page = console.open_run(run)

    expect(page.get_by_role("region", name="Result of the step charge")).to_have_text('{"id":"ch_1"}')
    expect(page.get_by_text("The last 2 of 1002 steps.")).to_be_visible()
    expect(page.get_by_text("Sleep until")).to_be_visible()
    expect(page.get_by_text("sleep/before the reminder")).to_be_visible()


def test_every_attempt_is_there_with_its_error(console: Console) -> None:
    run = console.failed("sync_product")[0]

    page = console.open_run(run)

    attempts = page.locator(".attempts > li")
    expect(attempts).to_have_count(9)
    expect(attempts.last).to_contain_text("Attempt 1")
    expect(attempts.last).to_contain_text("1 validation error for Product")


def test_a_failed_run_is_retried_now(console: Console) -> None:
    run = console.failed("sync_order")[0]
    page = console.open_run(run)

    page.get_by_role("button", name="Retry now").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("completed")
    expect(page.locator("#status")).to_contain_text("Queued again")
    key = {name: run[name] for name in ("store_hash", "event_id", "action")}
    assert console.posted("retry") == [{"runs": [key], "again": False}]


def test_a_completed_run_needs_a_confirmation_to_run_again(console: Console) -> None:
    run = next(run for run in console.data.runs if run["state"] == "completed")
    page = console.open_run(run)
    page.get_by_role("button", name="Run again …").click()
    dialog = page.get_by_role("dialog", name="Run again?")
    expect(dialog).to_contain_text("may happen a second time")
    assert console.posted("retry") == []

    dialog.get_by_role("button", name="Run again").click()

    expect(dialog).to_be_hidden()
    assert [body["again"] for body in console.posted("retry")] == [True]


def test_a_run_that_waits_can_be_cancelled(console: Console) -> None:
    run = console.failed("sync_order")[0]
    run.update(state="retrying", next_attempt_at=run["updated_at"] + 3600)
    page = console.open_run(run)
    page.get_by_role("button", name="Cancel …").click()

    page.get_by_role("dialog").get_by_role("button", name="Cancel the run").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("cancelled")


def test_who_may_only_look_is_told_so(console: Console) -> None:
    console.data.read_only = True
    page = console.open_run(console.failed("sync_order")[0])

    page.get_by_role("button", name="Retry now").click()

    expect(page.get_by_role("alert")).to_contain_text("Your role may look at the console, but not change anything.")


def test_it_leads_to_its_store_its_event_and_its_resource(console: Console) -> None:
    event, at = "the-event", console.data.runs[0]["created_at"]
    first = run_of("k3mw8xq2ad", "store/order/created", "sync_order", 777, at, event=event)
    second = run_of("k3mw8xq2ad", "store/order/created", "notify_warehouse", 777, at, event=event)
    first["triggered_by"] = {"store_hash": "k3mw8xq2ad", "event_id": "parent/1", "action": "nightly"}
    console.data.runs[:0] = [first, second]

    page = console.open_run(first)

    expect(page.get_by_role("table", name="Other runs of this event")).to_contain_text("notify_warehouse")
    expect(page.get_by_role("table", name="Other runs of this resource")).to_contain_text("order/777")
    expect(page.get_by_role("link", name="nightly")).to_have_attribute(
        "href", "?view=run&store=k3mw8xq2ad&event=parent%2F1&action=nightly"
    )
    page.get_by_role("link", name="k3mw8xq2ad").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alpine Coffee")


def test_an_event_id_with_slashes_is_no_trouble(console: Console) -> None:
    run = run_of("k3mw8xq2ad", "(enqueued)", "sync_order", 1, console.data.runs[0]["created_at"], event="a/b c?&=%2F#x")
    console.data.runs.insert(0, run)
    page = console.open()

    page.get_by_role("table", name="Runs").get_by_role("link", name="sync_order").first.click()

    expect(page.get_by_text("a/b c?&=%2F#x").first).to_be_visible()


def test_the_logs_query_is_there_to_copy(console: Console) -> None:
    run = console.failed("sync_order")[0]
    console.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = console.open_run(run)

    page.get_by_role("button", name="Copy the logs query").click()

    expect(page.locator("#status")).to_have_text("Copied the logs query.")
    assert run["event_id"] in page.evaluate("navigator.clipboard.readText()")


def test_what_it_has_logged_is_shown_when_it_is_asked_for(console: Console) -> None:
    run = console.failed("sync_order")[0]
    page = console.open_run(run)
    expect(page.get_by_role("button", name="Retry now")).to_be_visible()
    assert not any("api/run/log" in url for url in console.requests)

    page.get_by_role("button", name="Show log lines").click()

    lines = page.get_by_role("region", name="Log lines")
    expect(lines).to_contain_text("Attempt 9")
    expect(lines).to_contain_text("Syncing order/")


def test_what_was_logged_is_text_and_never_markup(console: Console) -> None:
    run = console.failed("sync_order")[0]
    hostile = "<img src=x onerror=alert(1)>"
    more = {hostile: hostile, "exception": hostile, "__proto__": {"a": 1}}
    said = {"at": run["created_at"], "level": hostile, "message": {"a": hostile}, "attempt": None, "more": more}
    run["log"] = {"lines": [said], "capped": True}
    page = console.open_run(run)

    page.get_by_role("button", name="Show log lines").click()

    expect(page.get_by_role("region", name="Log lines")).to_contain_text(f'{{"a":"{hostile}"}}')
    expect(page.get_by_text("These are the latest lines that were found.")).to_be_visible()
    expect(page.locator(".log img")).to_have_count(0)


@pytest.mark.parametrize(
    ("state", "attempt", "why"),
    [
        ("completed", 1, "does not name its run"),
        ("running", 1, "some seconds after they are written"),
        ("scheduled", 0, "The run has not started"),
    ],
)
def test_that_it_has_logged_nothing_is_said_and_why(console: Console, state: str, attempt: int, why: str) -> None:
    run = console.failed("sync_order")[0]
    run.update(state=state, attempt=attempt, log={"lines": [], "capped": False})
    page = console.open_run(run)

    page.get_by_role("button", name="Show log lines").click()

    expect(page.get_by_text(why)).to_be_visible()


def test_the_log_goes_on_while_the_run_does(console: Console) -> None:
    run = console.failed("sync_order")[0]
    said = {"at": run["created_at"], "level": "INFO", "message": "begun", "attempt": 1, "more": {}}
    run.update(state="running", log={"lines": [said], "capped": False})
    page = console.open_run(run)
    page.get_by_role("button", name="Show log lines").click()
    lines = page.get_by_role("region", name="Log lines")
    expect(lines).to_contain_text("begun")
    run["log"]["lines"].append(said | {"message": "half"})

    console.pass_time(6)

    expect(lines).to_contain_text("half")


def test_the_log_of_a_run_that_has_ended_is_read_once(console: Console) -> None:
    run = console.failed("sync_order")[0]
    run["updated_at"] -= 60
    page = console.open_run(run)
    page.get_by_role("button", name="Show log lines").click()
    expect(page.get_by_role("region", name="Log lines")).to_be_visible()

    run["lane"] = "another"
    console.pass_time(6)

    expect(page.get_by_text("another")).to_be_visible()
    assert sum("api/run/log" in url for url in console.requests) == 1


def test_a_run_that_is_not_there_says_so(console: Console) -> None:
    page = console.open("?view=run&store=a&event=b&action=c")

    expect(page.get_by_role("alert")).to_have_text(re.compile("Run not found"))


def test_a_refusal_stays_when_the_run_is_read_again(console: Console) -> None:
    console.data.read_only = True
    run = console.failed("sync_order")[0]
    page = console.open_run(run)
    page.get_by_role("button", name="Retry now").click()
    expect(page.get_by_role("alert")).to_be_visible()

    run["lane"] = "another"
    console.pass_time(6)

    expect(page.get_by_text("another")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Your role may look at the console, but not change anything.")


def test_a_retry_that_ends_after_the_view_was_left_changes_nothing_there(console: Console) -> None:
    page = console.open_run(console.failed("sync_order")[0])
    held: list[Route] = []
    page.route("**/api/retry", lambda route: held.append(route))
    page.get_by_role("button", name="Retry now").click()
    page.get_by_role("link", name="Stores", exact=True).click()
    expect(page.get_by_role("table", name="Stores")).to_be_visible()

    held[0].continue_()

    expect(page.locator("#status")).to_contain_text("Queued again")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stores")


@pytest.mark.parametrize(("state", "verb"), [("retrying", "Retry now"), ("scheduled", "Run now")])
def test_a_run_that_waits_for_its_time_need_not(console: Console, state: str, verb: str) -> None:
    run = console.failed("sync_order")[0]
    run.update(state=state, next_attempt_at=run["updated_at"] + 3600)
    page = console.open_run(run)

    page.get_by_role("button", name=verb).click()

    expect(page.locator("#status")).to_contain_text("Queued again")
    assert [body["again"] for body in console.posted("retry")] == [False]


@pytest.mark.parametrize("options", [{"timezone_id": "Asia/Tokyo"}], ids=["Tokyo"])
def test_times_say_their_zone(console: Console) -> None:
    run = console.failed("sync_order")[0]
    run["received_at"] = datetime.fromisoformat("2026-11-20T08:30:05Z").timestamp()

    page = console.open_run(run)

    expect(page.get_by_text("20 Nov 2026, 17:30:05 GMT+9")).to_be_visible()
    expect(page.locator(".attempts > li").first).to_contain_text("GMT+9")
