"""One fresh process that is a Lambda function once: it says what its start and its events cost, as JSON.

It runs by itself, in an interpreter that sees nothing but what a function would: `python -I -S -B probe.py`. Its
standard input is JSON:

- `folders`: where modules are looked for before the standard library, as on Lambda;
- `environment`: the function's variables;
- `module`, `handler`: what is called;
- `cold`: the first event;
- `warm`: events that follow, each once; of the second half the calls are counted;
- `repeats`: how often the first event is handled again without any input or output;
- `calls`: the module, the class and the method that make every call of AWS, which answer at once then.
"""

import importlib
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

# What the runtime's own client has loaded before it loads a function (aws-lambda-python-runtime-interface-client).
for _name in ("decimal", "enum", "importlib", "json", "logging", "math", "socket", "time", "traceback"):
    importlib.import_module(_name)


class Context:
    """What Lambda gives a handler besides the event."""

    function_name = "bench"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:bench"
    aws_request_id = "bench"
    log_stream_name = "bench"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def main() -> None:
    """Be the function, and tell what that took."""
    spec = json.load(sys.stdin)
    sys.path[:0] = spec["folders"]
    os.environ.clear()
    os.environ.update(spec["environment"])
    told, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: PTH123, SIM115 - logs and metrics go there
    answer: dict[str, Any] = {}
    known, memory, began = set(sys.modules), _memory(), time.process_time()
    handler = getattr(importlib.import_module(spec["module"]), spec["handler"])
    answer["answer"] = handler(spec["cold"], Context())
    answer["cold"] = time.process_time() - began
    answer["memory"] = _memory() - memory
    # `requests` has fifty modules of other packages under names of its own, too: each counts once.
    answer["modules"] = len({id(sys.modules[name]) for name in set(sys.modules) - known})
    if spec["warm"]:
        answer |= _warm(handler, spec["warm"], spec["calls"])
    if spec["repeats"]:
        answer["without_io"] = _without_io(handler, spec["cold"], spec["repeats"], spec["calls"])
    json.dump(answer, told)


def _memory() -> int:
    """Bytes that this process holds. The kernel's own peak would be its parent's, at first."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _warm(handler: Any, events: list[Any], calls: list[str]) -> dict[str, Any]:
    measured, counted = events[: len(events) // 2], events[len(events) // 2 :]
    began = time.process_time()
    for event in measured:
        handler(event, Context())
    cost = (time.process_time() - began) / len(measured)
    made: list[str] = []
    _replace(
        calls,
        lambda kept: lambda client, name, *asked, **named: made.append(name) or kept(client, name, *asked, **named),
    )
    for event in counted:
        handler(event, Context())
    return {"warm": cost, "calls": len(made) / len(counted)}


def _without_io(handler: Any, event: Any, times: int, calls: list[str]) -> float:
    _replace(calls, lambda _: lambda *_, **__: {})
    began = time.process_time()
    for _ in range(times):
        handler(event, Context())
    return (time.process_time() - began) / times


def _replace(names: list[str], make: Any) -> None:
    module, owner, method = names
    found = getattr(importlib.import_module(module), owner)
    setattr(found, method, make(getattr(found, method)))


main()
