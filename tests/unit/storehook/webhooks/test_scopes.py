"""BigCommerce's scopes, held against `scopes.txt`: the list of its documentation, typed a second time by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storehook.errors import UnknownScope
from storehook.webhooks import scopes

LISTED = Path(__file__).with_name("scopes.txt").read_text().split()
WILDCARDS = [scope for scope in LISTED if scope.endswith("/*")]
OF_A_CHANNEL = [scope for scope in LISTED if "{id}" in scope]
SCOPES = st.sampled_from(LISTED)


def nearest(scope: str) -> str:
    """The message of the refusal."""
    with pytest.raises(UnknownScope) as refused:
        scopes.check(scope)
    return str(refused.value)


def test_the_documentation_lists_two_hundred_scopes_twenty_one_of_them_wildcards() -> None:
    assert (len(LISTED), len(set(LISTED)), len(WILDCARDS)) == (200, 200, 21)


def test_the_known_scopes_are_the_listed_ones() -> None:
    assert sorted(scopes.known()) == sorted(LISTED)


def test_each_listed_scope_is_accepted_as_it_is() -> None:
    assert [scopes.check(scope) for scope in LISTED] == LISTED


@pytest.mark.parametrize("channel", ["1", "1234567", "*"])
def test_a_channels_scope_is_accepted_with_a_number_or_for_all_channels(channel: str) -> None:
    filled = [scope.replace("{id}", channel) for scope in OF_A_CHANNEL]

    assert [scopes.check(scope) for scope in filled] == filled


@pytest.mark.parametrize("channel", ["", "x", "-1", "1.5", "{ID}", "{channel_id}", "**", "1/2"])
def test_a_channel_that_is_no_number_is_refused(channel: str) -> None:
    assert "is not a BigCommerce webhook scope" in nearest(f"store/channel/{channel}/order/updated")


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("store/order/update", "store/order/updated"),
        ("store/brand/created", "store/brand/metafield/created"),
        ("store/orders/updated", "store/order/updated"),
        ("store/order/statusupdated", "store/order/statusUpdated"),
        ("store/Order/created", "store/order/created"),
        ("store/cart/lineitem/created", "store/cart/lineItem/created"),
        ("store/customer/adress/created", "store/customer/address/created"),
        ("store/priceList/records/create", "store/priceList/records/created"),
        ("store/channel/*/inventory/product/stockChanged", "store/channel/*/inventory/product/stock_changed"),
        ("order/created", "store/order/created"),
        ("store/order/updated/", "store/order/updated"),
        (" store/order/updated", "store/order/updated"),
    ],
)
def test_a_misspelt_scope_is_refused_with_the_nearest_one(misspelt: str, meant: str) -> None:
    assert f"{misspelt!r} is not a BigCommerce webhook scope. Did you mean {meant!r}?" == nearest(misspelt)


@pytest.mark.parametrize("scope", ["", "*", "?", "xyzzy"])
def test_a_scope_like_no_other_is_refused_with_a_place_to_look(scope: str) -> None:
    assert "page of webhook events lists all scopes" in nearest(scope)


@pytest.mark.parametrize(
    "scope",
    [
        "STORE/ORDER/CREATED",
        "Store/order/created",
        "store/order/statusupdated",
        "store/pricelist/created",
        "store/channel/*/inventory/product/Stock_Changed",
        "store/channel/1/settings/seo/updated",
    ],
)
def test_scopes_are_case_sensitive(scope: str) -> None:
    assert nearest(scope)


@pytest.mark.parametrize("scope", ["store/*", "store/priceList/*", "store/company/*", "store/quote/*", "store/brand/*"])
def test_a_wildcard_that_bigcommerce_does_not_document_is_refused(scope: str) -> None:
    assert nearest(scope)


@given(scope=SCOPES)
def test_a_scope_covers_itself(scope: str) -> None:
    assert scopes.covers(scope, scope)


@pytest.mark.parametrize(
    ("pattern", "scope"),
    [
        ("store/cart/*", "store/cart/created"),
        ("store/cart/*", "store/cart/lineItem/created"),
        ("store/cart/lineItem/*", "store/cart/lineItem/deleted"),
        ("store/order/*", "store/order/transaction/created"),
        ("store/order/*", "store/order/*"),
        ("store/customer/*", "store/customer/payment/instrument/default/updated"),
        ("store/channel/*", "store/channel/created"),
        ("store/channel/*", "store/channel/2/order/updated"),
        ("store/channel/{id}/order/*", "store/channel/2/order/refund/created"),
        ("store/channel/{id}/order/updated", "store/channel/2/order/updated"),
        ("store/channel/*/order/updated", "store/channel/2/order/updated"),
        ("store/channel/2/order/updated", "store/channel/2/order/updated"),
        ("store/channel/2/settings/*", "store/channel/2/settings/logo/image/updated"),
        (
            "store/channel/*/inventory/product/stock_changed",
            "store/channel/*/inventory/product/stock_changed",
        ),
        (
            "store/channel/{id}/inventory/product/stock_changed",
            "store/channel/*/inventory/product/stock_changed",
        ),
    ],
)
def test_a_pattern_that_covers_a_scope(pattern: str, scope: str) -> None:
    assert scopes.covers(pattern, scope)


@pytest.mark.parametrize(
    ("pattern", "scope"),
    [
        ("store/cart/*", "store/cart"),
        ("store/cart/*", "store/carts/created"),
        ("store/cart/*", "store/order/created"),
        ("store/cart/lineItem/*", "store/cart/created"),
        ("store/cart/lineItem/*", "store/cart/lineItem"),
        ("store/order/updated", "store/order/updated/more"),
        ("store/order/updated", "store/order"),
        ("store/order/updated", "store/order/statusUpdated"),
        ("store/order/updated", "store/order/*"),
        ("store/order/updated", "store/Order/updated"),
        ("store/channel/2/order/updated", "store/channel/3/order/updated"),
        ("store/channel/{id}/order/updated", "store/channel/2/order/created"),
        ("store/channel/{id}/order/*", "store/channel/2/cart/created"),
        ("store/priceList/record/created", "store/priceList/records/created"),
        ("store/order/created", ""),
    ],
)
def test_a_pattern_that_does_not_cover_a_scope(pattern: str, scope: str) -> None:
    assert not scopes.covers(pattern, scope)


@given(pattern=st.sampled_from(WILDCARDS), below=st.lists(st.text("abc", min_size=1), min_size=1, max_size=3))
def test_a_wildcard_covers_whatever_is_below_it_and_never_its_own_stem(pattern: str, below: list[str]) -> None:
    stem = pattern.removesuffix("/*").replace("{id}", "1")

    assert scopes.covers(pattern, "/".join([stem, *below]))
    assert not scopes.covers(pattern, stem)


@given(pattern=SCOPES.filter(lambda scope: "*" not in scope and "{" not in scope), scope=SCOPES)
def test_a_scope_without_a_wildcard_covers_itself_alone(pattern: str, scope: str) -> None:
    assert scopes.covers(pattern, scope) is (pattern == scope)


@given(pattern=SCOPES, scope=st.text(max_size=60))
def test_any_text_may_come_as_a_scope(pattern: str, scope: str) -> None:
    assert scopes.covers(pattern, scope) in (True, False)
    assert scopes.may_concern(pattern, scope) in (True, False)


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("store/order/updated", "store/order/*"),
        ("store/order/metafield/created", "store/order/*"),
        ("store/cart/lineItem/*", "store/cart/*"),
        ("store/channel/{id}/order/updated", "store/channel/7/order/*"),
        ("store/channel/7/order/updated", "store/channel/7/order/*"),
        ("store/channel/*/inventory/product/stock_changed", "store/channel/*"),
    ],
)
def test_an_event_that_names_the_wildcard_of_its_hook_may_concern_whatever_is_below_it(pattern: str, told: str) -> None:
    assert scopes.may_concern(pattern, told)


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("store/product/updated", "store/order/*"),
        ("store/channel/8/order/updated", "store/channel/7/order/*"),
        ("store/channel/{id}/cart/updated", "store/channel/7/order/*"),
        ("store/order/updated", "store/order/created"),
        ("store/order/updated", "store/*/updated"),
        ("store/order", "store/order/*"),
        ("store", "store/order/*"),
    ],
)
def test_an_event_concerns_nobody_who_asks_for_something_else(pattern: str, told: str) -> None:
    assert not scopes.may_concern(pattern, told)


@given(pattern=SCOPES, told=st.sampled_from(WILDCARDS))
def test_an_event_that_names_a_wildcard_concerns_those_that_it_covers_and_those_that_cover_it(
    pattern: str, told: str
) -> None:
    assert scopes.may_concern(pattern, told) is (scopes.covers(pattern, told) or scopes.covers(told, pattern))
