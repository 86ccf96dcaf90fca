"""Timer: wake due runs."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from storehook.observability import count_all, logger
from storehook.settings import TimerSettings
from storehook.timer.recheck import Recheck
from storehook.timer.timer import Timer
from storehook.wiring.timer import timer


@cache
def wiring() -> tuple[Timer, Recheck]:
    """Return the timer and the recheck."""
    return timer(TimerSettings.of(os.environ))


def handler(_event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Tick, for any event: of the schedule, or of a person who doesn't want to wait for it."""
    waker, recheck = wiring()
    rechecked, report = recheck.tick(), waker.tick()
    count_all([{"SecondsLate": round(report.late)}])  # a metric costs $0.30 a month, so the rest is only logged
    answer = {"woken": dict(report.woken), "released": dict(report.released), "rechecked": rechecked}
    logger().info("woken", extra=answer | {"late": round(report.late, 3)})
    return answer
