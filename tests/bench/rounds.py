"""Arms in turn, each time in a fresh process and in an order of chance: what slows the machine slows them all."""

import json
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.bench.arms import Arm

PROBE = Path(__file__).parent / "probe.py"

type Samples = dict[str, list[dict[str, Any]]]
"""What the probe said of each arm, round by round."""


def play(arms: Callable[[], Sequence[Arm]], rounds: int) -> Samples:
    """Run every arm so many times.

    Args:
        arms: makes them, with new events each time.
        rounds: how often.
    """
    found: Samples = defaultdict(list)
    for _ in range(rounds):
        each_once = [*arms()]
        random.shuffle(each_once)
        for arm in each_once:
            found[arm.name].append(run(arm))
    return found


def run(arm: Arm) -> dict[str, Any]:
    """Be the function once.

    Raises:
        RuntimeError: it failed, or did not do what it should.
    """
    spec = {
        "folders": [str(folder) for folder in arm.artefact.folders],
        "environment": arm.artefact.environment,
        "module": arm.artefact.module,
        "handler": arm.artefact.handler,
        "cold": arm.cold,
        "warm": arm.warm,
        "repeats": arm.repeats,
        "calls": arm.calls,
    }
    # No `site`: else the packages of this machine's Python would be at hand, which Lambda has not.
    interpreter = [sys._base_executable, "-I", "-S", "-B", str(PROBE)]  # type: ignore[attr-defined]
    done = subprocess.run(interpreter, input=json.dumps(spec), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{arm.name}: {done.stderr[-2000:]}")
    answer = json.loads(done.stdout)
    _check(arm, answer["answer"])
    return answer


def _check(arm: Arm, answer: Any) -> None:
    is_wrong = isinstance(answer, dict) and (
        answer.get("statusCode", 200) != 200 or answer.get("batchItemFailures", [])
    )
    if is_wrong:
        raise RuntimeError(f"{arm.name} answered {answer}")
