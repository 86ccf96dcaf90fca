"""Access to a store's API, and the headers of every answer. No answer contains a secret."""

import logging
from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import TOKEN

from bigcommerce_sandbox import Store
from bigcommerce_sandbox.engine.call import Request

TITLE = "Unauthorized - the v3 Auth client ID or token in the request are not a valid combination for this store."


@pytest.mark.parametrize("token", [None, "", "wrong", "canary-access-toke", "tökén".encode()])
def test_a_wrong_token_is_401_in_an_object_for_v3(api: Any, token: str | bytes | None) -> None:
    answer = api.get("/stores/abc123/v3/hooks", token=token)
    assert (answer.status_code, answer.json()) == (
        401,
        {"status": 401, "title": TITLE, "type": "/api-docs/getting-started/api-status-codes"},
    )


def test_a_wrong_token_is_401_in_an_array_for_v2(api: Any) -> None:
    answer = api.get("/stores/abc123/v2/orders", token="wrong")
    assert (answer.status_code, answer.json()) == (401, [{"status": 401, "message": TITLE}])


def test_an_unknown_store_looks_like_a_wrong_token(api: Any) -> None:
    assert api.get("/stores/other/v3/hooks").status_code == 401


def test_the_token_of_one_store_does_not_open_another(api: Any) -> None:
    api.sandbox.add_store(Store("second", "second-token", "client-2", "second-secret"))
    assert api.get("/stores/second/v2/orders").status_code == 401


def test_an_unknown_path_does_not_tell_a_stranger_what_exists(api: Any) -> None:
    assert api.get("/stores/abc123/v3/nothing", token="wrong").status_code == 401


def test_a_wrong_token_changes_nothing(api: Any) -> None:
    api.put("/stores/abc123/v2/orders/100", token="wrong", json={"staff_notes": "mine"})
    assert api.get("/stores/abc123/v2/orders/100").json()["staff_notes"] == ""


@pytest.mark.parametrize(
    ("path", "token"),
    [
        ("/stores/abc123/v2/orders", "canary-access-token"),
        ("/stores/abc123/v2/orders?page=9", "canary-access-token"),
        ("/stores/abc123/v2/orders/9", "canary-access-token"),
        ("/stores/abc123/v3/hooks", "canary-access-token"),
        ("/stores/abc123/v3/nothing", "canary-access-token"),
    ],
)
def test_every_answer_of_the_api_carries_the_rate_headers(api: Any, path: str, token: str) -> None:
    headers = api.get(path, token=token).headers
    assert {name: headers[name] for name in headers if name.startswith("x-rate-limit")} == {
        "x-rate-limit-time-window-ms": "30000",
        "x-rate-limit-time-reset-ms": "30000",
        "x-rate-limit-requests-quota": "150",
        "x-rate-limit-requests-left": "149",
    }


def test_a_stranger_is_told_a_full_quota(api: Any) -> None:
    headers = api.get("/stores/abc123/v3/hooks", token="wrong").headers
    names = ("X-Rate-Limit-Requests-Left", "X-Rate-Limit-Time-Reset-Ms")
    assert [headers[name] for name in names] == ["150", "30000"]


def test_the_requests_of_a_store_are_counted_together(api: Any) -> None:
    api.get("/stores/abc123/v2/orders")
    assert api.get("/stores/abc123/v3/hooks").headers["X-Rate-Limit-Requests-Left"] == "148"


def test_one_store_does_not_use_up_the_quota_of_another(api: Any) -> None:
    api.sandbox.add_store(Store("second", "second-token", "client-2", "second-secret"))
    api.get("/stores/abc123/v2/orders")
    answer = api.get("/stores/second/v2/orders", token="second-token")
    assert answer.headers["X-Rate-Limit-Requests-Left"] == "149"


def test_no_answer_and_no_log_tells_a_secret(api: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    api.add_hook("store/order/*")
    new_store = {
        "store_hash": "second",
        "access_token": "canary-second-token",
        "client_id": "client-2",
        "client_secret": "canary-second-secret",
    }
    answers = [
        api.put("/stores/abc123/v2/orders/100", json={"status_id": 2}),
        api.get("/stores/abc123/v2/orders"),
        api.get("/stores/abc123/v2/orders/9"),
        api.get("/stores/abc123/v3/hooks"),
        api.get("/stores/abc123/v3/hooks", token="canary-wrong-token"),
        api.post("/_sandbox/stores", json=new_store),
        api.post("/_sandbox/stores", json=new_store),
        api.post("/_sandbox/stores", json=new_store | {"store_hash": "a/b"}),
        api.post("/_sandbox/stores", json={"access_token": "canary-alone"}),
        api.get("/_sandbox/stores"),
    ]
    api.settle()
    answers.append(api.get("/_sandbox/stores/abc123/deliveries"))
    assert len(answers[-1].json()["data"]) == 2
    assert "canary" not in "".join(answer.text + str(answer.headers) for answer in answers) + caplog.text


def test_a_store_does_not_show_its_secrets_when_printed(store: Store) -> None:
    assert "canary" not in repr(store)


class TestWithoutHttp:
    """`Sandbox.request` lets in as HTTP does."""

    def status(self, api: Any, token: str = TOKEN, store_hash: str = "abc123") -> int:
        return api.sandbox.request(store_hash, token, Request(method="GET", path="/v3/catalog/brands"))[0]

    def test_a_token_and_a_store_must_be_known(self, api: Any) -> None:
        assert [self.status(api), self.status(api, "wrong"), self.status(api, store_hash="other")] == [200, 401, 401]

    def test_a_missing_scope_is_refused(self, api: Any) -> None:
        api.sandbox.add_store(Store("second", "second-token", "client-2", "second-secret", scopes=frozenset()))

        assert self.status(api, "second-token", "second") == 403

    def test_requests_are_counted(self, api: Any) -> None:
        api.put("/_sandbox/stores/abc123/rate", json={"quota": 1})

        assert [self.status(api), self.status(api)] == [200, 429]

    def test_an_answer_has_the_rate_headers(self, api: Any) -> None:
        brands = Request(method="GET", path="/v3/catalog/brands")

        assert api.sandbox.request("abc123", TOKEN, brands)[1]["X-Rate-Limit-Requests-Left"] == "149"

    def test_requests_are_recorded(self, api: Any) -> None:
        self.status(api)
        self.status(api, "wrong")

        (first, second) = api.sandbox.store("abc123").requests
        assert (first.path, first.status, first.client_id) == ("/v3/catalog/brands", 200, "client-1")
        assert (second.status, second.client_id) == (401, "")
