"""What asks for the next page may come from anybody."""

import base64
import json
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.run_history import history
from tests.support.runs import DAY, HOUR, NOW, run

from storehook.history.cursors import MAX_CURSOR
from storehook.history.errors import CursorInvalid, QuestionTooBroad
from storehook.history.rows import Filter


def test_a_cursor_of_another_question_is_refused() -> None:
    found = history([run(n, created_at=NOW - n) for n in range(10)])
    cursor = found.page(Filter(), limit=2).next

    with pytest.raises(CursorInvalid):
        found.page(Filter(action="sync_order"), cursor)


@given(st.text() | st.binary().map(lambda found: base64.urlsafe_b64encode(found).decode()))
def test_text_that_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(CursorInvalid):
        history([]).page(Filter(), text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.data())
def test_a_cursor_that_was_tampered_with_is_refused_or_stays_within_its_question(data: st.DataObject) -> None:
    found = history([run(n, created_at=NOW - n * HOUR / 2) for n in range(40)])
    fields: Any = json.loads(base64.urlsafe_b64decode((found.page(Filter(), limit=3).next or "") + "=="))
    spot = data.draw(st.integers(1, 4))
    fields[spot] = data.draw(JSON) if spot < 4 else data.draw(st.lists(JSON, min_size=4, max_size=4))
    tampered = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode()

    started = time.monotonic()
    try:
        rows = found.page(Filter(), tampered).rows
    except (CursorInvalid, QuestionTooBroad):
        rows = ()

    assert len(rows) <= 50
    assert time.monotonic() - started < 5


def test_a_cursor_beyond_any_depth_is_refused() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 10_000).decode()

    with pytest.raises(CursorInvalid):
        history([]).page(Filter(), deep)


@pytest.mark.parametrize(
    ("group", "positions"),
    [(2, []), (2, [None] * 4), (-1, []), (0, [None]), (0, [None] * 5), (0, None), (0, {}), (0.0, []), ("0", [])],
    ids=str,
)
def test_a_cursor_that_points_beyond_what_is_to_be_read_is_refused(group: object, positions: object) -> None:
    found = history([run(n, created_at=NOW - n) for n in range(10)])
    fields: Any = json.loads(base64.urlsafe_b64decode((found.page(Filter(), limit=3).next or "") + "=="))
    fields[3:] = [group, positions]

    with pytest.raises(CursorInvalid):
        found.page(Filter(), base64.urlsafe_b64encode(json.dumps(fields).encode()).decode())


def test_a_cursor_with_a_time_that_no_table_can_hold_is_refused() -> None:
    found = history([run(n, created_at=NOW - n) for n in range(10)])
    asked = Filter(store="store1")
    fields: Any = json.loads(base64.urlsafe_b64decode((found.page(asked, limit=3).next or "") + "=="))
    fields[4][0][0] = 1e-200

    with pytest.raises(CursorInvalid):
        found.page(asked, base64.urlsafe_b64encode(json.dumps(fields).encode()).decode())


@pytest.mark.parametrize(
    "place",
    [
        [NOW + 1, "store1", "event-1", "sync_order"],
        [NOW - 2 * DAY, "store1", "event-1", "sync_order"],
        [NOW - 1, "", "event-1", "sync_order"],
        [NOW - 1, "store1", "e" * 2048, "sync_order"],
        [NOW - 1, "store1", "event-1", "a" * 1025],
        [NOW - 1, "store1", "\ud800", "sync_order"],
        [NOW - 1, "store1", "event-1", 5],
        [NOW - 1, "store1", "event-1"],
        ["now", "store1", "event-1", "sync_order"],
        [10**400, "store1", "event-1", "sync_order"],
    ],
)
def test_a_cursor_with_a_place_that_dynamodb_would_refuse_is_refused(place: list[Any]) -> None:
    found = history([run(n, created_at=NOW - n) for n in range(10)])
    fields: Any = json.loads(base64.urlsafe_b64decode((found.page(Filter(), limit=3).next or "") + "=="))
    fields[4][0] = place

    with pytest.raises(CursorInvalid):
        found.page(Filter(), base64.urlsafe_b64encode(json.dumps(fields).encode()).decode())


def test_the_place_in_each_of_sixteen_partitions_fits_into_a_cursor() -> None:
    names = {"store": "s" * 64, "action": "a" * 1024, "state": "failed"}
    every = [run(n, created_at=NOW - n, **names) for n in range(400)]  # type: ignore[arg-type]
    every = [replace(each, key=replace(each.key, event_id=f"{n:0>1983}")) for n, each in enumerate(every)]
    found = history(every)
    page = found.page(Filter(state="failed"), limit=200)

    assert len(page.next or "") > MAX_CURSOR // 2
    assert [row.key for row in found.page(Filter(state="failed"), page.next, limit=1).rows] == [every[200].key]
