"""Each task of the timer has its own invocation, so none can stop another."""

import json
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, cast

import pytest
from tests.support.repository import ROOT
from tests.support.telemetry import Counts, Lines

import timer
from storehook.timer.recheck import RecheckReport
from storehook.timer.timer import TickReport
from storehook.wiring.timer import TimerTasks
from storehook_cli.authoring.template import read
from storehook_cli.costs.usage import STANDING

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

ADDED = 26 + 75
"""Bytes that CloudWatch adds to a line (AWS, PutLogEvents), and those of Powertools' trace ID."""

TASKS = ["wake", "release", "recheck"]
SAMPLES = ["timer.wake", "timer.release", "timer.recheck"]


class Ticks:
    """Tasks that note their ticks. Some raise."""

    def __init__(self, broken: tuple[str, ...] = (), report: RecheckReport | None = None, late: float = 0.0) -> None:
        self.broken, self.report, self.done = broken, report or RecheckReport(0.0), list[str]()
        self.late, self.created = late, 0

    def wiring(self) -> TimerTasks:
        found = {task: cast("Any", _Ticking(self, task)) for task in (*TASKS, "schedules")}
        return TimerTasks(found["wake"], found["release"], found["recheck"], found["schedules"])


class _Ticking:
    def __init__(self, ticks: Ticks, task: str) -> None:
        self.ticks, self.task = ticks, task

    @contextmanager
    def afterwards(self) -> Generator[None]:
        try:
            yield
        finally:
            self.ticks.created += 1

    def tick(self) -> Any:
        if self.task in self.ticks.broken:
            raise ConnectionError(self.task)
        self.ticks.done.append(self.task)
        return {"wake": TickReport(late=self.ticks.late), "release": {}, "recheck": self.ticks.report}[self.task]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "timer")


def invoke(event: dict[str, Any]) -> Any:
    return timer.handler(event, cast("LambdaContext", None))


@pytest.mark.parametrize("broken", [("recheck",), ("release",), ("recheck", "release")])
def test_a_task_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch, broken: tuple[str, ...]) -> None:
    ticks = Ticks(broken)
    monkeypatch.setattr(timer, "wiring", ticks.wiring)

    for task in TASKS:
        if task in broken:
            with pytest.raises(ConnectionError):
                invoke({"task": task})
        else:
            invoke({"task": task})

    assert ticks.done == [task for task in TASKS if task not in broken]


@pytest.mark.parametrize("broken", [(), ("release",)])
def test_the_runs_of_schedules_are_created_after_the_release_even_if_it_fails(
    monkeypatch: pytest.MonkeyPatch, broken: tuple[str, ...]
) -> None:
    ticks = Ticks(broken)
    monkeypatch.setattr(timer, "wiring", ticks.wiring)

    with pytest.raises(ConnectionError) if broken else nullcontext():
        invoke({"task": "release"})

    assert ticks.created == 1


@pytest.mark.parametrize("event", [{}, {"task": "unknown"}, {"task": None}, {"source": "a person"}])
def test_any_other_event_wakes(monkeypatch: pytest.MonkeyPatch, event: dict[str, Any]) -> None:
    ticks = Ticks(broken=("release", "recheck"))
    monkeypatch.setattr(timer, "wiring", ticks.wiring)

    assert invoke(event)["woken"] == {}


@pytest.mark.parametrize(("late", "counts"), [(0.0, {}), (0.4, {}), (1000.0, {"SecondsLate": 1000})])
def test_lateness_is_written_only_while_runs_are_late_because_a_metric_costs_money(
    monkeypatch: pytest.MonkeyPatch, metric_counts: Counts, late: float, counts: dict[str, float]
) -> None:
    monkeypatch.setattr(timer, "wiring", Ticks(late=late).wiring)

    invoke({"task": "wake"})

    assert metric_counts() == counts


def test_the_lines_of_quiet_ticks_are_no_longer_than_the_costs_say(
    monkeypatch: pytest.MonkeyPatch, log_lines: Lines
) -> None:
    monkeypatch.setattr(timer, "wiring", Ticks(report=RecheckReport(1_800_000_000.123)).wiring)
    for task in TASKS:
        invoke({"task": task})

    sizes = [len(json.dumps(line, separators=(",", ":"))) + ADDED for line in log_lines()]
    assert len(sizes) == len(TASKS)
    assert sum(sizes) <= STANDING["log bytes"] / (30 * 24 * 60)


def test_a_recheck_that_could_not_read_everything_reports_it_and_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    report = RecheckReport(0.0, repaired=2, unreadable=["store1#event-1/act"], errors=[ConnectionError("a shard")])
    monkeypatch.setattr(timer, "wiring", Ticks(report=report).wiring)

    with pytest.raises(ConnectionError, match="a shard"):
        invoke({"task": "recheck"})

    done, unreadable = map(vars, caplog.records)
    assert (done["rechecked"], unreadable["rows"]) == (2, ["store1#event-1/act"])


def test_each_task_has_a_schedule_and_a_sample_event() -> None:
    function = read(ROOT)["Resources"]["Timer"]["Properties"]
    scheduled = [json.loads(event["Properties"]["Input"]) for event in function["Events"].values()]
    samples = [json.loads((ROOT / "events" / f"{name}.json").read_text()) for name in SAMPLES]

    assert scheduled == samples == [{"task": task} for task in TASKS]
    assert list(timer.TASKS) == TASKS


def test_a_tick_is_neither_retried_nor_kept_for_longer_than_a_minute() -> None:
    function = read(ROOT)["Resources"]["Timer"]["Properties"]
    never_again = {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}

    assert function["EventInvokeConfig"] == never_again  # Lambda would try twice more, and keep it for six hours
    assert [event["Properties"]["RetryPolicy"] for event in function["Events"].values()] == [never_again] * 3
