"""What went wrong in an attempt, short enough to store and alike enough to group."""

import hashlib
import traceback
from dataclasses import dataclass
from pathlib import PurePath
from types import TracebackType

MAX_TEXT = 1024
"""Bytes of an error's message that are kept."""

MAX_TRACEBACK = 4096
"""Bytes of a traceback that are kept: the last ones, where the error is."""

_LIBRARY = str(PurePath(__file__).parents[1])


@dataclass(frozen=True, slots=True)
class Failure:
    """One error.

    Args:
        error_type: the exception's class, such as `KeyError`.
        error: its message.
        traceback: where it came from.
        fingerprint: the same for errors of one type from one place, whatever their messages say.
    """

    error_type: str
    error: str
    traceback: str
    fingerprint: str


def describe(error: BaseException) -> Failure:
    """Turn an exception into what is stored of it."""
    name = type(error).__name__
    return Failure(
        error_type=name,
        error=_utf8(_message(error))[:MAX_TEXT].decode(errors="ignore"),
        traceback=_utf8("".join(traceback.format_exception(error)))[-MAX_TRACEBACK:].decode(errors="ignore"),
        fingerprint=_fingerprint(name, error.__traceback__),
    )


def _fingerprint(name: str, raised: TracebackType | None) -> str:
    # File and function, not the line: an edit elsewhere in the file must not make a known error look new. And not the
    # library's own: where its author's code called it is what tells one refusal of BigCommerce from another.
    frames = [frame for frame in traceback.extract_tb(raised) if not frame.filename.startswith(_LIBRARY)]
    place = f"{PurePath(frames[-1].filename).name}:{frames[-1].name}" if frames else "-"
    return hashlib.sha256(f"{name}@{place}".encode()).hexdigest()[:12]


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return "<the error's message cannot be printed>"


def _utf8(text: str) -> bytes:
    # A lone surrogate in a message cannot be written to DynamoDB.
    return text.encode(errors="backslashreplace")
