"""The proxy lets its own page through to the API, and nobody else."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from botocore.credentials import Credentials

from storehook_cli.console_proxy import Gate, Signer, build_app, on_aws
from storehook_cli.console_proxy.app import MAX_BODY

API = on_aws("https://abc123.execute-api.eu-west-1.amazonaws.com/live", "eu-west-1")
KEYS = Credentials("AKIDEXAMPLE", "the secret key")
ORIGIN = "http://127.0.0.1:4590"
COOKIE = {"cookie": "storehook-4590=the-session"}
PAGE = COOKIE | {"origin": ORIGIN, "sec-fetch-site": "same-origin"}

type Answer = Callable[[httpx.Request], httpx.Response]


class Browser:
    """A browser without scripts: it asks the application, and keeps cookies."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.cookies = httpx.Cookies()

    def get(self, path: str | httpx.URL, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def request(self, method: str, path: str | httpx.URL, **more: Any) -> httpx.Response:
        return asyncio.run(self._request(method, path, **more))

    async def _request(self, method: str, path: str | httpx.URL, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=self.cookies) as client:
            answer = await client.request(method, path, **more)
            self.cookies = client.cookies
            return answer


class Api:
    """The console's API: remembers what it is asked, and answers what the test says."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.answer: Answer = lambda _: httpx.Response(200, json={"runs": []})

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answer(request)


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def credentials() -> list[Credentials | None]:
    """What each look-up finds, the last one again and again."""
    return [KEYS]


@pytest.fixture
def browser(api: Api, credentials: list[Credentials | None]) -> Browser:
    def look_up() -> Credentials | None:
        return credentials.pop(0) if len(credentials) > 1 else credentials[0]

    client = httpx.Client(transport=httpx.MockTransport(api))
    app = build_app(Gate(4590, "the-token", "the-session"), Signer(API, look_up), client)
    return Browser(app)


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


def test_a_body_that_is_too_large_is_not_forwarded(browser: Browser, api: Api) -> None:
    refused = browser.post("/api/retry", content=b" " * (MAX_BODY + 1), headers=PAGE)

    assert (refused.status_code, api.asked) == (413, [])


def test_the_apis_answer_comes_with_its_content_security_policy(browser: Browser, api: Api) -> None:
    policy = "default-src 'none'; script-src 'self'"
    api.answer = lambda _: httpx.Response(404, text="gone", headers={"content-security-policy": policy})

    answer = browser.get("/page.js", headers=PAGE)

    assert (answer.status_code, answer.text, answer.headers["content-security-policy"]) == (404, "gone", policy)


def test_an_answer_without_a_policy_may_load_nothing(browser: Browser) -> None:
    assert browser.get("/", headers=PAGE).headers["content-security-policy"].startswith("default-src 'none';")


def test_nothing_is_kept_by_the_browser(browser: Browser, api: Api) -> None:
    api.answer = lambda _: httpx.Response(200, text="x", headers={"cache-control": "public, max-age=600"})

    assert browser.get("/api/runs", headers=PAGE).headers["cache-control"] == "no-store"


def test_headers_between_the_api_and_the_proxy_stay_there(browser: Browser, api: Api) -> None:
    between = {"connection": "close", "set-cookie": "a=b", "x-amzn-requestid": "1", "location": "https://evil.example"}
    api.answer = lambda _: httpx.Response(200, text="x", headers=between)

    assert set(browser.get("/", headers=PAGE).headers) & between.keys() == set()


def test_a_role_that_may_not_act_is_told_by_the_gateway(browser: Browser, api: Api) -> None:
    refused = {"Message": "User: arn:aws:iam::1:user/x is not authorized to perform: execute-api:Invoke"}
    kind = {"x-amzn-errortype": "AccessDeniedException"}
    api.answer = lambda _: httpx.Response(403, json=refused, headers=kind)

    answer = browser.post("/api/retry", json={}, headers=PAGE)

    assert (answer.status_code, answer.json()) == (403, refused)


@pytest.mark.parametrize("path", ["/", "/api/runs"])
def test_expired_credentials_are_a_502_that_says_what_to_do(browser: Browser, api: Api, path: str) -> None:
    message = {"message": "The security token included in the request is expired"}
    api.answer = lambda _: httpx.Response(403, json=message, headers={"x-amzn-errortype": "ExpiredTokenException"})

    answer = browser.get(path, headers=PAGE)

    assert (answer.status_code, "aws sso login" in answer.text) == (502, True)


def test_after_expired_credentials_they_are_looked_up_again(
    browser: Browser, api: Api, credentials: list[Credentials | None]
) -> None:
    credentials[:] = [KEYS, Credentials("AKIDNEWER", "another secret key")]
    api.answer = lambda _: httpx.Response(403, headers={"x-amzn-errortype": "ExpiredTokenException"})
    browser.get("/", headers=PAGE)

    browser.get("/", headers=PAGE)

    assert ["AKIDNEWER" in asked.headers["authorization"] for asked in api.asked] == [False, True]


def test_a_signature_that_is_not_accepted_makes_one_think_of_the_clock(browser: Browser, api: Api) -> None:
    api.answer = lambda _: httpx.Response(403, headers={"x-amzn-errortype": "InvalidSignatureException"})

    assert "clock" in browser.get("/api/runs", headers=PAGE).json()["message"]


def test_no_credentials_are_a_502_that_says_what_to_do(browser: Browser, credentials: list[Credentials | None]) -> None:
    credentials[:] = [None]

    answer = browser.get("/api/runs", headers=PAGE)

    assert (answer.status_code, "Sign in" in answer.json()["message"]) == (502, True)


@pytest.mark.parametrize(("error", "said"), [(httpx.ConnectError, "cannot be reached"), (httpx.ReadTimeout, "in time")])
def test_an_api_that_does_not_answer_is_a_502(
    browser: Browser, api: Api, error: type[httpx.TransportError], said: str
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error("no route to host")

    api.answer = fail

    answer = browser.get("/api/runs", headers=PAGE)

    assert (answer.status_code, said in answer.json()["message"]) == (502, True)


def test_what_the_proxy_says_itself_is_no_markup(browser: Browser, api: Api) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("<script>alert(1)</script>")

    api.answer = fail

    assert "<script>" not in browser.get("/", headers=PAGE).text


def test_the_gate_shows_neither_token_nor_session() -> None:
    shown = repr(Gate(4590, "the-token", "the-session"))

    assert ("the-token" in shown, "the-session" in shown) == (False, False)
