"""The console, from the browser to the deployed stack: what failed is seen, understood and put right."""

import json
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from tests.browser.browsing import launch
from tests.support.console_api import ConsoleApi
from tests.support.deployed import Deployed, until
from tests.support.merchants import new_merchant
from tests.support.operators import operator_policies, user_with

STOREHOOK = Path(sys.executable).parent / "storehook"
CANARIES = ("token", "client_secret", "x-storehook-key")


@pytest.fixture(scope="module")
def api(deployed: Deployed) -> ConsoleApi:
    """The console's API, asked by an administrator."""
    return ConsoleApi(deployed)


@pytest.fixture(scope="module")
def address(deployed: Deployed) -> Generator[str]:
    """`storehook console`, and the address that it gives."""
    command = [STOREHOOK, "console", "--local", "--no-open"]
    process = subprocess.Popen(command, cwd=deployed.stack.project, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    line = next(text for text in process.stdout if "http://" in text)
    yield re.findall(r"http://\S+", line)[0]
    process.terminate()
    process.communicate(timeout=30)


@pytest.fixture(scope="module")
def page(address: str) -> Generator[Page]:
    """A browser in front of it."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(address)
        page.wait_for_url("**/")
        yield page
        browser.close()


def home(page: Page) -> str:
    return page.url.split("?")[0]


@pytest.fixture(scope="module")
def policies(deployed: Deployed) -> Generator[dict[str, str]]:
    """The policies of docs/operators.yaml, by their names."""
    with operator_policies(deployed) as found:
        yield found


def failed_run(deployed: Deployed, category: int) -> dict[str, Any]:
    delivery = deployed.delivery("store/category/updated", {"type": "category", "id": category})
    assert deployed.post(delivery) == 200
    return deployed.run(delivery.id, "sort_category", "failed")


def test_the_actions_that_are_deployed_are_listed(api: ConsoleApi) -> None:
    assert "sort_category" in [each["action"] for each in api.get("actions")["actions"]]


def test_a_store_has_the_name_that_it_tells(api: ConsoleApi) -> None:
    until(lambda: "Demo store" in [store["name"] for store in api.get("stores")["stores"]])


@pytest.mark.usefixtures("no_dead_letters")
@pytest.mark.timeout(600)
def test_a_failed_run_is_found_read_mended_and_retried(deployed: Deployed, page: Page) -> None:
    failed = failed_run(deployed, 42)

    page.goto(f"{home(page)}?state=failed&action=sort_category")
    page.get_by_role("table", name="Runs").get_by_role("link", name="sort_category").first.click()
    expect(page.get_by_text("no shelf for category 42").first).to_be_visible()
    expect(page.get_by_role("region", name="Payload as text")).to_contain_text(failed["event_id"])

    file = deployed.stack.project / "functions" / "worker" / "actions" / "sort_category.py"
    file.write_text(file.read_text().replace("raise LookupError", "ctx.logger.info"))
    deployed.replace_worker()
    page.get_by_role("button", name="Retry now").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("completed", timeout=60_000)
    completed = deployed.run(failed["event_id"], "sort_category", "completed")
    assert completed["payload"] == failed["payload"]
    # The dead letter of a run that was retried goes too, and with it the alarm.
    until(lambda: all(letter["delivery_id"] != failed["delivery_id"] for letter in deployed.dead_letters()))


def test_webhooks_are_registered_from_the_page_after_its_plan_was_shown(deployed: Deployed, page: Page) -> None:
    merchant = new_merchant(deployed)
    merchant.install()
    merchant.registered()
    hook = next(each for each in merchant.ours() if each.scope == "store/order/updated")
    deployed.stack.sandbox.tamper(merchant.store_hash, "delete", hook_id=hook.id)

    page.goto(f"{home(page)}?view=store&hash={merchant.store_hash}")
    page.get_by_role("button", name="Reconcile webhooks").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("store/order/updated")
    assert "store/order/updated" not in merchant.scopes()
    dialog.get_by_role("button", name="Apply 1 change").click()

    until(lambda: "store/order/updated" in merchant.scopes())


def test_runs_are_filtered_by_store_scope_and_fingerprint(deployed: Deployed, api: ConsoleApi) -> None:
    delivery = deployed.delivery("store/category/deleted", {"type": "category", "id": 9})
    deployed.post(delivery)
    run = deployed.run(delivery.id, "shelve", "failed")

    of_scope = api.get("runs", store=deployed.info.store_hash, scope="store/category/deleted")["runs"]
    of_others = api.get("runs", store="nobody1", scope="store/category/deleted")["runs"]
    groups = api.get("failures")["groups"]

    assert run["event_id"] in {each["event_id"] for each in of_scope}
    assert {each["scope"] for each in of_scope} == {"store/category/deleted"}
    assert of_others == []
    assert run["fingerprint"] in {group["fingerprint"] for group in groups}
    for group in groups:
        found = api.get("runs", state="failed", fingerprint=group["fingerprint"])["runs"]
        assert {each["fingerprint"] for each in found} == {group["fingerprint"]}


def test_all_that_match_are_counted_and_exactly_these_are_retried(deployed: Deployed, api: ConsoleApi) -> None:
    began = time.time()
    runs = [deployed.delivery("store/shipment/updated", {"type": "shipment", "id": number}) for number in range(3)]
    for delivery in runs:
        deployed.post(delivery)
    for delivery in runs:
        deployed.run(delivery.id, "note_shipment", "completed")
    scope = "store/shipment/updated"  # no other test sends it
    asked = {"action": "note_shipment", "scope": scope, "state": "completed", "since": began}

    counted = api.post("retry", filter=asked, dry_run=True, again=True, max=100)
    refused = api.post("retry", filter=asked, dry_run=False, again=False, max=100)
    done = api.post("retry", filter=asked, dry_run=False, again=True, max=100)

    assert refused["retried"] == 0
    assert done["retried"] == counted["count"] == 3


def test_who_has_acted_is_told_with_the_arn_that_the_gateway_has_made_sure_of(api: ConsoleApi) -> None:
    reason = secrets.token_hex(4)
    api.post("lanes/long/pause", reason=reason)
    api.post("lanes/long/resume")

    (entry,) = [entry for entry in api.get("audit")["entries"] if entry["detail"] == reason]
    assert entry["operation"] == "pause"
    assert entry["by"].startswith("arn:aws:iam::")


def test_who_does_not_sign_is_refused_at_the_gateway(deployed: Deployed) -> None:
    nobody = ConsoleApi(deployed, None)

    assert [nobody.send(method, "retry", {}, {}).status_code for method in ("GET", "POST")] == [403, 403]


def test_who_may_only_look_can_not_retry(deployed: Deployed, policies: dict[str, str]) -> None:
    reader = ConsoleApi(deployed, user_with(deployed, policies["ConsoleReader"]))
    actor = ConsoleApi(deployed, user_with(deployed, policies["ConsoleOperator"]))
    nothing = {"runs": [], "again": False}

    assert reader.send("GET", "runs", {}).status_code == 200
    assert reader.send("POST", "retry", {}, nothing).status_code == 403
    assert actor.send("POST", "retry", {}, nothing).status_code != 403


def test_no_answer_holds_a_secret(deployed: Deployed, api: ConsoleApi) -> None:
    store = deployed.info.store_hash
    answers = [api.get(path) for path in ("summary", "runs", "failures", "stores", f"stores/{store}", "openapi.json")]
    shown = json.dumps([*answers, api.post(f"stores/{store}/reconcile", dry_run=True)])

    assert deployed.info.client_secret not in shown
    for hook in deployed.stack.sandbox.hooks(store):
        for key in (hook.headers or {}).values():
            assert key not in shown
