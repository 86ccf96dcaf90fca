"""Declaration of schedules."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from storehook.errors import DeclarationError
from storehook.schedules.occurrences import check
from storehook.schedules.schedule import Schedule, declared


def schedule(**options: Any) -> Schedule:
    return declared(
        **{"every": None, "cron": None, "time_zone": None, "for_each": "store", "spread": None, "missed": "once"}
        | options
    )


@pytest.mark.parametrize(
    ("every", "seconds"),
    [("1 hour", 3600), ("90 seconds", 90), ("2 days", 172_800), (timedelta(minutes=5), 300), (120, 120)],
)
def test_an_interval_is_text_a_duration_or_seconds(every: Any, seconds: float) -> None:
    assert schedule(every=every).every == seconds


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "either every"),
        ({"every": "1 hour", "cron": "0 3 * * *"}, "either every"),
        ({"every": "an hour"}, "is not a duration"),
        ({"every": "30 seconds"}, "from one minute to 31 days"),
        ({"every": 90.5}, "whole seconds"),
        ({"every": "5 weeks"}, "from one minute to 31 days"),
        ({"cron": "0 3 * *"}, "five fields"),
        ({"cron": "0 0 3 * * *"}, "five fields"),
        ({"every": "1 hour", "time_zone": "Europe/Berlin"}, "remove time_zone"),
        ({"every": "1 hour", "for_each": "stores"}, "for_each is one of store, app"),
        ({"every": "1 hour", "missed": "never"}, "missed is one of skip, once, all"),
        ({"every": "1 hour", "spread": "2 hours"}, "at most the interval"),
        ({"cron": "0 3 * * *", "spread": "7 hours"}, "at most 6 hours"),
        ({"cron": "0 3 * * *", "for_each": "app", "spread": "1 hour"}, "remove spread"),
    ],
)
def test_an_option_that_contradicts_is_refused_with_a_reason(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(DeclarationError, match=reason):
        schedule(**options)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"cron": "61 3 * * *"}, "cron='61 3 \\* \\* \\*' is invalid: Bad minute"),
        ({"cron": "0 3 31 2 *"}, "Bad day-of-month"),
        ({"cron": "0 3 * * *", "time_zone": "Europe/Belrin"}, "time_zone='Europe/Belrin' is unknown"),
        ({"cron": "0 3 * * *", "time_zone": "../etc/passwd"}, "is unknown"),
    ],
)
def test_an_invalid_cron_or_time_zone_is_named(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(DeclarationError, match=reason):
        check(schedule(**options))


def test_an_interval_is_spread_over_an_hour_at_most_and_a_cron_is_exact() -> None:
    assert schedule(every="5 minutes").spread == 300
    assert schedule(every="1 day").spread == 3600
    assert schedule(cron="0 3 * * *").spread == 0
    assert schedule(every="1 day", for_each="app").spread == 0


def test_a_stores_place_in_the_spread_never_changes_and_all_stores_fill_it_evenly() -> None:
    nightly = schedule(cron="0 3 * * *", spread="1 hour")
    offsets = [nightly.offset("report", f"store{number}") for number in range(6000)]

    assert offsets == [nightly.offset("report", f"store{number}") for number in range(6000)]
    assert all(60 <= count <= 140 for count in Counter(offset // 60 for offset in offsets).values())
    assert nightly.offset("report", "store1") != nightly.offset("sync", "store1")


def test_a_schedule_is_shown_as_it_was_written() -> None:
    assert str(schedule(every="2 hours")) == "every 2 hours"
    assert str(schedule(every=90)) == "every 90 seconds"
    assert str(schedule(cron="0 3 * * *", time_zone="Europe/Berlin")) == "0 3 * * * Europe/Berlin"
