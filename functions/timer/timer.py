"""Timer: wake due runs, release held ones, recheck all. Each task has its own schedule and invocations."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from storehook.observability import count_all, logger
from storehook.settings import TimerSettings
from storehook.wiring.timer import TimerTasks, tasks


@cache
def wiring() -> TimerTasks:
    """Return the timer's tasks."""
    return tasks(TimerSettings.of(os.environ))


def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Run the task that the event names. A person may send any other event, which wakes."""
    return TASKS.get(str(event.get("task")), wake)()


def wake() -> dict[str, Any]:
    """Wake the runs that are due."""
    report = wiring().timer.tick()
    if round(report.late):  # a metric costs $0.30 in a month in which it is written, so the rest is only logged
        count_all([{"SecondsLate": round(report.late)}])
    answer = {"woken": dict(report.woken), "unfinished": report.unfinished}
    logger().info("woken", extra=answer | {"late": round(report.late, 3)})
    for error in report.errors:
        raise error
    return answer


def release() -> dict[str, Any]:
    """Release the held runs whose pause is over. Then create the runs of schedules, even if that failed."""
    with wiring().schedules.afterwards():
        answer = {"released": dict(wiring().releases.tick())}
        logger().info("released", extra=answer)
        return answer


def recheck() -> dict[str, Any]:
    """Recheck the runs that were created an hour ago."""
    report = wiring().recheck.tick()
    answer = {"rechecked": report.repaired, "until": round(report.until, 3)}
    logger().info("rechecked", extra=answer)
    if report.unreadable:
        logger().error("unreadable", extra={"rows": report.unreadable})
    for error in report.errors:
        raise error
    return answer


TASKS = {"wake": wake, "release": release, "recheck": recheck}
