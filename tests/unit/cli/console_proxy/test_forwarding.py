"""Only the console's own requests reach the API."""

import httpx
import pytest
from tests.support.console_proxy import API, ORIGIN, PAGE, Api, Browser

from storehook_cli.console_proxy.app import MAX_BODY


def test_the_pages_own_post_is_forwarded_with_its_body(browser: Browser, api: Api) -> None:
    browser.post("/api/retry", content=b'{"runs": []}', headers=PAGE | {"content-type": "application/json"})

    (asked,) = api.asked
    assert (asked.method, str(asked.url)) == ("POST", f"{API.url}/console/api/retry")
    assert (asked.content, asked.headers["content-type"]) == (b'{"runs": []}', "application/json")


def test_a_get_is_forwarded_with_its_query(browser: Browser, api: Api) -> None:
    browser.get("/api/runs?state=failed&resource=order%2F113", headers=PAGE)

    assert str(api.asked[0].url) == f"{API.url}/console/api/runs?state=failed&resource=order%2F113"


def test_only_what_the_api_needs_is_sent_to_it(browser: Browser, api: Api) -> None:
    browser.get("/api/runs", headers=PAGE | {"te": "trailers", "x-anything": "1", "authorization": "Bearer x"})

    assert set(api.asked[0].headers) == {"host", "x-amz-date", "authorization"}
    assert api.asked[0].headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(browser: Browser, api: Api, method: str) -> None:
    refused = browser.request(method, "/api/runs", headers=PAGE)

    assert (refused.status_code, api.asked) == (405, [])


@pytest.mark.parametrize(
    "path",
    [
        "/%2e%2e/webhooks/x",
        "/api/%2e%2e/%2e%2e/auth",
        "/api/%2e/runs",
        "//auth",
        "/api//runs",
        "/..%5cauth",
        "/api/a%00b",
    ],
)
def test_an_address_that_could_leave_the_console_is_not_forwarded(browser: Browser, api: Api, path: str) -> None:
    refused = browser.get(httpx.URL(ORIGIN).copy_with(raw_path=path.encode()), headers=PAGE)

    assert (refused.status_code, api.asked) == (404, [])


def test_a_question_that_is_longer_than_api_gateway_takes_is_refused(browser: Browser, api: Api) -> None:
    refused = browser.get("/api/audit?next=" + "a" * 20_000, headers=PAGE)

    assert (refused.status_code, api.asked) == (414, [])


def test_a_body_that_is_too_large_is_not_forwarded(browser: Browser, api: Api) -> None:
    refused = browser.post("/api/retry", content=b" " * (MAX_BODY + 1), headers=PAGE)

    assert (refused.status_code, api.asked) == (413, [])
