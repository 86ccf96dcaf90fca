"""Several API accounts of one store: whose token it is, whose hook, and whose signature."""

import base64
import time
from typing import Any

import pytest
from standardwebhooks import Webhook

from bigcommerce_sandbox import Account, ApiError, Token
from bigcommerce_sandbox.accounts import Accounts, is_granted

HOOKS = "/stores/abc123/v3/hooks"
NEW = {"scope": "store/order/updated", "destination": "https://r.test/"}
ACCOUNTS = "/_sandbox/stores/abc123/accounts"
OTHER = {"client_id": "client-2", "client_secret": "canary-secret-2", "access_token": "canary-token-2"}
OTHERS = OTHER["access_token"]


@pytest.fixture(autouse=True)
def other(api: Any) -> None:
    """A second account of the store."""
    assert api.post(ACCOUNTS, json=OTHER).status_code == 200


def client_of(accounts: Accounts, token: str) -> str | None:
    found = accounts.access(token)
    return found.client_id if found else None


def test_a_token_speaks_for_its_own_account() -> None:
    accounts = Accounts(Account("one", "secret", (Token("a"), Token("b"))))
    accounts.put(Account("two", "secret", (Token("c"),)))
    assert [client_of(accounts, token) for token in ("a", "b", "c", "d", "")] == ["one", "one", "two", None, None]


def test_a_token_of_another_account_is_not_given_twice() -> None:
    accounts = Accounts(Account("one", "secret", (Token("a"),)))
    with pytest.raises(ApiError, match="another account"):
        accounts.put(Account("two", "secret", (Token("a"),)))


def test_an_account_put_again_has_only_its_new_token() -> None:
    accounts = Accounts(Account("one", "secret", (Token("a"),)))
    accounts.put(Account("one", "secret", (Token("b"),)))
    assert [client_of(accounts, token) for token in ("a", "b")] == [None, "one"]


@pytest.mark.parametrize(("client_id", "secret", "token"), [("", "s", "t"), ("c", "", "t"), ("c", "s", "")])
def test_an_account_without_a_credential_is_refused(client_id: str, secret: str, token: str) -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        Account(client_id, secret, (Token(token),))


def test_an_account_does_not_show_its_secrets_when_printed() -> None:
    assert "canary" not in repr(Account("one", "canary-secret", (Token("canary-token"),)))


def test_both_tokens_open_the_store(api: Any) -> None:
    assert [api.get(HOOKS).status_code, api.get(HOOKS, token=OTHERS).status_code] == [200, 200]


def test_a_hook_belongs_to_the_client_of_the_token(api: Any) -> None:
    assert api.post(HOOKS, token=OTHERS, json=NEW).json()["data"]["client_id"] == "client-2"


def test_a_hook_of_another_client_is_not_listed(api: Any) -> None:
    api.post(HOOKS, json=NEW)
    mine = api.post(HOOKS, token=OTHERS, json=NEW).json()["data"]
    answer = api.get(HOOKS, token=OTHERS).json()
    assert (answer["data"], answer["meta"]["pagination"]["total"]) == ([mine], 1)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_hook_of_another_client_is_404(api: Any, method: str) -> None:
    api.post(HOOKS, json=NEW)
    answer = api.call(method, f"{HOOKS}/1", token=OTHERS, json={"is_active": False})
    assert (answer.status_code, answer.json()["title"]) == (404, "Webhook with id [1] not found")


def test_a_hook_survives_what_another_client_tried(api: Any) -> None:
    made = api.post(HOOKS, json=NEW).json()["data"]
    for method in ("PUT", "DELETE"):
        api.call(method, f"{HOOKS}/1", token=OTHERS, json={"is_active": False})
    assert api.get(f"{HOOKS}/1").json()["data"] == made


def test_two_clients_may_have_the_same_scope_and_destination(api: Any) -> None:
    api.post(HOOKS, json=NEW)
    assert api.post(HOOKS, token=OTHERS, json=NEW).status_code == 200


def test_each_client_has_room_for_ten_on_a_scope(api: Any) -> None:
    for number in range(10):
        api.post(HOOKS, json=NEW | {"destination": f"https://r{number}.test/"})
    assert api.post(HOOKS, json=NEW).status_code == 422
    assert api.post(HOOKS, token=OTHERS, json=NEW).status_code == 200


@pytest.mark.parametrize(
    ("token", "secret"), [("canary-access-token", "canary-client-secret"), (OTHERS, OTHER["client_secret"])]
)
def test_a_delivery_is_signed_with_the_secret_of_its_hooks_client(
    api: Any, clock: Any, receiver: Any, token: str, secret: str
) -> None:
    clock.now = time.time()
    api.post(HOOKS, token=token, json=NEW)
    api.put("/stores/abc123/v2/orders/100", json={"staff_notes": "x"})
    api.settle()
    sent = receiver.requests[0]
    assert Webhook(base64.b64encode(secret.encode()).decode()).verify(sent.content, dict(sent.headers))


def test_a_revoked_token_is_401(api: Any) -> None:
    assert api.call("DELETE", f"{ACCOUNTS}/client-2/token").status_code == 204
    assert [api.get(HOOKS, token=OTHERS).status_code, api.get(HOOKS).status_code] == [401, 200]


def test_the_hooks_of_a_revoked_token_stay(api: Any) -> None:
    made = api.post(HOOKS, token=OTHERS, json=NEW).json()["data"]
    api.call("DELETE", f"{ACCOUNTS}/client-2/token")
    api.post(ACCOUNTS, json=OTHER | {"access_token": "new"})
    assert api.get(HOOKS, token="new").json()["data"] == [made]


def test_a_deleted_account_takes_its_hooks_with_it(api: Any) -> None:
    api.post(HOOKS, token=OTHERS, json=NEW)
    mine = api.post(HOOKS, json=NEW).json()["data"]
    assert api.call("DELETE", f"{ACCOUNTS}/client-2").status_code == 204
    api.post(ACCOUNTS, json=OTHER)
    assert (api.get(HOOKS, token=OTHERS).json()["data"], api.get(HOOKS).json()["data"]) == ([], [mine])


def test_a_delivery_under_way_outlives_its_account(api: Any, receiver: Any) -> None:
    receiver.answers = [500]
    api.post(HOOKS, token=OTHERS, json=NEW)
    api.put("/stores/abc123/v2/orders/100", json={"staff_notes": "x"})
    api.call("DELETE", f"{ACCOUNTS}/client-2")
    api.settle()
    assert api.sandbox.deliveries("abc123")[0].state == "delivered"


@pytest.mark.parametrize("path", ["/other", "/other/token"])
def test_an_unknown_account_is_404(api: Any, path: str) -> None:
    assert api.call("DELETE", ACCOUNTS + path).status_code == 404


@pytest.mark.parametrize("field", ["client_id", "client_secret", "access_token"])
@pytest.mark.parametrize("value", ["", None, 5])
def test_an_account_that_cannot_be_is_422(api: Any, field: str, value: object) -> None:
    answer = api.post(ACCOUNTS, json=OTHER | {field: value})
    assert (answer.status_code, answer.json()["errors"].keys()) == (422, {field})


def test_no_answer_about_accounts_tells_a_secret(api: Any) -> None:
    answers = [api.post(ACCOUNTS, json=OTHER), api.post(ACCOUNTS, json=OTHER | {"client_id": "client-3"})]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert "canary" not in "".join(answer.text for answer in answers)


@pytest.mark.parametrize(("scope", "allowed"), [("store_v2_information", True), ("store_cart", False)])
def test_the_settings_of_carts_need_the_scope_of_the_store_s_information(scope: str, allowed: bool) -> None:
    assert is_granted(frozenset({scope}), "GET", "/v3/carts/settings") is allowed
