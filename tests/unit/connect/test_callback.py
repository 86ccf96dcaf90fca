"""Address of a callback, which the app's profile at BigCommerce must contain."""

import pytest
from tests.support.connect_function import CODE, ask, auth

from storehook.connect.callback_request import callback, store_hash
from storehook.connect.errors import CallbackInvalid


def test_a_callback_knows_its_own_address() -> None:
    assert callback(auth(), "https://hooks.example.com").url == "https://hooks.example.com/auth"


def test_a_callbacks_repr_tells_no_code() -> None:
    assert CODE not in repr(callback(auth(), ""))


@pytest.mark.parametrize("ending", ["\n", "\n<b>", "\x00", "\ufffd", "٣"], ids=ascii)
@pytest.mark.parametrize(
    ("name", "value"),
    [("code", CODE), ("context", "stores/abc"), ("scope", "store_v2_orders"), ("signed_payload_jwt", "a.b.c")],
)
def test_a_parameter_that_only_begins_well_is_refused(name: str, value: str, ending: str) -> None:
    assert callback(ask("/auth", **{name: value}), "").parameter(name) == value

    with pytest.raises(CallbackInvalid, match=f"{name} is malformed"):
        callback(ask("/auth", **{name: value + ending}), "").parameter(name)


@pytest.mark.parametrize(
    ("context", "found"),
    [("stores/abc123", "abc123"), ("stores/abc/", None), ("/stores/abc", None), ("abc", None), ("stores/a\n", None)],
)
def test_a_context_names_a_store_or_none(context: str, found: str | None) -> None:
    assert store_hash(context) == found
