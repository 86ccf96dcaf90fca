"""Parameters that several commands have."""

import re
import time
from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from storehook.history.rows import MAX_SORT_KEY

Lane = Literal["default", "long"]

_STORE_HASH = re.compile(r"[A-Za-z0-9]{1,64}")

_AGE = re.compile(r"(\d{1,6})(m|h|d)")

_SECONDS = {"m": 60, "h": 3_600, "d": 86_400}


def store_hash_of(text: str | None) -> str | None:
    """A store hash, if it has the shape of one.

    Raises:
        BadParameter: it has not.
    """
    if text is None or _STORE_HASH.fullmatch(text):
        return text
    raise typer.BadParameter(
        "A store hash has letters and digits only: the part after stores/ in the store's API path."
    )


def name_of(text: str | None) -> str | None:
    """A name that something can be found by.

    Raises:
        BadParameter: it is empty, or longer than any key in DynamoDB.
    """
    if text is None or 0 < len(text.encode()) <= MAX_SORT_KEY:
        return text
    raise typer.BadParameter(f"It has to have 1 to {MAX_SORT_KEY:,} bytes.")


def moment(text: str) -> float:
    """A time in the past, in unix seconds: ISO 8601, in UTC where it names no zone; or so long ago: "90m", "6h", "2d".

    Raises:
        BadParameter: it is neither, or in the future, or before 1970.
    """
    seconds = _unix_seconds(text)
    if seconds > time.time():
        raise typer.BadParameter("That is in the future.")
    if seconds < 0:
        raise typer.BadParameter("That is before 1970.")
    return seconds


def _unix_seconds(text: str) -> float:
    if age := _AGE.fullmatch(text):
        return time.time() - int(age[1]) * _SECONDS[age[2]]
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("Give a time like 2026-08-01T12:00Z, or so long ago, like 90m, 6h or 2d.") from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


StoreHash = Annotated[
    str, typer.Argument(metavar="HASH", callback=store_hash_of, help="The store hash, as in its API path: stores/HASH.")
]

StoreOption = Annotated[str, typer.Option("--store", metavar="HASH", callback=store_hash_of, help="The store's hash.")]

OptionalStore = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="HASH", callback=store_hash_of, help="The store's hash; all active ones by default."
    ),
]

Since = Annotated[
    float, typer.Option("--since", metavar="TIME", parser=moment, help="2026-08-01T12:00Z; or 90m, 6h, 2d ago.")
]

RunStore = Annotated[str, typer.Argument(metavar="STORE", help="The three names as `runs list` gives them.")]

RunEvent = Annotated[str, typer.Argument(metavar="EVENT")]

RunAction = Annotated[str, typer.Argument(metavar="ACTION")]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")]
