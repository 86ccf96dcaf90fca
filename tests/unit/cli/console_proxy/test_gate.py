"""The proxy lets its own page in, and nobody else."""

import pytest
from tests.support.console_proxy import OWN, SESSION, Api, Browser

from storehook_cli.console_proxy.access import Access


def test_the_page_that_is_opened_asks_for_the_key_and_holds_no_secret(browser: Browser) -> None:
    opened = browser.get("/open", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})

    assert (opened.status_code, "location.hash" in opened.text) == (200, True)
    assert ("the-token" in opened.text, "the-session" in opened.text) == (False, False)
    assert "script-src 'sha256-" in opened.headers["content-security-policy"]


def test_the_token_is_exchanged_for_the_key(browser: Browser) -> None:
    entered = browser.post("/open", content="the-token", headers=OWN)

    assert (entered.status_code, entered.text) == (200, "the-session")
    assert (entered.headers["cache-control"], "set-cookie" in entered.headers) == ("no-store", False)


def test_the_token_is_good_once(browser: Browser) -> None:
    entered = [browser.post("/open", content="the-token", headers=OWN).status_code for _ in range(2)]

    assert entered == [200, 403]


@pytest.mark.parametrize("token", ["", "the-toke", "the-tokens", "é", "x" * 1_000_000], ids=len)
def test_without_the_token_no_key_is_given(browser: Browser, token: str) -> None:
    entered = browser.post("/open", content=token.encode(), headers=OWN)

    assert (entered.status_code, "the-session" in entered.text) == (403, False)


@pytest.mark.parametrize(
    "headers", [{"host": "evil.example:4590"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}], ids=str
)
def test_another_site_can_neither_exchange_the_token_nor_use_it_up(browser: Browser, headers: dict[str, str]) -> None:
    refused = browser.post("/open", content="the-token", headers=OWN | headers)

    assert (refused.status_code, "the-session" in refused.text) == (403, False)
    assert browser.post("/open", content="the-token", headers=OWN).status_code == 200


def test_another_name_for_this_machine_opens_nothing(browser: Browser) -> None:
    assert browser.get("/open", headers={"host": "evil.example:4590"}).status_code == 403


@pytest.mark.parametrize("path", ["/api/runs", "/api/retry", "/api", "/page/", "/openapi.json", "/x.y.js", "/a/b.js"])
@pytest.mark.parametrize("given", [{}, {"x-storehook-session": "another"}, {"cookie": "storehook-session=the-session"}])
def test_without_the_key_nothing_is_forwarded(browser: Browser, api: Api, path: str, given: dict[str, str]) -> None:
    refused = browser.get(path, headers=given)

    assert (refused.status_code, api.asked) == (401, [])


def test_without_the_key_nothing_is_posted(browser: Browser, api: Api) -> None:
    assert [browser.post(path, json={}, headers=OWN).status_code for path in ("/", "/api/retry")] == [401, 401]
    assert api.asked == []


@pytest.mark.parametrize("path", ["/", "/?view=stores", "/page.js", "/page.css"])
def test_the_page_itself_needs_no_key_as_it_holds_no_data(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/runs"])
@pytest.mark.parametrize(
    "host", ["evil.example:4590", "localhost:4590", "127.0.0.1:4591", "127.0.0.1", "abc.127.0.0.1:4590"]
)
def test_another_name_for_this_machine_is_refused(browser: Browser, api: Api, path: str, host: str) -> None:
    refused = browser.get(path, headers=SESSION | {"host": host})

    assert (refused.status_code, api.asked) == (403, [])


@pytest.mark.parametrize("path", ["/", "/page.js", "/api/runs"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_from_another_site_or_port_is_refused(browser: Browser, api: Api, path: str, site: str) -> None:
    refused = browser.get(path, headers=SESSION | {"sec-fetch-site": site})

    assert (refused.status_code, api.asked) == (403, [])


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://127.0.0.1:4591", "http://localhost:4590"]
)
def test_a_post_must_come_from_the_page(browser: Browser, api: Api, origin: str | None) -> None:
    refused = browser.post("/api/retry", json={}, headers=SESSION | ({"origin": origin} if origin else {}))

    assert (refused.status_code, api.asked) == (403, [])


def test_the_gate_shows_neither_token_nor_session() -> None:
    shown = repr(Access(4590, "the-token", "the-session"))

    assert ("the-token" in shown, "the-session" in shown) == (False, False)
