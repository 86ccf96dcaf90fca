"""Reading a body: what every delivery has, and what some lack."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.signed_deliveries import BODY, DELIVERY_ID, SIGNED_AT, STORE, event_body

from storehook.errors import ContentUnreadable
from storehook.webhooks.event import LATEST, Event, read

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["producer", "scope", "data", "hash", "created_at"]) | st.text(max_size=5)


def test_a_body_is_read_as_an_event() -> None:
    expected = Event(STORE, "store/product/updated", {"type": "product", "id": 180}, DELIVERY_ID, SIGNED_AT - 3)

    assert read(BODY) == expected


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"data": [{"price_list_id": 1, "variant_id": 179}]}, "data", [{"price_list_id": 1, "variant_id": 179}]),
        ({"data": {}}, "data", {}),
        ({"data": None}, "data", {}),
        ({"hash": None}, "hash", None),
        ({"hash": ""}, "hash", None),
        ({"hash": 7}, "hash", None),
        ({"created_at": None}, "created_at", None),
        ({"created_at": "yesterday"}, "created_at", None),
        ({"created_at": 1.5}, "created_at", None),
        ({"created_at": -1}, "created_at", None),
        ({"created_at": 10**40}, "created_at", None),
        ({"store_id": 11111}, "store_hash", STORE),
        ({"surprise": [1, 2]}, "scope", "store/order/updated"),
    ],
)
def test_what_a_body_may_lack_or_have_besides(changes: dict[str, object], field: str, expected: object) -> None:
    assert getattr(read(event_body(**changes)), field) == expected


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON: JSONDecodeError"),
        (b"{", "not JSON: JSONDecodeError"),
        (b"\xff\xff", "not JSON: UnicodeDecodeError"),
        (b"[" * 100_000, "not JSON: RecursionError"),
        (b"9" * 10_000, "not JSON: ValueError"),
        (b"[]", "a JSON list, not an object"),
        (b'"text"', "a JSON str, not an object"),
        (b"null", "a JSON NoneType, not an object"),
        (event_body(scope=None), "names no scope"),
        (event_body(scope=""), "names no scope"),
        (event_body(scope=["store/order/updated"]), "names no scope"),
        (event_body(producer=None), "names no store"),
        (event_body(producer={"id": 1}), "names no store"),
        (event_body(producer="8jbhprizry"), "names no store"),
        (event_body(data="text"), "`data` is a JSON str"),
        (event_body(data=7), "`data` is a JSON int"),
        (b'{"producer":"stores/a","scope":"s","data":null}', "`data` is a JSON NoneType"),
    ],
)
def test_what_cannot_be_read_is_said(body: bytes, reason: str) -> None:
    with pytest.raises(ContentUnreadable, match=reason):
        read(body)


@pytest.mark.parametrize("scope", ["x" * 300_000, "store/order/\ud800"], ids=["300 kB", "lone surrogate"])
def test_a_scope_that_no_table_can_hold_is_unreadable(scope: str) -> None:
    with pytest.raises(ContentUnreadable):
        read(event_body(scope))


@pytest.mark.parametrize("found", ["x" * 3000, "\ud800"], ids=["3 kB", "lone surrogate"])
def test_a_hash_that_cannot_be_a_key_is_no_hash(found: str) -> None:
    assert read(event_body(hash=found)).hash is None


@given(body=st.binary(max_size=100))
def test_any_bytes_are_an_event_or_unreadable(body: bytes) -> None:
    with suppress(ContentUnreadable):
        assert isinstance(read(body), Event)


@given(fields=st.dictionaries(FIELDS, JSON_VALUES, max_size=6))
def test_any_object_is_an_event_or_unreadable(fields: dict[str, object]) -> None:
    usual = {"producer": "stores/a", "scope": "store/order/updated"}
    try:
        event = read(json.dumps(usual | fields).encode())
    except ContentUnreadable:
        assert fields.keys() & {"producer", "scope", "data"}
    else:
        assert isinstance(event.data, dict | list)
        assert isinstance(event.scope, str)


@pytest.mark.parametrize(("at", "expected"), [(-1, None), (0, 0), (LATEST - 1, LATEST - 1), (LATEST, None)])
def test_an_event_happened_between_1970_and_the_latest_time_that_there_can_be(at: int, expected: int | None) -> None:
    assert read(event_body(created_at=at)).created_at == expected
