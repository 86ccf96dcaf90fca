"""Find a resource of a store: its runs, and the records with its id."""

import time

import pytest
from playwright.sync_api import Page, expect
from tests.browser.console import Console
from tests.browser.dataset import Dataset, record_of, run_of, usual

STORE = "k3mw8xq2ad"
ORDER = f"?view=resource&store={STORE}&resource=order/113"
HINT = "Enter the hash of a store, and a resource with its ID, such as order 113."


@pytest.fixture
def data() -> Dataset:
    found, now = usual(runs=20), time.time()
    scopes = ("store/order/updated", "store/order/created")
    runs = [run_of(STORE, scope, "sync_order", 113, now - at, event=f"e{at}") for at, scope in enumerate(scopes)]
    address = run_of(STORE, "store/customer/updated", "sync_address", 60, now, event="e9")
    found.runs = [*runs, address | {"resource": "customer_address/60"}]
    found.records = [record_of(STORE, 113, now), record_of(STORE, 113, now, model="Shipment")]
    found.records.append(record_of(STORE, 114, now))
    return found


def look_for(page: Page, text: str, store: str | None = None) -> None:
    form = page.get_by_role("search", name="Find a resource")
    if store is not None:
        form.get_by_label("Store").fill(store)
    form.get_by_label("Resource").fill(text)
    form.get_by_role("button", name="Show").click()


def test_all_runs_of_a_resource_are_listed_with_their_scopes(console: Console) -> None:
    table = console.open(ORDER).get_by_role("table", name="Runs")

    expect(table.locator("tbody tr")).to_have_count(2)
    assert table.locator('td[data-title="Scope"]').all_inner_texts() == ["store/order/updated", "store/order/created"]


def test_the_records_with_its_id_are_listed_whatever_their_model(console: Console) -> None:
    table = console.open(ORDER).get_by_role("table", name="Records with this ID")

    expect(table.locator("tbody tr")).to_have_count(2)
    table.locator("tbody tr").last.get_by_role("link", name="113").click()
    expect(console.page.get_by_role("heading", level=1)).to_have_text("Shipment 113")


@pytest.mark.parametrize("text", ["order 113", "order/113", "order:113", "Order #113", "  ORDER   113 "])
def test_a_resource_is_found_however_it_is_typed(console: Console, text: str) -> None:
    page = console.open(f"?view=store&hash={STORE}")

    look_for(page, text)

    expect(page.get_by_role("heading", level=1)).to_have_text("order/113")
    expect(page.get_by_role("table", name="Runs").locator("tbody tr")).to_have_count(2)


def test_a_kind_of_two_words_is_found(console: Console) -> None:
    page = console.open("?view=resource")

    look_for(page, "customer address 60", store=STORE)

    expect(page.get_by_role("heading", level=1)).to_have_text("customer_address/60")


@pytest.mark.parametrize(("text", "store"), [("113", STORE), ("order", STORE), ("", STORE), ("order 113", "")])
def test_what_names_no_resource_is_not_looked_for(console: Console, text: str, store: str) -> None:
    page = console.open("?view=resource")

    look_for(page, text, store)

    expect(page.get_by_role("status")).to_have_text(HINT)
    expect(page.get_by_text("Enter the hash of a store and a resource")).to_be_visible()


def test_what_is_typed_stays_while_the_view_is_read_anew(console: Console) -> None:
    page = console.open(ORDER)
    field = page.get_by_role("search", name="Find a resource").get_by_label("Resource")
    expect(field).to_have_value("order 113")
    field.fill("customer 7")

    console.pass_time(70)

    expect(field).to_have_value("customer 7")
    expect(field).to_be_focused()


def test_a_run_leads_to_its_resource(console: Console) -> None:
    page = console.open_run(console.data.runs[0])

    page.get_by_role("link", name="order/113").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("order/113")


def test_a_record_leads_to_its_resource_if_it_is_named_like_one(console: Console) -> None:
    console.data.records[1]["resource"] = None
    page = console.open(f"?view=record&store={STORE}&model=Shipment&id=113")
    expect(page.get_by_text("Version", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="order/113")).to_have_count(0)

    console.open(f"?view=record&store={STORE}&model=Order&id=113").get_by_role("link", name="order/113").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("order/113")


def test_the_queue_leads_to_all_about_what_it_is_filtered_by(console: Console) -> None:
    page = console.open(f"?view=queue&store={STORE}&resource=order/113")

    page.get_by_role("link", name="Find a resource").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("order/113")


def test_where_there_are_more_runs_the_queue_has_them(console: Console) -> None:
    console.data.runs += [{**console.data.runs[0], "event_id": f"older{number}"} for number in range(50)]
    page = console.open(ORDER)

    page.get_by_role("link", name="Older runs").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    expect(page.get_by_label("Resource")).to_have_value("order/113")


def test_runs_are_shown_even_if_the_models_cannot_be_had(console: Console) -> None:
    page = console.page
    page.route(
        "**/api/records/by-id*", lambda route: route.fulfill(status=502, json={"message": "The code is broken."})
    )

    console.open(ORDER)

    expect(page.get_by_role("alert")).to_have_text("The code is broken.")
    expect(page.get_by_role("table", name="Runs").locator("tbody tr")).to_have_count(2)


def test_where_nothing_is_known_that_is_said(console: Console) -> None:
    page = console.open(f"?view=resource&store={STORE}&resource=order/9")

    expect(page.get_by_text("No runs", exact=True)).to_be_visible()
    expect(page.get_by_text("No model of the deployed code has a record with this ID.")).to_be_visible()
