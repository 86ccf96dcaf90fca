"""What went wrong in an attempt, short enough to store and alike enough to group."""

import hashlib
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import PurePath
from types import TracebackType
from typing import Any

MAX_TEXT = 1024
"""Bytes of an error's message that are kept."""

MAX_TRACEBACK = 2048
"""Bytes of a traceback that are kept: the last ones, where the error is."""

_LIBRARY = str(PurePath(__file__).parents[1])

_AWS = str(PurePath(_LIBRARY, "aws"))


@dataclass(frozen=True, slots=True)
class Failure:
    """One error.

    Args:
        error_type: the exception's class, such as `KeyError`.
        error: its message, and what was noted on it.
        traceback: where it came from, without its type and message again at the end.
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
        traceback=_utf8(_traceback(error))[-MAX_TRACEBACK:].decode(errors="ignore"),
        fingerprint=_fingerprint(name, error.__traceback__),
    )


def _fingerprint(name: str, raised: TracebackType | None) -> str:
    # File and function, not the line: an edit elsewhere in the file must not make a known error look new. And not the
    # library's own: where its author's code called it is what tells one refusal of BigCommerce from another.
    frames = [frame for frame in traceback.extract_tb(raised) if not frame.filename.startswith(_LIBRARY)]
    place = f"{PurePath(frames[-1].filename).name}:{frames[-1].name}" if frames else "-"
    return hashlib.sha256(f"{name}@{place}".encode()).hexdigest()[:12]


def is_ours(error: BaseException) -> bool:
    """Whether a call of AWS that this library made has failed: a fault of what surrounds the action, not of its own.

    A value that DynamoDB does not take is the action's own.
    """
    if type(error).__module__.partition(".")[0] != "botocore":
        return False
    answer: dict[str, Any] = getattr(error, "response", {})
    is_refused = answer.get("Error", {}).get("Code") == "ValidationException"
    return not is_refused and any(
        frame.filename.startswith(_AWS) for frame in traceback.extract_tb(error.__traceback__)
    )


def _traceback(error: BaseException) -> str:
    """Where the error comes from, without the library's frames above the author's."""
    told = traceback.TracebackException.from_exception(error)
    own = list(dropwhile(lambda frame: frame.filename.startswith(_LIBRARY), told.stack))
    told.stack = traceback.StackSummary.from_list(own or told.stack)
    return "".join(told.format()).removesuffix("".join(told.format_exception_only()))


def _message(error: BaseException) -> str:
    return "\n".join(map(_text, (error, *_notes(error))))


def _notes(error: BaseException) -> Sequence[object]:
    # Whoever sets it by hand may set anything.
    notes: Sequence[object] | None = getattr(error, "__notes__", None)
    return notes if isinstance(notes, list) else ()


def _text(told: object) -> str:
    try:
        return str(told)
    except Exception:
        return "<the error's message cannot be printed>"


def _utf8(text: str) -> bytes:
    # A lone surrogate in a message cannot be written to DynamoDB.
    return text.encode(errors="backslashreplace")
