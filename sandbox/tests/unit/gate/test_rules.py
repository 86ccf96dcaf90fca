"""The gate's rules for requests."""

import re

import pytest

from bigcommerce_sandbox.gate import Navigations, refusal

HOST = "127.0.0.1:4566"
LINK = {"host": HOST, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
LOGIN = Navigations(typed=re.compile("/login"), linked=re.compile("/login"))


def why(method: str = "GET", path: str = "/", navigations: Navigations | None = None, **headers: str) -> str | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return refusal(method, path, {"host": HOST} | named, navigations or Navigations())


def linked(site: str, path: str, navigations: Navigations, method: str = "GET", **other: str) -> str | None:
    named = {name.replace("_", "-"): value for name, value in other.items()}
    return refusal(method, path, LINK | {"sec-fetch-site": site} | named, navigations)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_program_may_ask_anything(method: str) -> None:
    assert why(method) is None


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:4566",
        "127.0.0.1",
        "127.1.2.3:80",
        "localhost:4566",
        "LOCALHOST",
        "[::1]:4566",
        "abcd1234.execute-api.localhost:4566",
        "bucket.s3.us-east-1.localhost:4566",
    ],
)
def test_a_name_of_this_machine_is_answered(host: str) -> None:
    assert why(host=host) is None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:4566",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "notlocalhost",
        "192.168.0.2:4566",
        "0.0.0.0:4566",
        "sqs.us-east-1.amazonaws.com",
        "[::1",
        "localhost@evil.example",
        "a b",
    ],
)
def test_another_name_for_this_machine_is_refused(host: str) -> None:
    assert "no name of this machine" in str(why(host=host))


@pytest.mark.parametrize("origin", ["null", "https://evil.example", "http://127.0.0.1:4567", "http://localhost:4566"])
@pytest.mark.parametrize("site", ["", "same-origin", "same-site", "cross-site"])
def test_a_page_of_another_origin_is_refused(origin: str, site: str) -> None:
    assert f"another page, of {origin}" in str(why("POST", origin=origin, sec_fetch_site=site))


@pytest.mark.parametrize("site", ["", "same-origin"])
def test_a_page_of_the_same_origin_is_answered(site: str) -> None:
    assert why("POST", origin=f"http://{HOST}", sec_fetch_site=site) is None


@pytest.mark.parametrize("site", ["same-site", "cross-site", "none", "anything"])
def test_what_a_page_loads_from_elsewhere_is_refused_without_an_origin_too(site: str) -> None:
    assert "another page or a link" in str(why(sec_fetch_site=site, sec_fetch_mode="no-cors", sec_fetch_dest="image"))


def test_an_address_that_is_typed_opens_a_page() -> None:
    assert linked("none", "/anything", Navigations()) is None


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_a_link_elsewhere_opens_no_page_by_default(site: str) -> None:
    assert linked(site, "/anything", Navigations()) is not None


@pytest.mark.parametrize("site", ["none", "same-site", "cross-site"])
def test_a_link_opens_what_is_meant_for_links(site: str) -> None:
    assert [linked(site, path, LOGIN) is None for path in ("/login", "/", "/login/")] == [True, False, False]


@pytest.mark.parametrize("other", [{"method": "POST"}, {"sec_fetch_dest": "iframe"}, {"sec_fetch_mode": "no-cors"}])
def test_only_a_tab_that_is_opened_passes_for_a_link(other: dict[str, str]) -> None:
    assert linked("cross-site", "/login", LOGIN, **other) is not None


@pytest.mark.parametrize("said", [why(host="evil.example"), why(origin="null"), why(sec_fetch_site="cross-site")])
def test_a_refusal_says_what_to_do(said: str | None) -> None:
    assert str(said).startswith("Refused: ")
    assert "curl" in str(said)
