"""What the terminal of `make run` shows of the functions' log lines. Pure.

Functions write JSON lines: the author's by `ctx.logger`, which name the run; what became of a message; and metrics.
What an action prints comes as it is.
"""

import json
from dataclasses import dataclass
from typing import Any, cast, get_args

from storehook.consumer.outcome import Result
from storehook.queues.run_key import RunKey

SHOWN = frozenset({"completed", "retrying", "failed", "throttled", "ignored", "dropped", "coalesced", "held"})
"""What can become of a message, where it is worth a line: not what the next line says as well."""

_ABOUT_RUN = {"correlation_id", "store_hash", "action", "attempt"}

_ERROR = {"exception", "exception_name", "stack_trace"}

_OWN = {"level", "location", "message", "timestamp", "service"} | _ABOUT_RUN | _ERROR
"""Keys that a line has without the author."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line worth showing.

    Args:
        source: the action, or the function if no action is known.
        text: what it says.
        run: the run that it is about, if there is one.
        failed: whether it says that an attempt has failed.
    """

    source: str
    text: str
    run: RunKey | None = None
    failed: bool = False


def read(entry: str) -> LogLine | None:
    """Read an entry of `functions.log`; None if it is not worth a line.

    Args:
        entry: a JSON list of the function's name and the line.
    """
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
        return LogLine(run.action, _said(fields, message), run)
    is_trouble = fields.get("level") in ("WARNING", "ERROR", "CRITICAL")
    return LogLine(function, _said(fields, message)) if is_trouble else None


def _run(fields: dict[str, Any]) -> RunKey | None:
    names = [fields.get(name) for name in ("store_hash", "action")]
    event = fields.get("event") or fields.get("correlation_id")
    if not all(isinstance(each, str) for each in (*names, event)):
        return None
    store_hash, action = names
    return RunKey(str(store_hash), str(event), str(action))


def _said(fields: dict[str, Any], message: str) -> str:
    level = fields.get("level", "INFO")
    mark = "" if level == "INFO" else f"{level} "
    more = [f"{name}={_short(value)}" for name, value in fields.items() if name not in _OWN]
    error = str(fields["exception"]).strip().splitlines()[-1:] if fields.get("exception") else []
    return f"{mark}{' '.join([message, *more, *error])}"


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _function(name: str) -> str:
    """The function's name in the template, which is a part of that which it has in its stack."""
    parts = name.split("-")
    return parts[-2] if len(parts) > 2 else name


def _json_object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    # Metrics, in CloudWatch's embedded format, have no message.
    is_ours = isinstance(found, dict) and ("message" in found or "_aws" in found)
    return cast("dict[str, Any]", found) if is_ours else None
