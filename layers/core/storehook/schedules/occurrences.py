"""Occurrences of a schedule: the times at which it is due, in unix seconds.

At the end of daylight saving time, an hour is repeated, and at its start, one is skipped. A cron of certain times, such
as `30 2 * * *`, has one occurrence on each of these days: the first of two, or the end of the skipped hour. A cron with
a `*` as hour or minute, and an interval, go by elapsed time: a day has 25 hours, or 23.
"""

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from itertools import count, takewhile
from math import inf
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from storehook.errors import DeclarationError
from storehook.schedules.schedule import Schedule

AHEAD = 180.0
"""Seconds by which an occurrence begins early, so that its runs are stored when they are due."""

GRACE = 300.0
"""Seconds after its time from which an occurrence is missed."""

_LOOKS = (3600.0, 86_400.0, 31 * 86_400.0, 366 * 86_400.0, inf)
"""Seconds of the looks back for the latest occurrence. A frequent schedule is found in the first."""


def check(schedule: Schedule) -> None:
    """Check a schedule's cron and time zone.

    Raises:
        DeclarationError: one of them is invalid. The message names it.
    """
    try:
        zone = ZoneInfo(schedule.time_zone)
    except (OSError, ValueError, LookupError) as error:
        raise DeclarationError(
            f'time_zone={schedule.time_zone!r} is unknown. Use a name such as "Europe/Berlin".'
        ) from error
    if schedule.cron:
        try:
            CronSim(schedule.cron, datetime.fromtimestamp(0, zone))
        except CronSimError as error:
            raise DeclarationError(f"cron={schedule.cron!r} is invalid: {error}.") from error


def following(schedule: Schedule, after: float) -> Iterator[float]:
    """Yield the occurrences after a time, earliest first. There may be none."""
    if schedule.every:
        yield from (schedule.every * number for number in count(int(after // schedule.every) + 1))
        return
    # A local time in a repeated hour comes twice, and one in a skipped hour is moved. None is yielded twice.
    for local in CronSim(schedule.cron, datetime.fromtimestamp(after, ZoneInfo(schedule.time_zone))):
        if (at := local.timestamp()) > after:
            after = at
            yield at


def upcoming(schedule: Schedule, after: float) -> float:
    """Return the first occurrence after a time. It is infinite if there is none."""
    return next(following(schedule, after), inf)


def latest(schedule: Schedule, after: float, until: float) -> float | None:
    """Return the last occurrence after a time and up to another, if any."""
    for seconds in _LOOKS:
        start = max(after, until - seconds)
        found = deque(takewhile(lambda at: at <= until, following(schedule, start)), maxlen=1)
        if found or start == after:
            return found[0] if found else None
    return None


def next_to_begin(schedule: Schedule, through: float, now: float) -> float | None:
    """Return the occurrence that begins now, if any.

    Among missed occurrences, `all` takes each, oldest first. `once` takes the latest, unless the next one in time makes
    up for them. `skip` takes none.

    Args:
        through: time up to which occurrences have begun, or do not count.
    """
    first = upcoming(schedule, through)
    if first > now + AHEAD:
        return None
    if schedule.missed == "all" or first > now - GRACE:
        return first
    if (in_time := upcoming(schedule, max(through, now - GRACE))) <= now + AHEAD:
        return in_time
    return latest(schedule, through, now - GRACE) if schedule.missed == "once" else None
