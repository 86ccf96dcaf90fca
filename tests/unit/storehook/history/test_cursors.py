"""Cursors may come from anybody."""

import base64
import json
import secrets
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.run_history import history
from tests.support.runs import DAY, HOUR, NOW, run

from storehook.console.schemas import LONGEST_CURSOR
from storehook.history.cursors import MAX_FIELDS
from storehook.history.errors import CursorInvalid, QueryTooBroad
from storehook.history.rows import Filter
from storehook.queues.run_key import KEYED, MAX_EVENT_ID
from storehook.runs.run import Run


def read(cursor: str | None) -> Any:
    """Return the fields of a cursor."""
    return json.loads(zlib.decompress(base64.urlsafe_b64decode((cursor or "") + "==")))


def written(fields: object) -> str:
    """Return a cursor with other fields."""
    return packed(json.dumps(fields).encode())


def packed(fields: bytes) -> str:
    """Return a cursor with any bytes in it."""
    return base64.urlsafe_b64encode(zlib.compress(fields)).decode().rstrip("=")


def test_a_cursor_of_another_question_is_refused() -> None:
    found = history([run(n, created_at=NOW - n) for n in range(10)])
    cursor = found.page(Filter(), limit=2).next

    with pytest.raises(CursorInvalid):
        found.page(Filter(action="sync_order"), cursor)


@given(st.text() | st.binary().map(lambda found: base64.urlsafe_b64encode(found).decode()) | st.binary().map(packed))
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
    fields: Any = read(found.page(Filter(), limit=3).next)
    spot = data.draw(st.integers(1, 4))
    fields[spot] = data.draw(JSON) if spot < 4 else data.draw(st.lists(JSON, min_size=4, max_size=4))
    tampered = written(fields)

    started = time.monotonic()
    try:
        rows = found.page(Filter(), tampered).rows
    except (CursorInvalid, QueryTooBroad):
        rows = ()

    assert len(rows) <= 50
    assert time.monotonic() - started < 5


def test_a_cursor_beyond_any_depth_is_refused() -> None:
    with pytest.raises(CursorInvalid):
        history([]).page(Filter(), packed(b"[" * 10_000))


def test_a_cursor_that_would_fill_the_memory_is_refused() -> None:
    found = history([run(n, created_at=NOW - n) for n in range(10)])
    fields = json.dumps(read(found.page(Filter(), limit=3).next))

    with pytest.raises(CursorInvalid):
        found.page(Filter(), packed((" " * MAX_FIELDS + fields).encode()))


@pytest.mark.parametrize(
    ("group", "positions"),
    [(2, []), (2, [None] * 4), (-1, []), (0, [None]), (0, [None] * 5), (0, None), (0, {}), (0.0, []), ("0", [])],
    ids=str,
)
def test_a_cursor_that_points_beyond_what_is_to_be_read_is_refused(group: object, positions: object) -> None:
    found = history([run(n, created_at=NOW - n) for n in range(10)])
    fields: Any = read(found.page(Filter(), limit=3).next)
    fields[3:] = [group, positions]

    with pytest.raises(CursorInvalid):
        found.page(Filter(), written(fields))


def test_a_cursor_with_a_time_that_no_table_can_hold_is_refused() -> None:
    found = history([run(n, created_at=NOW - n) for n in range(10)])
    asked = Filter(store="store1")
    fields: Any = read(found.page(asked, limit=3).next)
    fields[4][0][0] = 1e-200

    with pytest.raises(CursorInvalid):
        found.page(asked, written(fields))


@pytest.mark.parametrize(
    "position",
    [
        [NOW + 1, ["store1", "event-1", "sync_order", 0]],
        [NOW - 2 * DAY, ["store1", "event-1", "sync_order", 0]],
        [NOW - 1, ["", "event-1", "sync_order", 0]],
        [NOW - 1, ["store1", "e" * 2048, "sync_order", 0]],
        [NOW - 1, ["store1", "event-1", "a" * 1025, 0]],
        [NOW - 1, ["store1", "\ud800", "sync_order", 0]],
        [NOW - 1, ["store1", "event-1", 5, 0]],
        [NOW - 1, ["store1", "event-1", "sync_order", -1]],
        [NOW - 1, ["store1", "event-1", "sync_order", True]],
        [NOW - 1, ["store1", "event-1", "sync_order"]],
        ["now", ["store1", "event-1", "sync_order", 0]],
        [10**400, ["store1", "event-1", "sync_order", 0]],
    ],
)
def test_a_cursor_with_a_position_that_dynamodb_would_refuse_is_refused(position: list[Any]) -> None:
    found = history([run(n, created_at=NOW - n) for n in range(10)])
    fields: Any = read(found.page(Filter(), limit=3).next)
    fields[4][0] = position

    with pytest.raises(CursorInvalid):
        found.page(Filter(), written(fields))


def of_deep_chain(_: int) -> str:
    """An event whose run was enqueued by one that was enqueued, and so on."""
    links = (f"/keep_{secrets.choice(('order', 'cart', 'product'))}/{secrets.token_hex(8)}/1" for _ in range(10))
    return secrets.token_hex(20) + "".join(links)


def of_long_key(_: int) -> str:
    """An event whose name is as long as an action may make it."""
    return KEYED + "".join(chr(0x21 + secrets.randbelow(0x5E)) for _ in range(MAX_EVENT_ID))


@pytest.mark.parametrize("event", [of_deep_chain, of_long_key])
def test_the_positions_in_all_partitions_of_waiting_runs_fit_into_a_query(event: Callable[[int], str]) -> None:
    asked, lanes = Filter(state="retrying"), ("default", "long")
    found = history([_waiting(n, event(n), lane) for lane in lanes for n in range(400)])
    page = found.page(asked, limit=400)

    assert len(page.next or "") <= LONGEST_CURSOR
    assert all(read(page.next)[4])
    both = page.rows + found.page(asked, page.next, limit=400).rows
    assert len({row.key for row in both}) == 800


def _waiting(number: int, event_id: str, lane: str) -> Run:
    found = run(number, created_at=NOW - number, state="retrying", store=secrets.token_hex(5), lane=lane)
    return replace(found, key=replace(found.key, event_id=event_id), due_at=NOW - number / 7)
