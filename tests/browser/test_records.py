"""A store's records: which there are, what is in one, and which runs have changed it."""

import time

import pytest
from playwright.sync_api import Page, expect
from tests.browser.console import Console
from tests.browser.dataset import Dataset, record_of, usual

STORE = "k3mw8xq2ad"
ONE = f"?view=record&store={STORE}&model=Order&id=100"
LIST = f"?view=records&store={STORE}&model=Order"


@pytest.fixture
def data() -> Dataset:
    found, now = usual(runs=20), time.time()
    found.records = [record_of(STORE, number, now) for number in range(100, 108)]
    found.records.append(record_of(STORE, 77, now, model="Product"))
    return found


def ids(page: Page) -> list[str]:
    return page.get_by_role("table", name="Records").locator("tbody .open").all_inner_texts()


def search(page: Page, **typed: str) -> None:
    form = page.get_by_role("search", name="Find records")
    for label, text in typed.items():
        form.get_by_label(label).fill(text)
    form.get_by_role("button", name="Show").click()


def test_the_models_of_a_store_lead_to_its_records(console: Console) -> None:
    page = console.open(f"?view=store&hash={STORE}")
    page.get_by_role("link", name="Records of this store").click()

    page.get_by_role("region", name="Models of the deployed code").get_by_role("link", name="Product").click()

    expect(page.get_by_role("table", name="Records").get_by_role("link", name="77")).to_be_visible()
    assert ids(page) == ["77"]


def test_which_store_is_asked_for_first(console: Console) -> None:
    page = console.open()
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Records").click()
    expect(page.get_by_text("Choose a store")).to_be_visible()

    search(page, Store=STORE, Model="Order")

    expect(page.get_by_role("table", name="Records").get_by_role("link", name="100")).to_be_visible()


def test_a_record_is_found_by_its_id(console: Console) -> None:
    page = console.open("?view=records")

    search(page, Store=STORE, Model="Order", ID=" 105 ")

    expect(page.get_by_role("heading", level=1)).to_have_text("Order 105")


def test_records_come_page_by_page(console: Console) -> None:
    page = console.open(LIST)
    expect(page.get_by_role("table", name="Records").locator("tbody tr")).to_have_count(5)

    page.get_by_role("button", name="More records").click()

    expect(page.get_by_role("table", name="Records").locator("tbody tr")).to_have_count(8)
    expect(page.get_by_role("button", name="More records")).to_have_count(0)


def test_a_record_in_the_list_says_what_is_in_it_and_what_is_pending(console: Console) -> None:
    console.data.records[0]["pending"] = 2
    row = console.open(LIST).get_by_role("table", name="Records").locator("tbody tr").first

    for text in ('total_inc_tax="129.9500"', "2 changes", "2 min ago"):
        expect(row).to_contain_text(text)


def test_where_there_is_none_that_is_said(console: Console) -> None:
    page = console.open(f"?view=records&store={STORE}&model=Ordr")

    expect(page.get_by_text("No records", exact=True)).to_be_visible()


def test_the_form_stays_where_the_answer_is_an_error(console: Console) -> None:
    page = console.page
    page.route("**/api/records*", lambda route: route.fulfill(status=422, json={"message": "Not a model."}))

    console.open(LIST)

    expect(page.get_by_role("alert")).to_have_text("Not a model.")
    expect(page.get_by_role("search", name="Find records").get_by_label("Model")).to_have_value("Order")


def test_a_records_fields_are_shown_as_they_are_stored(console: Console) -> None:
    page = console.open(LIST)
    page.get_by_role("link", name="100", exact=True).click()

    fields = page.get_by_role("region", name="Fields as text")
    expect(fields).to_contain_text('"total_inc_tax": "129.9500"')
    expect(fields).to_contain_text('"items_total": 3')


def test_a_record_tells_which_runs_have_changed_it_and_leads_to_them(console: Console) -> None:
    run = console.data.runs[0]
    names = {name: run[name] for name in ("store_hash", "event_id", "action")} | {"generation": 0}
    change = {"run": names, "at": time.time() - 60, "fields": ["a", "b"], "more": 3}
    console.data.records[0]["changes"] = [change]
    rows = console.open(ONE).get_by_role("table", name="Changes")

    expect(rows.locator("tbody tr")).to_have_count(2)
    expect(rows.locator("tbody tr").first).to_contain_text("a, b and 3 more")
    expect(rows.locator("tbody tr").last).to_contain_text("created")
    rows.get_by_role("link", name=run["action"]).first.click()
    expect(console.page.get_by_role("heading", level=1)).to_contain_text(run["action"])


def test_what_waits_for_its_on_success_is_told_by_run(console: Console) -> None:
    names = {"store_hash": STORE, "event_id": "e1", "action": "sync_order", "generation": 0}
    waiting = {"run": names, "operation": "update", "at": time.time() - 120, "fields": ["customer_message"]}
    console.data.records[0]["pending_changes"] = [waiting]

    page = console.open(ONE)

    row = page.get_by_role("table", name="Pending").locator("tbody tr")
    for text in ("sync_order", "update", "customer_message", "2 min ago"):
        expect(row).to_contain_text(text)


def test_a_record_says_when_it_expires_if_it_does(console: Console) -> None:
    page = console.open(ONE)
    expect(page.get_by_text("Created", exact=True)).to_be_visible()
    expect(page.get_by_text("Expires", exact=True)).to_have_count(0)

    console.data.records[0]["expires_at"] = time.time() + 86_400
    console.pass_time(15)

    expect(page.get_by_text("Expires", exact=True)).to_be_visible()


def test_a_record_that_there_is_not_is_said_to_be_none(console: Console) -> None:
    page = console.open(f"?view=record&store={STORE}&model=Order&id=1")

    expect(page.get_by_role("alert")).to_have_text("Record not found.")
