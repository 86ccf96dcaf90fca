"""Answers of the API reach the console. Errors in between are explained."""

import httpx
import pytest
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import ClientError, UnauthorizedSSOTokenError
from tests.support.console_proxy import KEYS, PAGE, Api, Browser


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


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "ExpiredToken", "Message": "sign in"}}, "AssumeRole"),
        UnauthorizedSSOTokenError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_credentials_that_cannot_be_refreshed_are_a_502_and_looked_up_again(
    error: Exception, browser: Browser, api: Api, credentials: list[Credentials | None]
) -> None:
    class Expired(Credentials):
        def get_frozen_credentials(self) -> ReadOnlyCredentials:  # of all three at once, as signing wants them
            raise error

    credentials[:] = [Expired("AKIDOLD", "an old secret key"), KEYS]

    refused, then = (browser.get("/api/runs", headers=PAGE) for _ in range(2))

    assert (refused.status_code, "Log in" in refused.json()["message"]) == (502, True)
    assert (then.status_code, len(api.asked)) == (200, 1)


def test_no_credentials_are_a_502_that_says_what_to_do(browser: Browser, credentials: list[Credentials | None]) -> None:
    credentials[:] = [None]

    answer = browser.get("/api/runs", headers=PAGE)

    assert (answer.status_code, "Log in" in answer.json()["message"]) == (502, True)


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
