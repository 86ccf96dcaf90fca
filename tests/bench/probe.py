"""Script that acts as a Lambda function once, and prints the cost of its start and its events as JSON.

It runs in an interpreter that sees only what a function would see: `python -I -S -B probe.py`. Its standard input is
JSON:

- `folders`: the folders of modules that come before the standard library, as on Lambda
- `environment`: the function's variables
- `module`, `handler`: the handler to call
- `cold`: the first event
- `warm`: the events that follow, each once. AWS calls are counted in the second half
- `repeats`: how often the first event is handled again without input and output
- `calls`: the module, the class and the method of all AWS calls, which then answer at once
"""

import importlib
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

# The runtime's client has loaded these before it loads a function (aws-lambda-python-runtime-interface-client).
for _name in ("decimal", "enum", "importlib", "json", "logging", "math", "socket", "time", "traceback"):
    importlib.import_module(_name)


class Context:
    """Lambda's context."""

    function_name = "bench"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:bench"
    aws_request_id = "bench"
    log_stream_name = "bench"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def main() -> None:
    """Act as the function, and print the cost."""
    spec = json.load(sys.stdin)
    sys.path[:0] = spec["folders"]
    os.environ.clear()
    os.environ.update(spec["environment"])
    output, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: PTH123, SIM115 - logs and metrics go there
    answer: dict[str, Any] = {}
    known, memory, started_at = set(sys.modules), _memory(), time.process_time()
    handler = getattr(importlib.import_module(spec["module"]), spec["handler"])
    answer["answer"] = handler(spec["cold"], Context())
    answer["cold"] = time.process_time() - started_at
    answer["memory"] = _memory() - memory
    # `requests` also lists fifty modules of other packages under its own names. Each counts once.
    answer["modules"] = len({id(sys.modules[name]) for name in set(sys.modules) - known})
    if spec["warm"]:
        answer |= _warm(handler, spec["warm"], spec["calls"])
    if spec["repeats"]:
        answer["without_io"] = _without_io(handler, spec["cold"], spec["repeats"], spec["calls"])
    json.dump(answer, output)


def _memory() -> int:
    """Return the bytes of this process. The kernel's peak would be that of its parent at first."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _warm(handler: Any, events: list[Any], calls: list[str]) -> dict[str, Any]:
    measured, counted = events[: len(events) // 2], events[len(events) // 2 :]
    started_at = time.process_time()
    for event in measured:
        handler(event, Context())
    cost = (time.process_time() - started_at) / len(measured)
    made: list[str] = []
    _replace(
        calls,
        lambda real: lambda client, name, *args, **kwargs: made.append(name) or real(client, name, *args, **kwargs),
    )
    for event in counted:
        handler(event, Context())
    return {"warm": cost, "calls": len(made) / len(counted)}


def _without_io(handler: Any, event: Any, times: int, calls: list[str]) -> float:
    _replace(calls, lambda _: lambda *_, **__: {})
    started_at = time.process_time()
    for _ in range(times):
        handler(event, Context())
    return (time.process_time() - started_at) / times


def _replace(names: list[str], make: Any) -> None:
    module, name, method = names
    owner = getattr(importlib.import_module(module), name)
    setattr(owner, method, make(getattr(owner, method)))


main()
