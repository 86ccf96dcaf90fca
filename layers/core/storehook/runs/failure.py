"""Failures of attempts: short enough to store, and similar enough to group."""

import hashlib
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import PurePath
from typing import Any

MAX_TEXT = 1024
"""Bytes kept of an error's message."""

MAX_TRACEBACK = 2048
"""Bytes kept of a traceback: the last ones, where the error is."""

MAX_LINE = 200
"""Characters of a message in a list of runs."""

_LIBRARY = str(PurePath(__file__).parents[1])

_AWS = str(PurePath(_LIBRARY, "aws"))


@dataclass(frozen=True, slots=True)
class Failure:
    """Failure of an attempt.

    Args:
        error_type: class of the exception, such as `KeyError`.
        error: its message and notes.
        traceback: without the type and message at its end.
        fingerprint: the same for all errors of one type from one place. The message makes no difference.
    """

    error_type: str
    error: str
    traceback: str
    fingerprint: str


def describe(error: BaseException, reason: str = "") -> Failure:
    """Return what is stored of an exception.

    Args:
        reason: reason for which the run failed, if the exception doesn't say it. It is the last line of the message.
    """
    return Failure(
        error_type=type(error).__name__,
        error=_with_reason(_message(error), reason),
        traceback=_utf8(_traceback(error))[-MAX_TRACEBACK:].decode(errors="ignore"),
        fingerprint=fingerprint(error),
    )


def fingerprint(error: BaseException) -> str:
    """Return what errors of one type from one place have in common."""
    # File and function, not the line: an edit elsewhere in the file must not make a known error look new. The library's
    # own frames are left out: the author's call is what distinguishes one refusal of BigCommerce from another.
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(_LIBRARY)]
    place = f"{PurePath(frames[-1].filename).name}:{frames[-1].name}" if frames else "-"
    return hashlib.sha256(f"{type(error).__name__}@{place}".encode()).hexdigest()[:12]


def one_line(message: str) -> str:
    """Return an error's message as one line for a list of runs, cut to `MAX_LINE` characters."""
    line = " ".join(message.split())
    return line[:MAX_LINE] + "…" * (len(line) > MAX_LINE)


def is_ours(error: BaseException) -> bool:
    """Return whether one of this library's own AWS calls failed. That is a fault outside the action.

    A value that DynamoDB refuses is the action's own fault.
    """
    if type(error).__module__.partition(".")[0] != "botocore":
        return False
    answer: dict[str, Any] = getattr(error, "response", {})
    is_refused = answer.get("Error", {}).get("Code") == "ValidationException"
    return not is_refused and any(
        frame.filename.startswith(_AWS) for frame in traceback.extract_tb(error.__traceback__)
    )


def _traceback(error: BaseException) -> str:
    """Return the traceback without the library's frames above the author's."""
    exception = traceback.TracebackException.from_exception(error)
    own = list(dropwhile(lambda frame: frame.filename.startswith(_LIBRARY), exception.stack))
    exception.stack = traceback.StackSummary.from_list(own or exception.stack)
    return "".join(exception.format()).removesuffix("".join(exception.format_exception_only()))


def _with_reason(message: str, reason: str) -> str:
    below = f"\n{reason}" if reason else ""
    return _utf8(message)[: MAX_TEXT - len(below)].decode(errors="ignore") + below


def _message(error: BaseException) -> str:
    return "\n".join(map(_text, (error, *_notes(error))))


def _notes(error: BaseException) -> Sequence[object]:
    # Code can set this attribute to anything.
    notes: Sequence[object] | None = getattr(error, "__notes__", None)
    return notes if isinstance(notes, list) else ()


def _text(value: object) -> str:
    try:
        return str(value)
    except Exception:
        return "<the error's message cannot be printed>"


def _utf8(text: str) -> bytes:
    # A lone surrogate in a message cannot be written to DynamoDB.
    return text.encode(errors="backslashreplace")
