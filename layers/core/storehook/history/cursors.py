"""What asks for the next page, as text. It comes back from outside, so nothing in it is taken on trust."""

import base64
import hashlib
import json
import zlib
from dataclasses import astuple, replace
from typing import Any, cast

from storehook.history.errors import CursorInvalid
from storehook.history.key_ranges import KeyRange, SearchPlan, plan
from storehook.history.rows import Filter, IndexPosition, can_be_stored, can_be_time
from storehook.history.searching import END, SearchProgress
from storehook.queues.run_key import RunKey

MAX_CURSOR = 70_000
"""Characters."""

MAX_FIELDS = 200_000
"""Bytes of what is packed in it: a place in each of 32 partitions, with the longest names, fits in."""


def encode(asked: Filter, bounded: Filter, progress: SearchProgress) -> str:
    """Write how far a question has been answered.

    Args:
        asked: the question as it was asked.
        bounded: the same with its range of time.
        progress: how far.
    """
    positions = [position and _written(position) for position in progress.positions]
    fields = [_digest(asked), bounded.since, bounded.until, progress.group, positions]
    written = json.dumps(fields, separators=(",", ":")).encode()
    # Packed, as it goes into an address: runs that others have asked for have long names, made of one another's.
    return base64.urlsafe_b64encode(zlib.compress(written, zlib.Z_BEST_COMPRESSION)).decode().rstrip("=")


def decode(text: str, asked: Filter) -> tuple[Filter, SearchPlan, SearchProgress]:
    """Read it: the question with its range of time, what to read for it, and how far that has been done.

    Args:
        text: as it came.
        asked: the question as it was asked.

    Raises:
        CursorInvalid: it is none, or is one of another question.
        QueryTooBroad: its range of time is too long.
    """
    digest, since, until, group, positions = _fields(text)
    if digest != _digest(asked) or not isinstance(positions, list):
        raise CursorInvalid
    where = replace(asked, since=_time(since), until=_time(until))
    key_ranges = plan(where)
    if type(group) is not int or not 0 <= group < len(key_ranges):
        raise CursorInvalid
    found = cast("list[Any]", positions)
    if found and len(found) != len(key_ranges[group]):
        raise CursorInvalid
    read: tuple[IndexPosition | None, ...] = tuple(map(_position, found, key_ranges[group]))
    return where, key_ranges, SearchProgress(group, read)


def _fields(text: str) -> list[Any]:
    try:
        padded = text[:MAX_CURSOR] + "=" * (-len(text) % 4)
        packed = base64.b64decode(padded, altchars=b"-_", validate=True)
        found: object = json.loads(zlib.decompressobj().decompress(packed, MAX_FIELDS))
    except (ValueError, RecursionError, zlib.error) as error:
        raise CursorInvalid from error
    if not isinstance(found, list) or len(cast("list[Any]", found)) != 5:
        raise CursorInvalid
    return cast("list[Any]", found)


def _written(position: IndexPosition) -> list[Any]:
    return [position.at, list(astuple(position.key))]


def _position(found: Any, key_range: KeyRange) -> IndexPosition | None:
    if found is None:
        return None
    if found == _written(END):
        return END
    match found:
        case [at, [str(store_hash), str(event_id), str(action), generation]] if type(generation) is int:
            key = RunKey(store_hash, event_id, action, generation)
        case _:
            raise CursorInvalid
    position = IndexPosition(_time(at) or 0.0, key)
    if generation < 0 or not (can_be_stored(key) and key_range.since <= position.at <= key_range.until):
        raise CursorInvalid
    return position


def _time(found: object) -> float | None:
    if found is None:
        return None
    # `json` reads NaN, Infinity and numbers of any length: none of them is in the range.
    if isinstance(found, int | float) and can_be_time(found):
        return float(found)
    raise CursorInvalid


def _digest(asked: Filter) -> str:
    return hashlib.sha256(repr(astuple(asked)).encode(errors="surrogatepass")).hexdigest()[:16]
