"""The proxy lets its own page in, and nobody else."""

import pytest
from tests.support.console_proxy import COOKIE, Api, Browser

from storehook_cli.console_proxy import Access


def test_the_address_with_the_token_opens_the_page_and_gives_a_cookie(browser: Browser) -> None:
    opened = browser.get("/open?token=the-token")

    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    assert opened.headers["set-cookie"] == "storehook-4590=the-session; HttpOnly; Path=/; SameSite=strict"


def test_the_token_is_good_once(browser: Browser) -> None:
    browser.get("/open?token=the-token")
    browser.cookies.clear()

    assert browser.get("/open?token=the-token").status_code == 403


@pytest.mark.parametrize("query", ["", "?token=", "?token=the-toke", "?token=the-tokens", "?token=%C3%A9"])
def test_without_the_token_no_cookie_is_given(browser: Browser, query: str) -> None:
    opened = browser.get(f"/open{query}")

    assert (opened.status_code, "set-cookie" in opened.headers) == (403, False)


@pytest.mark.parametrize("headers", [{"host": "evil.example:4590"}, {"sec-fetch-site": "cross-site"}], ids=str)
def test_another_site_can_neither_open_the_address_nor_use_it_up(browser: Browser, headers: dict[str, str]) -> None:
    refused = browser.get("/open?token=the-token", headers=headers)

    assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)
    assert browser.get("/open?token=the-token").status_code == 303


def test_who_has_the_cookie_may_open_the_address_again(browser: Browser) -> None:
    browser.get("/open?token=the-token")

    assert browser.get("/open?token=the-token").status_code == 303


@pytest.mark.parametrize("path", ["/", "/page.js", "/api/runs", "/api/retry"])
@pytest.mark.parametrize("cookie", [{}, {"cookie": "storehook-4590=another"}, {"cookie": "storehook-4591=the-session"}])
def test_without_the_cookie_nothing_is_forwarded(browser: Browser, api: Api, path: str, cookie: dict[str, str]) -> None:
    refused = browser.get(path, headers=cookie)

    assert (refused.status_code, api.asked) == (403, [])


@pytest.mark.parametrize(
    "host", ["evil.example:4590", "localhost:4590", "127.0.0.1:4591", "127.0.0.1", "abc.127.0.0.1:4590"]
)
def test_another_name_for_this_machine_is_refused(browser: Browser, api: Api, host: str) -> None:
    refused = browser.get("/api/runs", headers=COOKIE | {"host": host})

    assert (refused.status_code, api.asked) == (403, [])


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_from_another_site_or_port_is_refused(browser: Browser, api: Api, site: str) -> None:
    refused = browser.get("/api/runs", headers=COOKIE | {"sec-fetch-site": site})

    assert (refused.status_code, api.asked) == (403, [])


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://127.0.0.1:4591", "http://localhost:4590"]
)
def test_a_post_must_come_from_the_page(browser: Browser, api: Api, origin: str | None) -> None:
    refused = browser.post("/api/retry", json={}, headers=COOKIE | ({"origin": origin} if origin else {}))

    assert (refused.status_code, api.asked) == (403, [])


def test_the_gate_shows_neither_token_nor_session() -> None:
    shown = repr(Access(4590, "the-token", "the-session"))

    assert ("the-token" in shown, "the-session" in shown) == (False, False)
