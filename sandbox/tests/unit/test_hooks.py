"""The rules for hooks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.hooks import Hook, check_room, read_changes, read_new

HOOK = Hook(
    1, "client-1", "abc123", "store/order/*", "https://r.test/", None, is_active=True, created_at=0, updated_at=0
)
FIELDS = {"scope": "store/order/updated", "destination": "https://r.test/"}

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def errors_of(body: Any) -> dict[str, str]:
    with pytest.raises(ApiError) as refusal:
        read_new(body)
    assert refusal.value.status == 422
    return dict(refusal.value.errors or {})


def status_of(read: Callable[[object], Any], body: object) -> int:
    try:
        read(body)
    except ApiError as refusal:
        return refusal.status
    return 200


@pytest.mark.parametrize(
    ("pattern", "scope", "wanted"),
    [
        ("store/order/updated", "store/order/updated", True),
        ("store/order/*", "store/order/updated", True),
        ("store/order/*", "store/order/message/created", True),
        ("store/order/updated", "store/order/created", False),
        ("store/order/*", "store/orders/updated", False),
        ("store/product/*", "store/order/updated", False),
    ],
)
def test_a_hook_wants_what_its_scope_covers(pattern: str, scope: str, wanted: bool) -> None:
    assert replace(HOOK, scope=pattern).wants(scope) is wanted


def test_an_inactive_hook_wants_nothing() -> None:
    assert not replace(HOOK, is_active=False).wants("store/order/updated")


@pytest.mark.parametrize(
    "destination",
    [
        "https://example.com/webhooks/abc123",
        "https://example.com:443/",
        "http://127.0.0.1:8080/webhooks",
        "http://localhost:4566/dev/webhooks",
        "http://abc.execute-api.localhost:4566/dev",
        "http://[::1]:8080/",
        "https://127.0.0.1:8443/",
    ],
)
def test_https_and_the_loopback_are_destinations(destination: str) -> None:
    assert read_new(FIELDS | {"destination": destination})["destination"] == destination


@pytest.mark.parametrize(
    "destination",
    [
        "http://example.com/",
        "https://example.com:8443/",
        "http://127.0.0.1.example.com/",
        "ftp://example.com/",
        "https://",
        "https://exa mple.com/",
        "https://example.com/\n",
        "https://example.com:port/",
        "https://[::1/",
        "",
        5,
        None,
    ],
)
def test_anything_else_is_not_a_destination(destination: object) -> None:
    assert errors_of(FIELDS | {"destination": destination}).keys() == {"destination"}


@pytest.mark.parametrize(
    "scope", ["store/order/update", "STORE/order/updated", "store/channel/{id}/order/*", "", 5, None]
)
def test_a_scope_that_bigcommerce_lacks_is_refused(scope: object) -> None:
    assert errors_of(FIELDS | {"scope": scope}).keys() == {"scope"}


@pytest.mark.parametrize("headers", [{"a b": "c"}, {"a": "b\r\nc: d"}, {"a": 5}, {"": "a"}, {"a": "ü"}, ["a"], "a: b"])
def test_headers_that_http_cannot_carry_are_refused(headers: object) -> None:
    (field,) = errors_of(FIELDS | {"headers": headers})

    assert field.partition(".")[0] == "headers"


@pytest.mark.parametrize("value", ["true", 1, None])
def test_is_active_must_be_a_boolean(value: object) -> None:
    assert errors_of(FIELDS | {"is_active": value}).keys() == {"is_active"}


@pytest.mark.parametrize("body", [[], "text", 5])
def test_a_hook_is_an_object(body: Any) -> None:
    assert errors_of(body) == {"data": "Must be an object"}


@pytest.mark.parametrize("body", [{}, None])
def test_what_is_missing_is_named(body: object) -> None:
    assert errors_of(body) == {"scope": "error.path.missing.", "destination": "error.path.missing."}


def test_a_field_that_bigcommerce_does_not_document_is_refused() -> None:
    assert errors_of(FIELDS | {"unknown": True}).keys() == {"unknown"}


def test_a_hook_is_active_and_without_headers_unless_given() -> None:
    assert read_new(FIELDS) == FIELDS | {"is_active": True, "headers": None}


@given(st.dictionaries(st.sampled_from(["scope", "destination", "headers", "is_active"]), ANY_JSON) | ANY_JSON)
def test_no_json_does_worse_than_a_422(body: Any) -> None:
    assert {status_of(read, body) for read in (read_new, read_changes)} <= {200, 422}


def test_a_scope_and_destination_may_be_taken_once() -> None:
    with pytest.raises(ApiError) as refusal:
        check_room(replace(HOOK, id=2), [HOOK])
    assert (refusal.value.status, set(refusal.value.errors or {})) == (422, {"destination"})


def test_a_hook_does_not_stand_in_its_own_way() -> None:
    check_room(replace(HOOK, is_active=False), [HOOK])


def test_a_scope_has_room_for_ten_hooks() -> None:
    ten = [replace(HOOK, id=number, destination=f"https://r{number}.test/") for number in range(1, 11)]
    check_room(ten[-1], ten[:-1])
    with pytest.raises(ApiError) as refusal:
        check_room(replace(HOOK, id=11), ten)
    assert (refusal.value.status, set(refusal.value.errors or {})) == (422, {"scope"})
