"""What a stack costs in which nothing happens: what stands by, what looks for work, and the timer's turns."""

import os
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import yaml
from tests.support.aws_costs import Meter
from tests.support.aws_twins import twins
from tests.support.repository import ROOT
from tests.support.sam_template import Resources, TemplateLoader, of_type, queue_events, watched

from storehook.aws import clients
from storehook.settings import TimerSettings
from storehook.wiring import timer as wired
from storehook_cli.local.local_stack import LocalStack

TURNS = 30 * 24 * 60
"""Of the timer, in a month."""

PASSES = 30 * 24 * 4
"""Of the reconciler, by the schedule."""

POLLS = 5 * 3 * TURNS
"""Requests of SQS for an empty queue, in a month: Lambda has five pollers ask, each for 20 s (AWS, "Using Lambda with
Amazon SQS"; how long a poll takes is not documented, and is what others see on their bills)."""

MILLION = 1_000_000


@dataclass(frozen=True)
class Price:
    """Dollars for one, and how many are free each month. List prices of us-east-1, looked up in November 2026."""

    dollars: float
    free: int = 0

    def of(self, number: float, *, free: bool) -> float:
        return max(0.0, number - (self.free if free else 0)) * self.dollars


PRICES = {
    "keys": Price(1.0),  # aws.amazon.com/kms/pricing; a dollar more after each of the key's first two yearly rotations
    "secrets": Price(0.40),  # aws.amazon.com/secrets-manager/pricing
    "alarms": Price(0.10, free=10),  # aws.amazon.com/cloudwatch/pricing: for each metric that an alarm watches
    "requests of SQS": Price(0.40 / MILLION, free=MILLION),  # aws.amazon.com/sqs/pricing
    "reads": Price(0.125 / MILLION),  # aws.amazon.com/dynamodb/pricing/on-demand
    "writes": Price(0.625 / MILLION),
    "invocations": Price(0.20 / MILLION, free=MILLION),  # aws.amazon.com/lambda/pricing
    "GB-seconds": Price(0.0000133334, free=400_000),
    "schedules": Price(1.0 / MILLION, free=14 * MILLION),  # aws.amazon.com/eventbridge/pricing
}


@pytest.fixture
def turn(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Generator[Meter]:
    """What a turn of the timer calls where nothing waits; not the first, which looks at a whole day."""
    functions: Any = stack.emulator.client("lambda")
    configuration = functions.get_function_configuration(FunctionName=stack.outputs()["Timer"])
    for name, value in (configuration["Environment"]["Variables"] | stack.emulator.credentials).items():
        monkeypatch.setenv(name, value)
    clients.session.cache_clear()
    meter = Meter(stack.emulator.client("dynamodb"))
    meter.watch(clients.session())
    with twins(stack) as made:
        settings = replace(TimerSettings.of(os.environ), runs_table=made.runs_table, queue_urls=made.queue_urls)
        timer, sweep = wired.timer(settings)
        sweep.turn()
        meter.clear()
        sweep.turn()
        timer.turn()
        yield meter
    clients.session.cache_clear()


@pytest.fixture
def resources() -> Resources:
    loaded: Any = yaml.load((ROOT / "template.yaml").read_text(), TemplateLoader)  # noqa: S506 -- a SafeLoader
    return loaded["Resources"]


def month(resources: Resources, turn: Meter) -> Counter[str]:
    """What a month takes, by what it is called in the prices. A turn of 0.1 s is more than it takes."""
    functions = of_type(resources, "AWS::Serverless::Function").values()
    queues = sum(len(queue_events(function)) for function in functions)
    return Counter(
        {
            "keys": len(of_type(resources, "AWS::KMS::Key")),
            "secrets": len(of_type(resources, "AWS::SecretsManager::Secret")),
            "alarms": sum(len(watched(alarm)) for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values()),
            "requests of SQS": queues * POLLS + TURNS * turn.calls["GetQueueAttributes"],
            "reads": TURNS * (turn.calls["Query"] + turn.calls["GetItem"]) + PASSES,
            "writes": TURNS * turn.write_units,
            "invocations": TURNS + PASSES,
            "GB-seconds": round((TURNS + PASSES) * 0.1 * 0.5),
            "schedules": TURNS + PASSES,
        }
    )


def dollars(month: Counter[str], *, free: bool) -> float:
    return sum(PRICES[name].of(number, free=free) for name, number in month.items())


def test_a_turn_in_which_nothing_waits_makes_42_calls(turn: Meter) -> None:
    assert turn.calls == {"Query": 37, "GetItem": 2, "PutItem": 1, "GetQueueAttributes": 2}
    assert turn.write_units == 1


def test_a_stack_in_which_nothing_happens_costs_what_the_document_says(resources: Resources, turn: Meter) -> None:
    taken = month(resources, turn)
    with_free_tier, without = dollars(taken, free=True), dollars(taken, free=False)
    document = (ROOT / "docs" / "costs-and-scale.md").read_text()

    assert with_free_tier <= 5
    assert without <= 10
    assert f"about ${without:.0f} a month, and ${with_free_tier:.0f} with AWS's free tier" in " ".join(document.split())
