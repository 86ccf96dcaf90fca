"""Merchants install, open and uninstall the app."""

import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from playwright.sync_api import expect, sync_playwright
from tests.browser.browsing import launch
from tests.support.deployed import Deployed, until
from tests.support.merchants import Merchant, new_merchant, stores_of


@pytest.fixture(scope="module")
def merchant(deployed: Deployed) -> Merchant:
    """A store in which the app is installed."""
    merchant = new_merchant(deployed)
    answer = merchant.install()
    assert answer.status_code == 200, answer.text
    merchant.registered()
    return merchant


def callback(deployed: Deployed, name: str, **query: str) -> httpx.Response:
    return httpx.get(f"{deployed.info.api_url}/{name}", params=query, timeout=60)


def payload(deployed: Deployed, store_hash: str, **changes: Any) -> str:
    """The signed payload of a callback, with what a test changes about it."""
    demo, now = deployed.stack.demo, int(time.time())
    key, algorithm = changes.pop("key", demo.client_secret), changes.pop("algorithm", "HS256")
    claims = {
        "aud": demo.client_id,
        "iss": "bc",
        "iat": now,
        "nbf": now - 5,
        "exp": now + 3600,
        "jti": "b9d0a6f0-7d0d-4c7e-9f3c-6a2f5e7f8a11",
        "sub": f"stores/{store_hash}",
        "user": {"id": 1, "email": "a@example.com", "locale": "en"},
        "owner": {"id": 1, "email": "a@example.com"},
        "url": "/",
        "channel_id": None,
    }
    return jwt.encode(claims | changes, key, algorithm=algorithm)


def test_the_token_is_stored_encrypted_and_opens_the_store(deployed: Deployed, merchant: Merchant) -> None:
    credentials = stores_of(deployed).credentials(merchant.store_hash)

    assert credentials is not None
    assert credentials.store.status == "active"
    assert credentials.token is not None
    assert credentials.token not in repr(merchant.row())
    answer = httpx.get(
        f"{deployed.info.sandbox_url}/stores/{merchant.store_hash}/v2/orders",
        headers={"X-Auth-Token": credentials.token},
    )
    assert answer.status_code == 200


def test_the_page_shows_the_stores_own_webhooks_and_no_secret(deployed: Deployed, merchant: Merchant) -> None:
    page = httpx.get(deployed.stack.sandbox.open_url(merchant.store_hash), follow_redirects=True, timeout=60)

    assert page.status_code == 200
    assert "store/order/updated" in page.text
    assert "frame-ancestors" in page.headers["content-security-policy"]
    credentials = stores_of(deployed).credentials(merchant.store_hash)
    assert credentials is not None
    for secret in (str(credentials.token), deployed.info.client_secret):
        assert secret not in page.text


def test_a_browser_installs_opens_and_uninstalls_the_app_from_the_stores_page(deployed: Deployed) -> None:
    merchant, home = new_merchant(deployed), f"{deployed.info.sandbox_url}/_sandbox/"
    with sync_playwright() as playwright, launch(playwright.chromium) as browser:
        page = browser.new_page()
        page.set_default_timeout(30_000)
        row = page.locator(f"#{merchant.store_hash}")

        for button, said in {"Install": "is connected", "Open": "Webhooks of"}.items():
            page.goto(home)
            row.get_by_role("button", name=button, exact=True).click()
            expect(page).to_have_url(re.compile(re.escape(deployed.info.api_url)))
            expect(page.get_by_role("heading", level=1)).to_contain_text(said)  # its hash, or its name by then
        page.goto(home)
        row.get_by_role("button", name="Uninstall").click()
        expect(row).to_contain_text("not installed")


def test_a_reinstall_keeps_the_record_and_replaces_the_token(deployed: Deployed, merchant: Merchant) -> None:
    before = stores_of(deployed).credentials(merchant.store_hash)
    hooks = merchant.ours()

    answer = merchant.install()
    assert answer.status_code == 200, answer.text

    after = stores_of(deployed).credentials(merchant.store_hash)
    assert before is not None
    assert after is not None
    assert after.token != before.token
    assert after.store.installed_at > before.store.installed_at
    until(lambda: [hook.scope for hook in merchant.ours()] == [hook.scope for hook in hooks])


HOSTILE = {
    "expired": {"exp": int(time.time()) - 3600},
    "alg=none": {"algorithm": "none", "key": None},
    "wrong aud": {"aud": "another-app"},
    "a sub that names no store": {"sub": "stores/"},
    "another secret": {"key": "x" * 64},
    "HS512": {"algorithm": "HS512"},
}


@pytest.mark.parametrize("changes", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("name", ["load", "uninstall", "remove_user"])
def test_a_forged_callback_is_refused_and_changes_no_record(
    deployed: Deployed, merchant: Merchant, name: str, changes: dict[str, Any]
) -> None:
    before = merchant.own_part()
    given = payload(deployed, merchant.store_hash, **changes)

    assert callback(deployed, name, signed_payload_jwt=given).status_code == 401
    assert merchant.own_part() == before


def test_a_callback_about_a_store_that_never_installed_is_refused(deployed: Deployed) -> None:
    stranger = new_merchant(deployed)

    answer = callback(deployed, "uninstall", signed_payload_jwt=payload(deployed, stranger.store_hash))

    assert answer.status_code == 401
    assert stranger.row() == {}


def test_a_code_that_was_used_already_is_refused_and_changes_no_record(deployed: Deployed) -> None:
    merchant = new_merchant(deployed)
    first = httpx.get(deployed.stack.sandbox.install_url(merchant.store_hash), follow_redirects=False)
    url = first.headers["location"]
    assert httpx.get(url, timeout=60).status_code == 200
    merchant.registered()
    token = merchant.row()["token"]

    assert httpx.get(url, timeout=60).status_code == 400
    assert merchant.row()["token"] == token
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert callback(deployed, "auth", **{**query, "code": ""}).status_code == 400


def test_a_jwt_of_the_store_alone_does_not_uninstall_it(deployed: Deployed) -> None:
    merchant = new_merchant(deployed)
    merchant.install()
    merchant.registered()

    answer = callback(deployed, "uninstall", signed_payload_jwt=payload(deployed, merchant.store_hash))

    assert answer.status_code == 200
    until(lambda: deployed.waiting("Reconcile") >= 1)
    assert (merchant.row()["status"], "token" in merchant.row()) == ({"S": "active"}, True)
    deployed.stack.sandbox.uninstall(merchant.store_hash)


def test_after_an_uninstall_the_token_is_gone_and_webhooks_are_ignored(deployed: Deployed) -> None:
    merchant = new_merchant(deployed)
    merchant.install()
    merchant.registered()

    assert deployed.stack.sandbox.uninstall(merchant.store_hash) == 200

    until(lambda: merchant.row()["status"] == {"S": "uninstalled"})
    assert "token" not in merchant.row()
    late = deployed.delivery("store/customer/created", {"type": "customer", "id": 9}, store_hash=merchant.store_hash)
    assert deployed.post(late) == 200
    until(lambda: deployed.runs(late.id, merchant.store_hash).get("log_customer", {}).get("state") == "ignored")
    assert merchant.ours() == []
