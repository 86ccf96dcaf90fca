"""What a store tells of itself over HTTP."""

from typing import Any

from storehook_sandbox.accounts import Account, Token

INFORMATION = "/stores/abc123/v2/store"


def test_a_store_tells_its_name(api: Any) -> None:
    assert api.get(INFORMATION).json() == {"id": "abc123", "name": "Demo store"}


def test_who_may_not_know_is_refused(api: Any) -> None:
    orders = Token("orders-token", frozenset({"store_v2_orders"}))
    api.sandbox.store("abc123").accounts.put(Account("client-2", "secret-2", (orders,)))

    assert api.get(INFORMATION, token="orders-token").status_code == 403


def test_who_may_read_it_is_answered(api: Any) -> None:
    reader = Token("reader-token", frozenset({"store_v2_information_read_only"}))
    api.sandbox.store("abc123").accounts.put(Account("client-2", "secret-2", (reader,)))

    assert api.get(INFORMATION, token="reader-token").status_code == 200
