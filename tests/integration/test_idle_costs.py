"""Costs of an idle stack: its resources, its polling, and the timer's ticks."""

import os
from collections import Counter
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest
import yaml
from tests.support.aws_costs import Meter
from tests.support.aws_twins import twins
from tests.support.function_environment import environment_of
from tests.support.repository import ROOT

from storehook.aws import clients
from storehook.settings import TimerSettings
from storehook.wiring import timer as wired
from storehook_cli.authoring.template import Resources, TemplateLoader, of_type, queue_events
from storehook_cli.costs.usage import STANDING
from storehook_cli.local.local_stack import LocalStack

TURNS = 30 * 24 * 60
"""Ticks of each of the timer's tasks, in a month."""

TASKS = 3
"""Tasks of the timer."""

PASSES = 30 * 24 * 5
"""Calls of the reconciler by its two schedules, four times and once an hour."""

POLLS = 5 * 3 * TURNS
"""Requests of SQS for an empty queue, in a month: Lambda has five pollers ask, each for 20 s (AWS, "Using Lambda with
Amazon SQS"; how long a poll takes is not documented, and is what others see on their bills)."""


LINE_BYTES = 270
"""Most bytes of the log line of a tick in which nothing waits."""


@pytest.fixture
def turn(stack: LocalStack) -> Generator[Meter]:
    """Calls of a tick while nothing waits. It is not the first tick, which reads a whole day."""
    meter = Meter(stack.emulator.client("dynamodb"))
    with environment_of(stack, "Timer"), twins(stack) as made:
        meter.watch(clients.session())
        settings = replace(TimerSettings.of(os.environ), runs_table=made.runs_table, queue_urls=made.queue_urls)
        tasks = wired.tasks(settings)
        tasks.recheck.tick()
        meter.clear()
        tasks.recheck.tick()
        tasks.releases.tick()
        tasks.schedules.tick(50)
        tasks.timer.tick()
        yield meter


@pytest.fixture
def resources() -> Resources:
    loaded: Any = yaml.load((ROOT / "template.yaml").read_text(), TemplateLoader)  # noqa: S506 -- a SafeLoader
    return loaded["Resources"]


def month(resources: Resources, turn: Meter) -> Counter[str]:
    """Return a month's usage by the names of the prices. A tick takes less than the 0.1 s assumed here."""
    functions = of_type(resources, "AWS::Serverless::Function").values()
    queues = sum(len(queue_events(function)) for function in functions)
    return Counter(
        {
            "keys": len(of_type(resources, "AWS::KMS::Key")),
            "secrets": len(of_type(resources, "AWS::SecretsManager::Secret")),
            "alarms": len(of_type(resources, "AWS::CloudWatch::Alarm")),
            "sqs requests": queues * POLLS,
            "read units": round(TURNS * turn.read_units) + PASSES,
            "write units": TURNS * turn.write_units,
            "invocations": TASKS * TURNS + PASSES,
            "gb seconds": round((TASKS * TURNS * 1.0 + PASSES * 0.5) * 0.1),
            "schedules": TASKS * TURNS + PASSES,
            "log bytes": TASKS * TURNS * LINE_BYTES,
        }
    )


def test_a_minute_in_which_nothing_waits_makes_45_calls(turn: Meter) -> None:
    assert turn.calls == {"Query": 41, "GetItem": 3, "UpdateItem": 1}
    assert turn.write_units == 1


def test_a_stack_in_which_nothing_happens_uses_what_the_command_counts_with(resources: Resources, turn: Meter) -> None:
    assert month(resources, turn) == STANDING
