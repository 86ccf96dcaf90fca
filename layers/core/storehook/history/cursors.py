"""What asks for the next page, as text. It comes back from outside, so nothing in it is taken on trust."""

import base64
import hashlib
import json
import zlib
from dataclasses import astuple, replace
from typing import Any, cast

from storehook.history.errors import CursorInvalid
from storehook.history.key_ranges import KeyRange, Plan, plan
from storehook.history.rows import Filter, Place, can_be_stored, can_be_time
from storehook.history.searching import END, SearchProgress

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
    positions = [each and astuple(each) for each in progress.positions]
    fields = [_digest(asked), bounded.since, bounded.until, progress.group, positions]
    written = json.dumps(fields, separators=(",", ":")).encode()
    # Packed, as it goes into an address: runs that others have asked for have long names, made of one another's.
    return base64.urlsafe_b64encode(zlib.compress(written, zlib.Z_BEST_COMPRESSION)).decode().rstrip("=")


def decode(text: str, asked: Filter) -> tuple[Filter, Plan, SearchProgress]:
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
    read: tuple[Place | None, ...] = tuple(map(_position, found, key_ranges[group]))
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


def _position(found: Any, key_range: KeyRange) -> Place | None:
    if found is None:
        return None
    if found == list(astuple(END)):
        return END
    fields = cast("list[Any]", found) if isinstance(found, list) else []
    if len(fields) != len(astuple(END)):
        raise CursorInvalid
    at, store_hash, event_id, action, generation = fields
    if type(generation) is not int or generation < 0:
        raise CursorInvalid
    place = Place(_time(at) or 0.0, store_hash, event_id, action, generation)
    names = (store_hash, event_id, action)
    if not all(isinstance(name, str) for name in names) or not can_be_stored(place.key):
        raise CursorInvalid
    if not key_range.since <= place.at <= key_range.until:
        raise CursorInvalid
    return place


def _time(found: object) -> float | None:
    if found is None:
        return None
    # `json` reads NaN, Infinity and numbers of any length: none of them is in the range.
    if isinstance(found, int | float) and can_be_time(found):
        return float(found)
    raise CursorInvalid


def _digest(asked: Filter) -> str:
    return hashlib.sha256(repr(astuple(asked)).encode(errors="surrogatepass")).hexdigest()[:16]
