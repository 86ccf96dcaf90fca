"""Timer: wake the runs that are due."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from storehook.observability import count_all, logger
from storehook.settings import TimerSettings
from storehook.timer.recheck import Recheck
from storehook.timer.timer import Timer
from storehook.wiring import timer as wired


@cache
def wiring() -> tuple[Timer, Recheck]:
    """The timer, and the sweep."""
    return wired.timer(TimerSettings.of(os.environ))


def handler(_event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Have a turn, whatever the event says: the schedule's, or a person's who cannot wait for it."""
    timer, recheck = wiring()
    found, report = recheck.tick(), timer.tick()
    count_all([{"SecondsLate": round(report.late)}])  # each metric costs $0.30 a month: the rest is in the line below
    answer = {"woken": dict(report.woken), "released": dict(report.released), "rechecked": found}
    logger().info("woken", extra=answer | {"late": round(report.late, 3)})
    return answer
