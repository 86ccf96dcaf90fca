"""The page of all stores."""

from html.parser import HTMLParser
from typing import Any

import pytest

APP = {
    "client_id": "app<1>",
    "client_secret": "canary-app-secret",
    "scopes": [],
    "auth_url": "https://app.test/auth",
    "load_url": "https://app.test/load",
}

NEW_STORE = ("post", "/_sandbox/new-store")


class Forms(HTMLParser):
    """Every form of a page, as its method and its action."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str | None, str | None]] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "form":
            self.found.append((dict(attrs)["method"], dict(attrs)["action"]))


@pytest.fixture
def app(api: Any) -> None:
    """The sandbox knows an app."""
    api.put("/_sandbox/app", json=APP)


def test_without_an_app_there_is_nothing_to_press_but_for_a_new_store(api: Any) -> None:
    answer = api.get("/_sandbox/", token=None)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert ("PUT /_sandbox/app" in answer.text, Forms(answer.text).found) == (True, [NEW_STORE])


@pytest.mark.usefixtures("app")
def test_a_store_without_the_app_can_install_it(api: Any) -> None:
    assert Forms(api.get("/_sandbox/").text).found == [("get", "/_sandbox/stores/abc123/install"), NEW_STORE]


@pytest.mark.parametrize(
    "form",
    [
        ("get", "/_sandbox/stores/abc123/install"),
        ("get", "/_sandbox/stores/abc123/open"),
        ("post", "/_sandbox/stores/abc123/remove-user"),
        ("post", "/_sandbox/stores/abc123/uninstall"),
    ],
)
@pytest.mark.usefixtures("app")
def test_a_store_with_the_app_can_use_it(api: Any, form: tuple[str, str]) -> None:
    account = {"client_id": APP["client_id"], "client_secret": "secret", "access_token": "token"}
    api.post("/_sandbox/stores/abc123/accounts", json=account)

    assert form in Forms(api.get("/_sandbox/").text).found


def test_names_are_escaped(api: Any) -> None:
    api.put("/_sandbox/app", json=APP | {"client_id": '<img src="x">'})
    store = {"store_hash": "other", "access_token": "t", "client_id": "c", "client_secret": "s"}
    api.post("/_sandbox/stores", json=store | {"name": "<script>alert(1)</script>"})

    text = api.get("/_sandbox/").text

    assert "&lt;script&gt;" in text
    assert Forms(text).tags & {"script", "img"} == set()


@pytest.mark.usefixtures("app")
def test_the_page_has_no_scripts_and_no_secrets(api: Any) -> None:
    answer = api.get("/_sandbox/")
    assert "script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "canary" not in answer.text


@pytest.mark.usefixtures("app")
def test_many_stores_are_on_many_pages(api: Any) -> None:
    for number in range(50):
        store = {"store_hash": f"store{number}", "access_token": "t", "client_id": "c", "client_secret": "s"}
        api.post("/_sandbox/stores", json=store)
    first, second = (api.get(f"/_sandbox/?page={number}").text for number in (1, 2))
    assert (len(Forms(first).found), len(Forms(second).found)) == (51, 2)
    assert ("?page=2" in first, "?page=1" in second, "?page=3" in second) == (True, True, False)
