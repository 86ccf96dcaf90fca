"""Rounds of all arms, each in a new process and in a random order, so that a slow machine slows them all."""

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
"""The probe's results by arm, round by round."""


def play(arms: Callable[[], Sequence[Arm]], rounds: int) -> Samples:
    """Run every arm in each round.

    Args:
        arms: makes the arms, with new events each time.
    """
    samples: Samples = defaultdict(list)
    for _ in range(rounds):
        shuffled = [*arms()]
        random.shuffle(shuffled)
        for arm in shuffled:
            samples[arm.name].append(run(arm))
    return samples


def run(arm: Arm) -> dict[str, Any]:
    """Run an arm once.

    Raises:
        RuntimeError: the function failed, or answered wrongly.
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
    # Without `site`: it would add packages of this machine's Python that Lambda doesn't have.
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
