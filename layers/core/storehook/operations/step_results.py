"""Results of steps that operators enter, and the time from when they may say that a step has not happened."""

import json

from storehook.operations.errors import ResultInvalid
from storehook.queues.lanes import LONGEST_ATTEMPT
from storehook.runs.run import Run
from storehook.runs.steps import MAX_RESULT, Step


def may_run_until(run: Run, started: Step) -> float:
    """Return the time until which the step may still be running that a run is held for, in unix seconds.

    If its own attempt holds the run, its function has ended. Any other attempt may have timed out in it, and goes
    on in the background until its invocation ends.
    """
    return 0.0 if started.owner == run.owner else started.stored_at + LONGEST_ATTEMPT[run.lane]


def valid_result(text: str) -> str:
    """Return the JSON text of a step's result.

    Raises:
        ResultInvalid: it isn't JSON, or it is too long.
    """
    try:
        json.loads(text)
    except ValueError as error:
        raise ResultInvalid(str(error)) from error
    if len(text.encode()) > MAX_RESULT:
        raise ResultInvalid(f"it has more than {MAX_RESULT:,} bytes")
    return text
