"""Pages are small, escaped, and framed by BigCommerce only."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storehook.connect.errors import AppNotInstalled, CodeRefused, JwtInvalid, ScopesMissing
from storehook.connect.pages import FAILED, HEADERS, UNAVAILABLE, HtmlPage, answer, installed, refused, status
from storehook.registration.record import RegisteredWebhook, Registration
from storehook.stores.store import RECONCILER, Pause, Store

STORE = Store("abc", name="Shop")
HOOK = RegisteredWebhook(1, "store/order/*", "https://hooks.example.com/webhooks/abc", active=True, since=1)
PAGES = [
    installed(STORE),
    status(STORE, Registration(webhooks=(HOOK,), missing=("store/cart/*",)), 1.0),
    refused(ScopesMissing(["store_v2_orders"])),
    refused(CodeRefused("why")),
    refused(AppNotInstalled("why")),
    refused(JwtInvalid("why")),
    UNAVAILABLE,
    FAILED,
]
POLICY = dict(each.strip().split(" ", 1) for each in HEADERS["Content-Security-Policy"].split(";"))


class Reader(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(" ".join([tag, *sorted(name for name, _ in attrs)]))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def body(page: HtmlPage) -> str:
    return answer(page)["body"]


def test_only_bigcommerce_may_frame_a_page() -> None:
    assert POLICY["frame-ancestors"] == "https://*.mybigcommerce.com https://*.bigcommerce.com"
    assert "X-Frame-Options" not in HEADERS


def test_a_page_loads_and_sends_nothing() -> None:
    assert {name: POLICY[name] for name in ("default-src", "base-uri", "form-action")} == dict.fromkeys(
        ("default-src", "base-uri", "form-action"), "'none'"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_the_pages_own_style_is_the_only_one_that_its_policy_allows(page: HtmlPage) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", body(page), re.DOTALL)

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert POLICY["style-src"] == f"'sha256-{digest}'"
    assert "style=" not in body(page)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cache-Control", "no-store"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Strict-Transport-Security", "max-age=31536000"),
    ],
)
def test_a_page_is_neither_kept_nor_guessed_at_nor_referred_to(name: str, value: str) -> None:
    assert HEADERS[name] == value


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_a_page_can_be_read_by_everyone(page: HtmlPage) -> None:
    elements = Reader(body(page)).elements

    assert elements[:2] == ["html lang", "head"]
    assert [elements.count(each) for each in ("title", "main", "h1", "meta charset")] == [1, 1, 1, 1]
    assert "color-scheme:light dark" in body(page)
    assert len(body(page)) < 3000


def test_a_table_says_what_its_cells_are() -> None:
    elements = Reader(body(PAGES[1])).elements

    assert elements.count("caption") == 1
    assert elements.count("th scope") == 2 + 2
    assert "th" not in elements


def test_an_answer_that_nobody_sees_has_no_body() -> None:
    assert body(HtmlPage(store_hash="abc")) == ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_a_page_tells_a_reason_only_where_the_merchant_can_do_something(page: HtmlPage) -> None:
    assert "why" not in body(page)


HOSTILE = st.text() | st.sampled_from(["<script>", "</style>", "\"'><img src=x onerror=y>", "&lt;", "<!--"])


@given(name=HOSTILE, scope=HOSTILE, detail=HOSTILE)
def test_whatever_a_store_is_called_the_page_has_the_same_elements(name: str, scope: str, detail: str) -> None:
    registration = Registration(missing=(scope,), reconciled_at=1.0, outcome="failed", detail=detail)
    plain = Registration(missing=("x",), reconciled_at=1.0, outcome="failed", detail="x")

    found = Reader(body(status(Store("abc", name=name), registration, 1.0))).elements

    assert found == Reader(body(status(STORE, plain, 1.0))).elements


@given(detail=HOSTILE)
def test_what_is_wrong_is_shown_as_it_was_written(detail: str) -> None:
    registration = Registration(reconciled_at=1.0, outcome="failed", detail="x" + detail.replace("\r", ""))

    text = "".join(Reader(body(status(STORE, registration, 1.0))).text)

    assert f"State: {registration.health(1.0)}." in text


def test_a_merchant_whose_store_refuses_the_token_reads_how_to_get_a_new_one() -> None:
    registration = Registration(reconciled_at=1.0, outcome="unauthorized", detail="why")

    refused = status(STORE.paused(Pause(RECONCILER, 1.0, "401")), registration, 1.0)
    by_operator = status(STORE.paused(Pause("arn:zoe", 1.0, "moves house")), registration, 1.0)

    assert refused.paragraphs[0].endswith("Uninstall the app in your store's control panel, and install it again.")
    assert by_operator.paragraphs[0].startswith("The connection is paused.")


def test_a_webhook_of_a_store_whose_token_is_refused_is_not_said_to_be_active() -> None:
    registration = Registration((HOOK,), reconciled_at=1.0, outcome="unauthorized", detail="why")

    assert status(STORE, registration, 1.0).webhooks == [("store/order/*", "inactive")]
