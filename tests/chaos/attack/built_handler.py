"""Script that runs a built function alone in a process, as Lambda's runtime does. It is started by its path.

Arguments: the file descriptor for answers, the module, and the folders to import from. Each line of the input is an
event. Each line of the answers has the handler's answer and its duration. Logs go to the output.
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
"""The environment variable with the seconds by which this process's clock is ahead."""


class Context:
    """Lambda's context, with the attributes that our handlers and Powertools read."""

    function_name = aws_request_id = invoked_function_arn = "attacked"
    memory_limit_in_mb = 512


def main(to: str, module: str, *folders: str) -> None:
    """Answer until the input ends."""
    # awslambdaric does the same for JSON logs, so every library logs from that level on.
    logging.basicConfig(stream=sys.stdout, level=os.environ["POWERTOOLS_LOG_LEVEL"])
    ahead, now = float(os.environ.get(SECONDS_AHEAD, "0")), time.time
    time.time = lambda: now() + ahead
    sys.path[:0] = folders
    handler = importlib.import_module(module).handler
    with os.fdopen(int(to), "w") as answers:
        for line in sys.stdin:
            event = json.loads(line)
            started_at = time.perf_counter_ns()
            answer = _answer(handler, event)
            duration = time.perf_counter_ns() - started_at
            answers.write(json.dumps({"answer": answer, "nanoseconds": duration}) + "\n")
            answers.flush()


def _answer(handler: Callable[..., dict[str, Any]], event: dict[str, Any]) -> dict[str, Any]:
    try:
        return handler(event, Context())
    except Exception:
        # As the runtime does. API Gateway then answers 502.
        traceback.print_exc()
        return {"statusCode": 502}


if __name__ == "__main__":
    main(*sys.argv[1:])
