"""Cursors for the next page, as text. They come back from outside, so nothing in them is trusted."""

import base64
import hashlib
import json
import zlib
from dataclasses import astuple, replace
from typing import Any, cast

from storehook.history.errors import CursorInvalid
from storehook.history.key_ranges import KeyRange, plan
from storehook.history.rows import Filter, IndexPosition, can_be_stored, can_be_time
from storehook.history.searching import END, SearchProgress
from storehook.queues.run_key import RunKey

MAX_CURSOR = 70_000
"""Characters."""

MAX_FIELDS = 200_000
"""Unpacked bytes. A position in each of 32 partitions fits, even with the longest names."""


def encode(query: Filter, bounded: Filter, progress: SearchProgress) -> str:
    """Return the cursor after some progress of a query, which is `bounded` with its range of time."""
    positions = [position and _written(position) for position in progress.positions]
    fields = [_digest(query), bounded.since, bounded.until, progress.group, positions]
    text = json.dumps(fields, separators=(",", ":")).encode()
    # Compressed to fit in a URL: the keys of enqueued runs are long, as each contains its caller's.
    return base64.urlsafe_b64encode(zlib.compress(text, zlib.Z_BEST_COMPRESSION)).decode().rstrip("=")


def decode(text: str, query: Filter) -> tuple[Filter, SearchProgress]:
    """Parse a cursor into the query with its range of time, and the progress of the search.

    Raises:
        CursorInvalid: it is invalid, or belongs to another query.
        QueryTooBroad: its range of time is too long.
    """
    digest, since, until, group, positions = _fields(text)
    if digest != _digest(query) or not isinstance(positions, list):
        raise CursorInvalid
    where = replace(query, since=_time(since), until=_time(until))
    key_ranges = plan(where)
    if type(group) is not int or not 0 <= group < len(key_ranges):
        raise CursorInvalid
    values = cast("list[Any]", positions)
    if values and len(values) != len(key_ranges[group]):
        raise CursorInvalid
    return where, SearchProgress(group, tuple(map(_position, values, key_ranges[group])))


def _fields(text: str) -> list[Any]:
    try:
        padded = text[:MAX_CURSOR] + "=" * (-len(text) % 4)
        packed = base64.b64decode(padded, altchars=b"-_", validate=True)
        fields: object = json.loads(zlib.decompressobj().decompress(packed, MAX_FIELDS))
    except (ValueError, RecursionError, zlib.error) as error:
        raise CursorInvalid from error
    if not isinstance(fields, list) or len(cast("list[Any]", fields)) != 5:
        raise CursorInvalid
    return cast("list[Any]", fields)


def _written(position: IndexPosition) -> list[Any]:
    return [position.at, list(astuple(position.key))]


def _position(value: Any, key_range: KeyRange) -> IndexPosition | None:
    if value is None:
        return None
    if value == _written(END):
        return END
    match value:
        case [at, [str(store_hash), str(event_id), str(action), generation]] if type(generation) is int:
            key = RunKey(store_hash, event_id, action, generation)
        case _:
            raise CursorInvalid
    position = IndexPosition(_time(at) or 0.0, key)
    if generation < 0 or not (can_be_stored(key) and key_range.since <= position.at <= key_range.until):
        raise CursorInvalid
    return position


def _time(value: object) -> float | None:
    if value is None:
        return None
    # `json` parses NaN, Infinity and numbers of any length. None of them is in the range.
    if isinstance(value, int | float) and can_be_time(value):
        return float(value)
    raise CursorInvalid


def _digest(query: Filter) -> str:
    return hashlib.sha256(repr(astuple(query)).encode(errors="surrogatepass")).hexdigest()[:16]
