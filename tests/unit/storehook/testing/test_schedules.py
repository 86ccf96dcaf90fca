"""Schedules in an environment run when time passes."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from storehook import Context, Params, action
from storehook.errors import DeclarationError, NoCurrentStore
from storehook.testing import ActionEnvironment

EVENING = datetime(2026, 10, 24, 22, tzinfo=UTC)


@action(cron="0 3 * * *", time_zone="Europe/Berlin")
def report(params: Params, ctx: Context) -> str:
    ctx.connections.bigcommerce.current.v2.get("/time")
    return params.scheduled_at


@action(every="1 hour")
def poll(_params: Params, _ctx: Context) -> None: ...


@action(every="1 day", for_each="app")
def tidy(_params: Params, ctx: Context) -> None:
    _ = ctx.connections.bigcommerce.current


def test_a_night_has_one_run_of_a_daily_schedule_at_its_time() -> None:
    environment = ActionEnvironment(actions=(report,), now=EVENING)
    environment.store.answers("GET", "/v2/time", {"time": 0})

    (run,) = environment.advance(days=1)

    assert (run.state, run.result, run.scope) == ("completed", "2026-10-25T02:00:00Z", "(scheduled)")


def test_a_run_knows_its_trigger_and_time() -> None:
    seen: list[tuple[str, int | None]] = []

    @action(cron="30 * * * *")
    def look(_params: Params, ctx: Context) -> None:
        seen.append((ctx.trigger.kind, ctx.trigger.created_at))

    ActionEnvironment(actions=(look,), now=EVENING).advance(hours=1)

    assert seen == [("schedule", int(EVENING.timestamp()) + 1800)]


def test_a_day_has_24_runs_of_an_hourly_schedule_at_the_stores_place_in_the_hour() -> None:
    environment = ActionEnvironment(actions=(poll,), now=EVENING)
    environment.advance(hours=1)
    runs = environment.advance(days=1)

    assert len(runs) == 24


def test_a_schedule_of_the_app_has_no_current_store() -> None:
    environment = ActionEnvironment(actions=(tidy,), now=EVENING)

    (run,) = environment.advance(hours=2)

    assert isinstance(run.error, NoCurrentStore)


def test_no_time_before_the_environment_is_made_up_for() -> None:
    environment = ActionEnvironment(actions=(report, poll), now=EVENING)

    assert environment.advance() == []


def test_a_failed_run_is_retried_like_any_other() -> None:
    environment = ActionEnvironment(actions=(report,), now=EVENING)
    environment.store.answers("GET", "/v2/time", {}, status=503)

    (run,) = environment.advance(hours=4)
    assert run.state == "retrying"

    environment.store.answers("GET", "/v2/time", {"time": 0})
    environment.advance(hours=4)
    assert run.state == "completed"


def test_a_deploy_that_changes_a_schedule_counts_from_then_on() -> None:
    environment = ActionEnvironment(actions=(report,), now=EVENING)

    environment.deploy(_hourly())

    assert len(environment.advance(hours=3)) == 3


def _hourly() -> Callable[[Params, Context], None]:
    @action(cron="0 * * * *")
    def report(_params: Params, _ctx: Context) -> None: ...

    return report


def test_the_time_of_a_run_begins_at_its_place_in_the_spread() -> None:
    @action(every="1 hour", start_within=60, within=600)
    def brief(_params: Params, _ctx: Context) -> None: ...

    environment = ActionEnvironment(actions=(brief,), now=EVENING)

    assert {run.state for run in environment.advance(hours=5)} == {"completed"}


def test_an_invalid_cron_is_an_error_of_the_test() -> None:
    @action(cron="61 3 * * *")
    def broken(_params: Params, _ctx: Context) -> None: ...

    with pytest.raises(DeclarationError, match="Bad minute"):
        ActionEnvironment(actions=(broken,))
