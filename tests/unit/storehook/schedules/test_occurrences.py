"""Occurrences of a schedule over a year, with daylight saving, outages and policies."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest

from storehook.schedules.occurrences import following, latest, next_to_begin, upcoming
from storehook.schedules.schedule import Missed, Schedule

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def local(cron: str, zone: str, since: str, until: str) -> list[str]:
    """Return the local times of the occurrences within a stretch of UTC."""
    times = following(Schedule(cron=cron, time_zone=zone), at(since) - 1)
    within = takewhile(lambda time: time < at(until), times)
    return [datetime.fromtimestamp(time, ZoneInfo(zone)).strftime("%d %H:%M%z") for time in within]


def test_a_time_that_the_clock_skips_has_its_occurrence_at_the_end_of_the_skipped_hour() -> None:
    times = local("30 2 * * *", "Europe/Berlin", "2026-03-28", "2026-03-31")

    assert times == ["28 02:30+0100", "29 03:00+0200", "30 02:30+0200"]


def test_a_time_that_the_clock_repeats_has_one_occurrence_the_first() -> None:
    times = local("30 2 * * *", "Europe/Berlin", "2026-10-24", "2026-10-27")

    assert times == ["24 02:30+0200", "25 02:30+0200", "26 02:30+0100"]


def test_every_hour_goes_by_elapsed_time_on_a_day_of_25_hours() -> None:
    times = local("0 * * * *", "Europe/Berlin", "2026-10-24T22:00", "2026-10-25T23:00")

    assert len(times) == 25
    assert times[2:4] == ["25 02:00+0200", "25 02:00+0100"]


def test_every_hour_goes_by_elapsed_time_on_a_day_of_23_hours() -> None:
    assert len(local("0 * * * *", "Europe/Berlin", "2026-03-28T23:00", "2026-03-29T22:00")) == 23


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
@pytest.mark.parametrize("cron", ["30 2 * * *", "15,45 1,2,3 * * *", "*/20 1-4 * * *", "0 */5 * * *", "10 2 1-7 * MON"])
def test_the_times_of_a_year_rise_and_do_not_depend_on_where_one_starts(cron: str, zone: str) -> None:
    schedule = Schedule(cron=cron, time_zone=zone)
    year = list(takewhile(lambda time: time < at("2027-01-01"), following(schedule, at("2026-01-01"))))

    assert year == sorted(set(year))
    again = [upcoming(schedule, time) for time in year[:-1] if _near_a_change(time)]
    assert again == [after for time, after in pairwise(year) if _near_a_change(time)]


def _near_a_change(time: float) -> bool:
    days = ("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01")
    return any(abs(time - at(day)) < 2 * 86_400 for day in days)


def test_a_daily_time_has_365_occurrences_in_a_year_each_on_another_day() -> None:
    schedule = Schedule(cron="30 2 * * *", time_zone="Europe/Berlin")
    start, end = (datetime(year, 1, 1, tzinfo=BERLIN).timestamp() for year in (2026, 2027))
    year = list(takewhile(lambda time: time < end, following(schedule, start)))

    assert len({datetime.fromtimestamp(time, BERLIN).date() for time in year}) == len(year) == 365


def test_an_interval_counts_from_1970_whatever_happened_since() -> None:
    hourly = Schedule(every=3600)

    assert upcoming(hourly, at("2026-05-01T10:59:59")) == at("2026-05-01T11:00")
    assert upcoming(hourly, at("2026-05-01T11:00")) == at("2026-05-01T12:00")


@pytest.mark.parametrize("cron", ["* * * * *", "0 * * * *", "0 3 * * *", "0 0 1 1 *", "0 0 29 2 *"])
def test_the_latest_occurrence_is_found_after_any_time_away(cron: str) -> None:
    schedule, until = Schedule(cron=cron), at("2026-05-04T10:20:30")
    found = latest(schedule, at("2023-12-31"), until)

    assert found is not None
    assert found <= until < upcoming(schedule, found)


def test_there_is_no_latest_occurrence_if_none_was_due() -> None:
    assert latest(Schedule(cron="0 3 * * *"), at("2026-05-04T03:00"), at("2026-05-05T02:59")) is None


def begins(schedule: Schedule, ticks: Iterator[float], through: float) -> list[float]:
    """Return the occurrences that begin if a tick begins all that it may."""
    begun: list[float] = []
    for now in ticks:
        while (time := next_to_begin(schedule, through, now)) is not None:
            assert time > through
            begun.append(through := time)
    return begun


def ticks_of(since: str, until: str, away: tuple[str, str] | None = None, step: float = 60) -> Iterator[float]:
    now, gone, back = at(since), at(away[0]) if away else 0, at(away[1]) if away else 0
    while now < at(until):
        if not gone <= now < back:
            yield now
        now += step


@pytest.mark.parametrize("missed", ["skip", "once", "all"])
def test_without_an_outage_each_occurrence_begins_once_by_every_policy(missed: Missed) -> None:
    hourly = Schedule(every=3600, missed=missed)

    assert begins(hourly, ticks_of("2026-05-01T00:30", "2026-05-02T00:30"), at("2026-05-01T00:30")) == [
        at("2026-05-01") + 3600 * hour for hour in range(1, 25)
    ]


@pytest.mark.parametrize(
    ("missed", "hours"),
    [("skip", [1, 6, 7]), ("once", [1, 5, 6, 7]), ("all", [1, 2, 3, 4, 5, 6, 7])],
)
def test_after_an_outage_the_policy_says_which_missed_occurrences_begin(missed: Missed, hours: list[int]) -> None:
    away = ("2026-05-01T01:30", "2026-05-01T05:10")
    ticks = ticks_of("2026-05-01T00:30", "2026-05-01T07:30", away)

    begun = begins(Schedule(every=3600, missed=missed), ticks, at("2026-05-01T00:30"))

    assert begun == [at("2026-05-01") + 3600 * hour for hour in hours]


@pytest.mark.parametrize("missed", ["skip", "once"])
def test_an_occurrence_in_time_makes_up_for_the_missed_ones(missed: Missed) -> None:
    away = ("2026-05-01T01:30", "2026-05-01T05:02")
    ticks = ticks_of("2026-05-01T00:30", "2026-05-01T06:30", away)

    begun = begins(Schedule(every=3600, missed=missed), ticks, at("2026-05-01T00:30"))

    assert begun == [at("2026-05-01") + 3600 * hour for hour in (1, 5, 6)]


def test_a_year_of_nights_with_an_outage_of_a_week_begins_each_night_at_most_once() -> None:
    nightly = Schedule(cron="30 2 * * *", time_zone="Europe/Berlin", missed="once")
    away = ("2026-10-20T12:00", "2026-10-27T12:00")
    ticks = ticks_of("2026-01-01", "2027-01-01", away, step=3600)

    begun = begins(nightly, ticks, at("2026-01-01"))

    nights = [datetime.fromtimestamp(time, BERLIN).date() for time in begun]
    assert len(set(nights)) == len(nights) == 365 - 6
