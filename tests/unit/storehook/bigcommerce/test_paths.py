"""Paths are filled and queries written so that what is sent is what was meant."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storehook.bigcommerce.calls import fill, query_text, query_values
from storehook.errors import CallInvalid, Fail

SEGMENTS = st.text(min_size=1).filter(lambda text: text.strip() not in ("", ".", ".."))


@pytest.mark.parametrize(
    ("template", "values", "path"),
    [
        ("/orders", {}, "/orders"),
        ("/orders/{order_id}", {"order_id": 113}, "/orders/113"),
        ("/orders/{order_id}/products/{id}", {"id": "7", "order_id": 113}, "/orders/113/products/7"),
        ("/carts/{id}", {"id": UUID(int=1)}, "/carts/00000000-0000-0000-0000-000000000001"),
        ("/search/{text}", {"text": "a/b?c=d#e f%"}, "/search/a%2Fb%3Fc%3Dd%23e%20f%25"),
        ("/search/{text}", {"text": "Zoë{x}"}, "/search/Zo%C3%AB%7Bx%7D"),
    ],
)
def test_values_fill_the_path_quoted(template: str, values: dict[str, Any], path: str) -> None:
    assert fill(template, values) == path


@given(SEGMENTS)
def test_no_value_reaches_beyond_its_own_segment(value: str) -> None:
    segments = urlsplit("https://host" + fill("/a/{value}/b", {"value": value})).path.split("/")

    assert segments[:2] + segments[3:] == ["", "a", "b"]
    assert unquote(segments[2]) == value.encode(errors="replace").decode()


def test_a_missing_value_is_named() -> None:
    with pytest.raises(CallInvalid, match=r"^The path /orders/\{order_id\} needs order_id=\.$"):
        fill("/orders/{order_id}", {})


def test_a_value_without_a_place_is_named() -> None:
    with pytest.raises(
        CallInvalid, match=r"^The path /orders has no place for status=\. A query goes into `query=`\.$"
    ):
        fill("/orders", {"status": 1})


@pytest.mark.parametrize("value", ["", " ", ".", "..", None, True, 1.5, [1], {"id": 1}, b"113"])
def test_a_value_that_names_nothing_is_refused(value: object) -> None:
    with pytest.raises(CallInvalid, match=r"order_id in the path /orders/\{order_id\} is "):
        fill("/orders/{order_id}", {"order_id": value})


@pytest.mark.parametrize(
    "template",
    [
        "",
        "orders",
        "/",
        "/orders/",
        "/orders//products",
        "/orders/../store",
        "/orders?page=1",
        "/a#b",
        "/a b",
        "/{",
        "/}",
    ],
)
def test_a_template_that_is_no_path_is_refused(template: str) -> None:
    with pytest.raises(CallInvalid):
        fill(template, {})


def test_a_call_that_cannot_be_made_is_not_tried_again() -> None:
    assert issubclass(CallInvalid, Fail)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a b&c", "a b&c"),
        (113, "113"),
        (1.5, "1.5"),
        (True, "true"),
        ([1, 2, 3], "1,2,3"),
        (("a", "b"), "a,b"),
        (datetime(2026, 8, 11, 11, 30, tzinfo=UTC), "2026-08-11T11:30:00+00:00"),
        (date(2026, 8, 11), "2026-08-11"),
        ([], ""),
    ],
)
def test_a_query_is_written_as_bigcommerce_reads_it(value: Any, text: str) -> None:
    assert query_values({"name": value}) == {"name": text}


def test_none_is_left_out_of_a_query() -> None:
    assert query_values({"a": None, "b": 1}) == {"b": "1"}
    assert query_values(None) == {}


@pytest.mark.parametrize("value", [datetime(2026, 8, 11), {"a": 1}, b"x", object(), [None]])  # noqa: DTZ001 - no zone
def test_a_query_value_that_would_be_misread_is_refused(value: Any) -> None:
    with pytest.raises(CallInvalid, match="name in the query"):
        query_values({"name": value})


def test_colons_and_commas_of_a_query_stay_legible() -> None:
    assert query_text({"id:in": "1,2", "q": "a&b=c"}) == "id:in=1,2&q=a%26b%3Dc"


@given(
    st.dictionaries(st.text(min_size=1, alphabet=st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
)
def test_every_query_is_read_as_it_was_written(values: dict[str, str]) -> None:
    assert parse_qsl(query_text(values), keep_blank_values=True) == list(values.items())
