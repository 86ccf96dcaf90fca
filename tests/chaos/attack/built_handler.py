"""Runs a built function alone in a process, as Lambda's runtime does; started by its path, not imported.

Arguments: where to write answers (a file descriptor), the module, and the folders to import from. Each line of the
input is an event; each line of the answers is what the handler answered and how long that took. All that it logs goes
to its output.
"""

import importlib
import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

SECONDS_AHEAD = "SECONDS_AHEAD"
"""How far this process's clock is ahead of everybody else's."""


class Context:
    """What the runtime tells a handler, as far as ours and Powertools ask."""

    function_name = aws_request_id = invoked_function_arn = "attacked"
    memory_limit_in_mb = 512


def main(to: str, module: str, *folders: str) -> None:
    """Answer until the input ends."""
    # As awslambdaric sets it up for JSON logs: every library's lines are written from that level on.
    logging.basicConfig(stream=sys.stdout, level=os.environ["POWERTOOLS_LOG_LEVEL"])
    ahead, now = float(os.environ.get(SECONDS_AHEAD, "0")), time.time
    time.time = lambda: now() + ahead
    sys.path[:0] = folders
    handler = importlib.import_module(module).handler
    with os.fdopen(int(to), "w") as answers:
        for line in sys.stdin:
            event = json.loads(line)
            began = time.perf_counter_ns()
            answer = _answered(handler, event)
            took = time.perf_counter_ns() - began
            answers.write(json.dumps({"answer": answer, "nanoseconds": took}) + "\n")
            answers.flush()


def _answered(handler: Callable[..., dict[str, Any]], event: dict[str, Any]) -> dict[str, Any]:
    try:
        return handler(event, Context())
    except Exception:
        # As the runtime does; API Gateway then answers so.
        traceback.print_exc()
        return {"statusCode": 502}


if __name__ == "__main__":
    main(*sys.argv[1:])
