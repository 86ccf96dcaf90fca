"""The stores: how their webhooks are, and how to put them right."""

import re
import time

from playwright.sync_api import Route, expect
from tests.browser.console import Console
from tests.browser.dataset import catch_up_of, store_of


def test_the_list_says_how_each_stores_webhooks_are(console: Console) -> None:
    page = console.open("?view=stores")

    rows = page.get_by_role("table", name="Stores").locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="Alpine Coffee")).to_contain_text("all registered")
    expect(rows.filter(has_text="Juniper & Sage")).to_contain_text("missing 1")


def test_a_store_is_opened_from_the_list(console: Console) -> None:
    page = console.open("?view=stores")

    page.get_by_role("link", name="Juniper & Sage").click()

    expect(page).to_have_url(re.compile("view=store&hash=zt5q9hhe2b"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_text("1 scope without a webhook: store/product/updated")).to_be_visible()
    expect(page.get_by_role("table", name="Registered webhooks").locator("tbody tr")).to_have_count(3)


def test_webhooks_are_registered_after_a_look_at_the_plan(console: Console) -> None:
    page = console.open("?view=store&hash=zt5q9hhe2b")
    page.get_by_role("button", name="Reconcile webhooks …").click()
    dialog = page.get_by_role("dialog", name="Reconcile webhooks")
    plan = dialog.get_by_role("table", name="Changes").locator("tbody tr")
    expect(plan).to_have_count(1)
    expect(plan).to_contain_text(re.compile("create.*store/product/updated", re.DOTALL))
    expect(dialog).to_contain_text("Unchanged: 3 webhooks.")
    assert console.posted("stores/zt5q9hhe2b/reconcile") == [{"dry_run": True}]

    dialog.get_by_role("button", name="Apply 1 change").click()

    expect(dialog.get_by_role("status")).to_have_text("All webhooks match your actions.")
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("table", name="Registered webhooks").locator("tbody tr")).to_have_count(4)
    expect(page.get_by_text("without a webhook")).to_have_count(0)


def test_where_all_is_as_wanted_there_is_nothing_to_register(console: Console) -> None:
    page = console.open("?view=store&hash=k3mw8xq2ad")

    page.get_by_role("button", name="Reconcile webhooks …").click()

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("status")).to_have_text("All webhooks match your actions. There is nothing to change.")
    expect(dialog.get_by_role("button")).to_have_text(["Close"])


def test_a_store_is_paused_with_a_reason_and_resumed(console: Console) -> None:
    page = console.open("?view=store&hash=k3mw8xq2ad")
    page.get_by_role("button", name="Pause …").click()
    page.get_by_label("Reason").fill("moving house")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_text("Paused: moving house")).to_be_visible()
    expect(page.get_by_text("3 runs held since")).to_contain_text(
        "by arn:aws:sts::123456789012:assumed-role/Operator/zoe"
    )

    page.get_by_role("button", name="Resume …").click()
    page.get_by_role("button", name="Resume", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("active")
    expect(page.get_by_text("moving house")).to_have_count(0)


def test_a_store_whose_token_is_refused_is_not_resumed_without_a_warning(console: Console) -> None:
    console.data.stores["k3mw8xq2ad"].update(status="paused", outcome="unauthorized")
    page = console.open("?view=store&hash=k3mw8xq2ad")
    remedy = "Resuming alone does not help: it is paused again. Ask its merchant to reinstall the app."
    expect(page.get_by_role("main")).to_contain_text(remedy)
    expect(page.get_by_role("button", name="Reconcile webhooks …")).to_have_count(0)

    page.get_by_role("button", name="Resume …").click()

    expect(page.get_by_role("dialog")).to_contain_text(remedy)


def test_a_catch_up_is_counted_before_it_starts(console: Console) -> None:
    page = console.open("?view=store&hash=k3mw8xq2ad")
    page.get_by_role("button", name="Catch up …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Changed since").fill("2026-11-20T08:30")
    dialog.get_by_role("button", name="Preview").click()
    expect(dialog.get_by_role("status")).to_have_text("This would start 12 runs.")
    counts = dialog.get_by_role("table", name="Counts").get_by_role("row")
    expect(counts).to_have_text(["ResourceActionRuns", "orderssync_order12"])

    dialog.get_by_role("button", name="Start").click()

    expect(page.locator("#status")).to_have_text("Catch-up started.")
    asked = console.posted("stores/k3mw8xq2ad/catch-up")
    since = time.mktime(time.strptime("2026-11-20 08:30", "%Y-%m-%d %H:%M"))
    assert asked == [{"since": since, "dry_run": True}, {"since": since, "dry_run": False}]


def test_what_bigcommerce_says_is_shown(console: Console) -> None:
    store = console.data.stores["k3mw8xq2ad"]
    blocked = {"destination": "hooks.example.com", "until": time.time() + 180, "reasons": ["errors"]}
    exception = {"code": 90003, "message": "The domain is blocked.", "at": time.time() - 60}
    store["registration"].update(blocked=[blocked], exception=exception)
    store["catch_up"] = catch_up_of(time.time(), sent=1200)

    page = console.open("?view=store&hash=k3mw8xq2ad")

    expect(page.get_by_text("BigCommerce blocks deliveries to hooks.example.com")).to_be_visible()
    expect(page.get_by_text("BigCommerce reported 90003: The domain is blocked.")).to_be_visible()
    expect(page.get_by_role("region", name="Catch-up")).to_contain_text("1,200")


def test_a_stores_runs_are_one_click_away(console: Console) -> None:
    page = console.open("?view=store&hash=k3mw8xq2ad")

    page.get_by_role("link", name="Runs of this store").click()

    expect(page.get_by_label("Store", exact=True)).to_have_value("k3mw8xq2ad")


def test_who_may_only_look_is_told_so(console: Console) -> None:
    console.data.read_only = True
    page = console.open("?view=store&hash=zt5q9hhe2b")

    page.get_by_role("button", name="Reconcile webhooks …").click()

    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_have_text("Your role may look at the console, but not change anything.")


def test_without_stores_it_says_how_to_get_one(console: Console) -> None:
    console.data.stores.clear()

    page = console.open("?view=stores")

    expect(page.get_by_text("storehook stores add --help")).to_be_visible()


def test_a_count_that_may_not_be_all_says_so(console: Console) -> None:
    console.data.catch_up_detail = "The store's request quota is used up."
    page = console.open("?view=store&hash=k3mw8xq2ad")
    page.get_by_role("button", name="Catch up …").click()

    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("dialog")).to_contain_text(
        "There may be more. orders: The store's request quota is used up."
    )


def test_a_slow_start_of_a_catch_up_cannot_be_pressed_twice(console: Console) -> None:
    page = console.open("?view=store&hash=k3mw8xq2ad")
    page.get_by_role("button", name="Catch up …").click()
    page.get_by_role("button", name="Preview").click()
    start = page.get_by_role("dialog").get_by_role("button", name="Start")
    expect(start).to_be_visible()
    held: list[Route] = []
    page.route("**/catch-up", lambda route: held.append(route))

    start.dblclick()

    expect(start).to_have_count(0)
    assert len(held) == 1
    held[0].continue_()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_catch_up_needs_a_time(console: Console) -> None:
    page = console.open("?view=store&hash=k3mw8xq2ad")
    page.get_by_role("button", name="Catch up …").click()
    page.get_by_label("Changed since").fill("")

    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_label("Changed since")).to_be_focused()
    assert console.posted("stores/k3mw8xq2ad/catch-up") == []


def test_of_an_uninstalled_store_its_resources_can_be_looked_for_and_no_more(console: Console) -> None:
    console.data.stores["k3mw8xq2ad"].update(status="uninstalled", uninstalled_at=time.time() - 5 * 3600)
    console.data.stores["k3mw8xq2ad"]["registration"]["webhooks"] = []

    page = console.open("?view=store&hash=k3mw8xq2ad")

    expect(page.get_by_text("The app is uninstalled from this store.")).to_be_visible()
    expect(page.locator(".facts div").filter(has_text="Uninstalled")).to_contain_text("5 h ago")
    assert page.locator("main").get_by_role("button").all_inner_texts() == ["Show"]
    page = console.open("?view=stores")
    expect(page.get_by_role("row", name=re.compile("Alpine Coffee"))).to_contain_text("uninstalled 5 h ago")


def test_of_a_store_whose_token_is_revoked_no_webhook_is_said_to_be_on(console: Console) -> None:
    store = console.data.stores["k3mw8xq2ad"]
    paused = {"status": "paused", "paused_by": "the reconciler", "paused_at": time.time() - 5 * 3600}
    store.update(**paused, reason="BigCommerce refuses the store's token", outcome="unauthorized")
    for webhook in store["registration"]["webhooks"]:
        webhook["active"] = False

    page = console.open("?view=store&hash=k3mw8xq2ad")

    rows = page.get_by_role("table", name="Registered webhooks").locator('td[data-title="Deliveries"]')
    expect(rows).to_have_text(["unknown"] * 4)
    expect(page.get_by_text("Paused: BigCommerce refuses the store's token")).to_contain_text("since 5 h ago")


def test_more_stores_are_added_on_demand_and_stay(console: Console) -> None:
    for number in range(10):
        console.data.stores[f"store{number}"] = store_of(f"store{number}", f"Shop {number}", time.time())
    page = console.open("?view=stores")
    rows = page.get_by_role("table", name="Stores").locator("tbody tr")
    expect(rows).to_have_count(5)

    page.get_by_role("button", name="More stores").click()
    expect(rows).to_have_count(10)
    page.get_by_role("button", name="More stores").click()
    expect(rows).to_have_count(13)

    expect(page.get_by_role("button", name="More stores")).to_have_count(0)
    console.data.stores["store9"]["name"] = "Another name"
    console.pass_time(16)
    expect(rows.last).to_contain_text("Another name")
    expect(rows).to_have_count(13)


def test_a_store_without_all_its_webhooks_stands_out(console: Console) -> None:
    page = console.open("?view=stores")

    expect(page.locator(".mark.bad")).to_have_text(["missing 1"])
