"""Tokens are remembered for a moment, and shown to nobody."""

import pytest
from tests.support.clocks import Clock
from tests.support.misbehaving_stores import CopiedRows, CountingStores

from storehook.bigcommerce.tokens import TTL, CachedTokens
from storehook.errors import SecretUnreadable, StoreUnavailable
from storehook.stores.store import Status, Store

TOKEN = "canary-token"


@pytest.fixture
def stores() -> CountingStores:
    stores = CountingStores()
    stores.save(Store("abc"), TOKEN)
    return stores


@pytest.fixture
def tokens(stores: CountingStores, clock: Clock) -> CachedTokens:
    return CachedTokens(stores, clock)


def test_a_token_is_read_once_in_its_time(tokens: CachedTokens, stores: CountingStores, clock: Clock) -> None:
    assert tokens.of_store("abc") == TOKEN
    clock.now += TTL - 0.1

    assert tokens.of_store("abc") == TOKEN
    assert stores.read == ["abc"]


def test_after_its_time_a_token_is_read_again(tokens: CachedTokens, stores: CountingStores, clock: Clock) -> None:
    tokens.of_store("abc")
    stores.save(Store("abc"), "newer")
    clock.now += TTL

    assert tokens.of_store("abc") == "newer"


def test_a_fresh_token_is_read_now(tokens: CachedTokens, stores: CountingStores) -> None:
    tokens.of_store("abc")
    stores.save(Store("abc"), "newer")

    assert tokens.of_store("abc", fresh=True) == "newer"
    assert tokens.of_store("abc") == "newer"


def test_once_a_store_is_seen_to_be_paused_its_remembered_token_is_not_given(
    tokens: CachedTokens, stores: CountingStores
) -> None:
    tokens.of_store("abc")
    stores.save(Store("abc", "paused"))
    with pytest.raises(StoreUnavailable):
        tokens.of_store("abc", fresh=True)

    with pytest.raises(StoreUnavailable):
        tokens.of_store("abc")


def test_each_store_has_its_own_token(tokens: CachedTokens, stores: CountingStores) -> None:
    stores.save(Store("other"), "of the other")

    assert (tokens.of_store("abc"), tokens.of_store("other")) == (TOKEN, "of the other")


@pytest.mark.parametrize("status", ["paused", "uninstalled"])
def test_a_store_that_is_not_active_has_no_token(tokens: CachedTokens, stores: CountingStores, status: Status) -> None:
    stores.save(Store("abc", status=status), TOKEN)

    with pytest.raises(StoreUnavailable, match=f"is {status}"):
        tokens.of_store("abc")


def test_the_reconciler_gets_the_token_of_a_paused_store_but_of_no_uninstalled_one(
    clock: Clock, stores: CountingStores
) -> None:
    tokens = CachedTokens(stores, clock, calls_paused=True)
    stores.save(Store("abc", status="paused"), TOKEN)
    assert tokens.of_store("abc") == TOKEN

    stores.save(Store("abc", status="uninstalled"), TOKEN)
    with pytest.raises(StoreUnavailable, match="is uninstalled"):
        tokens.of_store("abc", fresh=True)


def test_a_forgotten_token_is_read_again(tokens: CachedTokens, stores: CountingStores) -> None:
    tokens.of_store("abc")
    stores.save(Store("abc"), "of another account")
    assert tokens.of_store("abc") == TOKEN

    tokens.forget("abc")

    assert tokens.of_store("abc") == "of another account"


def test_a_store_is_noticed_to_be_back(tokens: CachedTokens, stores: CountingStores) -> None:
    stores.save(Store("abc", status="paused"))
    with pytest.raises(StoreUnavailable):
        tokens.of_store("abc")
    stores.save(Store("abc"))

    assert tokens.of_store("abc") == TOKEN


def test_a_store_that_was_never_installed_has_no_token(tokens: CachedTokens) -> None:
    with pytest.raises(StoreUnavailable, match="Store other is not installed"):
        tokens.of_store("other")


def test_a_store_without_a_token_says_what_to_do(tokens: CachedTokens, stores: CountingStores) -> None:
    stores.save(Store("bare"))

    with pytest.raises(StoreUnavailable, match="has no token: reinstall the app"):
        tokens.of_store("bare")


def test_a_store_whose_token_cannot_be_decrypted_cannot_be_called_and_says_what_to_do(clock: Clock) -> None:
    with pytest.raises(StoreUnavailable, match=r"encrypted for another store.*add the store again") as raised:
        CachedTokens(CopiedRows(), clock).of_store("thief")

    assert isinstance(raised.value.__cause__, SecretUnreadable)


def test_a_token_is_shown_by_nothing(tokens: CachedTokens, stores: CountingStores) -> None:
    tokens.of_store("abc")

    assert TOKEN not in f"{tokens!r} {stores!r} {stores.credentials('abc')!r}"
