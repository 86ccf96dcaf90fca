"""Parsing of the functions' log lines for the terminal of `make run`. Pure.

Functions write JSON lines: the author's, by `ctx.logger`, which name the run; the result of each message; and metrics.
An action's own prints are plain text.
"""

import json
from dataclasses import dataclass
from typing import Any, cast, get_args

from storehook.consumer.outcome import Result
from storehook.operations import RunKey

SHOWN = frozenset(
    {"completed", "retrying", "failed", "throttled", "ignored", "dropped", "coalesced", "cancelled", "held"}
)
"""Results of a message that get a line. The others would repeat the next line."""

_RUN_KEYS = {"correlation_id", "store_hash", "action", "attempt"}

_ERROR_KEYS = {"exception", "exception_name", "stack_trace"}

_STANDARD_KEYS = {"level", "location", "message", "timestamp", "service"} | _RUN_KEYS | _ERROR_KEYS
"""Keys that do not come from the author."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """Line to show: its source (an action or a function), its run if it is about one, and whether an attempt failed."""

    source: str
    text: str
    run: RunKey | None = None
    failed: bool = False


def read(entry: str) -> LogLine | None:
    """Read an entry of `functions.log`: a JSON list of a function's name and a text. None if it is not worth a line."""
    name, text = cast("tuple[str, str]", tuple(json.loads(entry)))
    fields = _json_object(text)
    if fields is None:
        return LogLine(_function(name), text) if text.strip() else None
    return _read_fields(fields, _function(name))


def _read_fields(fields: dict[str, Any], function: str) -> LogLine | None:
    message, run = str(fields.get("message", "")), _run(fields)
    if run and "event" in fields and message in get_args(Result):
        failed = message in ("failed", "retrying")
        return LogLine(run.action, message, run, failed) if message in SHOWN else None
    if run:
        return LogLine(run.action, _text(fields, message), run)
    is_trouble = fields.get("level") in ("WARNING", "ERROR", "CRITICAL")
    return LogLine(function, _text(fields, message)) if is_trouble else None


def _run(fields: dict[str, Any]) -> RunKey | None:
    names = [fields.get(name) for name in ("store_hash", "action")]
    event = fields.get("event") or fields.get("correlation_id")
    if not all(isinstance(value, str) for value in (*names, event)):
        return None
    store_hash, action = names
    return RunKey(str(store_hash), str(event), str(action))


def _text(fields: dict[str, Any], message: str) -> str:
    level = fields.get("level", "INFO")
    mark = "" if level == "INFO" else f"{level} "
    more = [f"{name}={_short(value)}" for name, value in fields.items() if name not in _STANDARD_KEYS]
    error = str(fields["exception"]).strip().splitlines()[-1:] if fields.get("exception") else []
    return f"{mark}{' '.join([message, *more, *error])}"


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _function(name: str) -> str:
    """Return the function's logical id, which is a part of its name in the stack."""
    parts = name.split("-")
    return parts[-2] if len(parts) > 2 else name


def _json_object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    # Metrics in CloudWatch's embedded format have no message.
    is_log_line = isinstance(value, dict) and ("message" in value or "_aws" in value)
    return cast("dict[str, Any]", value) if is_log_line else None
