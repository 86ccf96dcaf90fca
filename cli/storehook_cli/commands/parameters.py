"""Parameters that several commands share."""

import re
import time
from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from storehook.operations import MAX_SORT_KEY

Lane = Literal["default", "long"]

_STORE_HASH = re.compile(r"[A-Za-z0-9]{1,64}")

_AGE = re.compile(r"(\d{1,6})(m|h|d)")

_SECONDS = {"m": 60, "h": 3_600, "d": 86_400}


def store_hash_of(text: str | None) -> str | None:
    """Return a store hash, if it has the right format."""
    if text is None or _STORE_HASH.fullmatch(text):
        return text
    raise typer.BadParameter(
        f"{text!r} is not a store hash. It is the part after stores/ in the store's API path: letters and digits."
    )


def name_of(text: str | None) -> str | None:
    """Return a name, if it can be part of a key in DynamoDB."""
    if text is None or 0 < len(text.encode()) <= MAX_SORT_KEY:
        return text
    raise typer.BadParameter(f"The value must have 1 to {MAX_SORT_KEY:,} bytes.")


def moment(text: str) -> float:
    """Return a past time in unix seconds: from ISO 8601, in UTC if it names no zone, or from an age such as 90m."""
    seconds = _unix_seconds(text)
    if seconds > time.time():
        raise typer.BadParameter(f"{text} is in the future.")
    if seconds < 0:
        raise typer.BadParameter(f"{text} is before 1970.")
    return seconds


def _unix_seconds(text: str) -> float:
    if age := _AGE.fullmatch(text):
        return time.time() - int(age[1]) * _SECONDS[age[2]]
    try:
        time_of_day = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is not a time. Use 2026-08-01T12:00Z, or an age such as 90m, 6h or 2d."
        ) from error
    return (time_of_day if time_of_day.tzinfo else time_of_day.replace(tzinfo=UTC)).timestamp()


StoreHash = Annotated[
    str, typer.Argument(metavar="HASH", callback=store_hash_of, help="Store hash, as in the API path: stores/HASH.")
]

StoreOption = Annotated[str, typer.Option("--store", metavar="HASH", callback=store_hash_of, help="Store hash.")]

OptionalStore = Annotated[
    str | None,
    typer.Option("--store", metavar="HASH", callback=store_hash_of, help="Store hash. Default: all active stores."),
]

SINCE = "Starting at 2026-08-01T12:00Z, or 90m, 6h or 2d ago."

Since = Annotated[float, typer.Option("--since", metavar="TIME", parser=moment, help=SINCE)]

ModelName = Annotated[str, typer.Argument(metavar="MODEL", callback=name_of, help="Name of the model, as in Order.")]

RunStore = Annotated[str, typer.Argument(metavar="STORE", help="Store of the run, as `runs list` shows it.")]

RunEvent = Annotated[str, typer.Argument(metavar="EVENT", help="Event of the run.")]

RunAction = Annotated[str, typer.Argument(metavar="ACTION", help="Action of the run.")]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen. Change nothing.")]

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask for confirmation.")]
