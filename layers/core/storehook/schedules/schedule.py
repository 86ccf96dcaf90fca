"""Schedule of an action, as its author declares it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Literal, get_args

from storehook.errors import DeclarationError

ForEach = Literal["store", "app"]

FOR_EACH: tuple[ForEach, ...] = get_args(ForEach)

Missed = Literal["skip", "once", "all"]

MISSED: tuple[Missed, ...] = get_args(Missed)

type Duration = str | timedelta | float
"""Text such as `1 hour`, a `timedelta`, or seconds."""

SHORTEST, LONGEST = 60.0, 31 * 86_400.0
"""Bounds of `every`, in seconds."""

MAX_SPREAD = 6 * 3600.0
"""Seconds. The runs of an occurrence are stored when it begins, and wait for their time."""

DEFAULT_SPREAD = 3600.0
"""Longest spread that an interval has by default, in seconds."""

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 7 * 86_400}

_TEXT = re.compile(r"(\d+) (second|minute|hour|day|week)s?", re.ASCII)

_CRON = re.compile(r"[0-9A-Za-z*,/#-]+( [0-9A-Za-z*,/#-]+){4}", re.ASCII)
"""Five fields. `occurrences.check` reads them, because only the timer needs a parser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Schedule of an action. Either `every` or `cron` is set.

    Args:
        every: seconds between two occurrences, counted from 1970-01-01 00:00 UTC. 0 if there is a `cron`.
        cron: five fields. Empty if there is an `every`.
        for_each: each store has a run per occurrence, or the app has one.
        spread: seconds over which the runs of an occurrence are spread by store.
        missed: policy for occurrences that did not begin in time.
    """

    every: float = 0.0
    cron: str = ""
    time_zone: str = "UTC"
    for_each: ForEach = "store"
    spread: float = 0.0
    missed: Missed = "once"

    def __str__(self) -> str:
        return f"{self.cron} {self.time_zone}" if self.cron else f"every {_written(self.every)}"

    def offset(self, action: str, store_hash: str) -> float:
        """Return the seconds from an occurrence to a store's run. They are the same at each occurrence."""
        digest = sha256(f"{action}/{store_hash}".encode(errors="surrogatepass")).digest()
        return round(int.from_bytes(digest[:6]) / 2**48 * self.spread, 3)


def declared(
    *,
    every: Duration | None,
    cron: str | None,
    time_zone: str | None,
    for_each: ForEach | None,
    spread: Duration | None,
    missed: Missed | None,
) -> Schedule:
    """Return the schedule that the options of `action` declare.

    Raises:
        DeclarationError: an option is out of range, or two contradict each other. The message says what to change.
    """
    if (every is None) == (cron is None):
        raise DeclarationError('A schedule has either every, such as "1 hour", or cron, such as "0 3 * * *".')
    for_each, missed = for_each or "store", missed or "once"
    if for_each not in FOR_EACH or missed not in MISSED:
        raise DeclarationError(f"for_each is one of {', '.join(FOR_EACH)}. missed is one of {', '.join(MISSED)}.")
    if time_zone is not None and cron is None:
        raise DeclarationError("An interval is the same in every time zone: remove time_zone.")
    if cron is not None and not _CRON.fullmatch(cron):
        raise DeclarationError(
            f'cron={cron!r} has no five fields: minute, hour, day, month, weekday. Write "0 3 * * *".'
        )
    interval = 0.0 if every is None else _interval(every)
    return Schedule(
        every=interval,
        cron=cron or "",
        time_zone=time_zone or "UTC",
        for_each=for_each,
        spread=_spread(spread, interval, for_each),
        missed=missed,
    )


def seconds(option: str, duration: Duration) -> float:
    """Return a duration in seconds.

    Raises:
        DeclarationError: a text is not a duration.
    """
    if isinstance(duration, timedelta):
        return duration.total_seconds()
    if not isinstance(duration, str):
        return float(duration)
    if not (match := _TEXT.fullmatch(duration)):
        raise DeclarationError(f'{option}={duration!r} is not a duration. Write "90 seconds", "1 hour" or "2 days".')
    return float(int(match[1]) * _UNITS[match[2]])


def _interval(every: Duration) -> float:
    interval = seconds("every", every)
    if not SHORTEST <= interval <= LONGEST or interval % 1:
        raise DeclarationError(f"every={every!r} is out of range: whole seconds, from one minute to 31 days.")
    return interval


def _spread(spread: Duration | None, interval: float, for_each: ForEach) -> float:
    if for_each == "app":
        if spread is not None:
            raise DeclarationError(
                'With for_each="app", an occurrence has one run, and nothing to spread: remove spread.'
            )
        return 0.0
    if spread is None:
        return min(interval, DEFAULT_SPREAD)
    if not 0 <= (chosen := seconds("spread", spread)) <= min(interval or MAX_SPREAD, MAX_SPREAD):
        raise DeclarationError(f"spread={spread!r} is out of range: at most 6 hours, and at most the interval.")
    return chosen


def _written(duration: float) -> str:
    unit, size = next((unit, size) for unit, size in reversed(_UNITS.items()) if duration % size == 0 or size == 1)
    count = f"{duration / size:g}"
    return f"{count} {unit}" if count == "1" else f"{count} {unit}s"
