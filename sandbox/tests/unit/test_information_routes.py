"""A store's information about itself, over HTTP."""

from typing import Any

from bigcommerce_sandbox.accounts import Account, Token

INFORMATION = "/stores/abc123/v2/store"


def test_a_store_tells_its_name(api: Any) -> None:
    told = api.get(INFORMATION).json()
    assert (told["id"], told["name"], told["store_id"]) == ("abc123", "Demo store", 1003502318)


def test_a_store_tells_its_currency_as_it_is_now(api: Any) -> None:
    given = {"name": "Euro", "currency_code": "EUR", "currency_exchange_rate": "1", "token": "E"}
    looks = {"token_location": "right", "decimal_token": ",", "thousands_token": ".", "decimal_places": 2}
    assert api.get(INFORMATION).json()["currency"] == "USD"
    api.post("/stores/abc123/v2/currencies", json=given | looks | {"is_default": True})
    told = api.get(INFORMATION).json()
    assert (told["currency"], told["currency_symbol"], told["decimal_separator"]) == ("EUR", "E", ",")


def test_a_store_tells_where_its_first_channel_is(api: Any) -> None:
    api.put("/stores/abc123/v3/channels/1/site", json={"url": "https://shop.example.com"})
    told = api.get(INFORMATION).json()
    assert (told["domain"], told["secure_url"]) == ("shop.example.com", "https://shop.example.com")


def test_who_may_not_know_is_refused(api: Any) -> None:
    orders = Token("orders-token", frozenset({"store_v2_orders"}))
    api.sandbox.store("abc123").accounts.put(Account("client-2", "secret-2", (orders,)))

    assert api.get(INFORMATION, token="orders-token").status_code == 403


def test_who_may_read_it_is_answered(api: Any) -> None:
    reader = Token("reader-token", frozenset({"store_v2_information_read_only"}))
    api.sandbox.store("abc123").accounts.put(Account("client-2", "secret-2", (reader,)))

    assert api.get(INFORMATION, token="reader-token").status_code == 200
