"""The stack's functions in this process: their real handlers over memory, and the samples that CloudWatch would get.

AWS's own metrics are made up from its docs: "Types of metrics for Lambda functions", "Available CloudWatch metrics for
Amazon SQS", "Working with metrics for HTTP APIs".
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support.built_template import deployed
from tests.support.cloudwatch import Metric, Sample, embedded, is_matched
from tests.support.deployment import Deployment, declared, queued
from tests.support.ingest_function import SenderResources, wired
from tests.support.lambda_context import LambdaContext
from tests.support.memory import MemoryDeliveryQueue, MemoryRecheckProgress, MemoryRunIndexes
from tests.support.registration import UPDATED, FakeCatchUp, World
from tests.support.runs import run
from tests.support.signed_deliveries import SIGNED_AT, event_body

import consumer
import ingest
import reconciler
import timer
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import AttemptTimedOut
from storehook.observability import metrics
from storehook.queues.message import Message, encode
from storehook.queues.run_key import RunKey
from storehook.queues.task import Task
from storehook.queues.task import encode as encode_task
from storehook.reconciler.reconciler import Reconciler
from storehook.timer.recheck import Recheck
from storehook.wiring.timer import TimerTasks
from storehook_cli.authoring.template import of_type

DAY = 86_400.0


class Ended(BaseException):
    """Raised when the process ends itself."""


class AwayRepository:
    """A table that can't be reached."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def away(*_given: object) -> Any:
            raise ConnectionError(name)

        return away


class Functions:
    """The functions, and the samples that CloudWatch would get.

    Args:
        patch: changes the wiring of the handlers.
        printed: returns the output since its last call.

    Attributes:
        around: ingest's dependencies.
        shop: the store that the reconciler reads.
        deployment: the consumers' queues and tables.
    """

    def __init__(self, patch: pytest.MonkeyPatch, printed: Callable[[], str]) -> None:
        self._patch, self._printed = patch, printed
        self.resources = deployed(AlarmEmail="ops@example.com")
        self.around, self.shop, self.deployment = SenderResources(), World(UPDATED), Deployment(declared(_succeed))
        patch.setattr(ingest, "wiring", partial(wired, self.around))
        patch.setattr(ingest, "time", SimpleNamespace(time=lambda: SIGNED_AT + 1.5))
        patch.setattr(reconciler, "wiring", self._reconciler)
        patch.setattr(consumer, "wiring", self._consumer)
        patch.setattr(consumer.os, "_exit", _end)
        patch.setattr(timer, "wiring", self._timer)
        self.repository: Any = None
        self.heard: list[Sample] = []
        self.at = 0.0

    def hear(self, play: Callable[["Functions"], object]) -> list[Sample]:
        """Play something, and return CloudWatch's samples, starting at second 0."""
        self.heard, self.at = [], 0.0
        play(self)
        return self.heard

    def post(self, event: dict[str, Any]) -> int:
        """Send a request to ingest, and return its status."""
        answer = self.invoke("Ingest", lambda: ingest.handler(event, LambdaContext()))
        self.api("Count")
        self.api("5xx", float(answer["statusCode"] >= 500))
        return answer["statusCode"]

    def tick(self, without: Collection[str] = ()) -> None:
        """Run a tick of each of the timer's tasks, or of some."""
        for task in timer.TASKS.keys() - {*without}:
            self.invoke("Timer", lambda task=task: timer.handler({"task": task}, LambdaContext()))  # type: ignore[arg-type]

    def consume(self, *messages: Message, lane: str = "Default", receives: int = 1, seconds: float = 1.0) -> None:
        """Run a consumer with a batch that was received that often, for that many seconds."""
        texts = [encode(message) for message in messages]
        event = {"Records": [_record(number, text, receives) for number, text in enumerate(texts)]}
        handle = partial(consumer.handler, event, LambdaContext())  # type: ignore[arg-type]
        self.invoke(f"{lane}Consumer", handle, seconds)

    def stall(self, lane: str, seconds: float) -> None:
        """Let an attempt time out after some seconds. Its process ends itself."""
        before, self.deployment = self.deployment, Deployment(declared(_stall))
        self.consume(queued(event_body(hash="stalled")), lane=lane, seconds=seconds)
        self.deployment = before

    def reconcile(self, work: Task | str, receives: int = 1) -> None:
        """Run the reconciler with a message or a task that was received that often."""
        text = work if isinstance(work, str) else encode_task(work)
        event = {"Records": [_record(0, text, receives)]}
        self.invoke("Reconciler", lambda: reconciler.handler(event, LambdaContext()))  # type: ignore[arg-type]

    def invoke(self, name: str, handle: Callable[[], Any], seconds: float = 1.0) -> Any:
        """Run a handler as a function of the template. Lambda dates its metrics to its start, and ours get its end."""
        for variable, value in self.resources[name]["Properties"]["Environment"]["Variables"].items():
            if variable.startswith("POWERTOOLS_"):
                self._patch.setenv(variable, value)
        metrics.cache_clear()
        answer, failed = None, True
        with suppress(Ended, Exception):
            answer, failed = handle(), False
        self.heard += embedded(self._printed(), self.at + seconds)
        self.function(name, "Invocations")
        self.function(name, "Errors", float(failed))
        self.function(name, "Throttles", 0.0)
        return answer

    def function(self, name: str, metric: str, value: float = 1.0) -> None:
        """Add a sample of AWS/Lambda."""
        self._hear("AWS/Lambda", metric, value, FunctionName=name)

    def queue(self, name: str, metric: str, value: float) -> None:
        """Add a sample of AWS/SQS."""
        self._hear("AWS/SQS", metric, value, QueueName=name)

    def api(self, metric: str, value: float = 1.0) -> None:
        """Add a sample of AWS/ApiGateway, for an HTTP API with its ID and its stage."""
        self._hear("AWS/ApiGateway", metric, value, ApiId="Api")
        self._hear("AWS/ApiGateway", metric, value, ApiId="Api", Stage="$default")

    def answer(self, path: str, status: str) -> None:
        """Have the API answer a request, and add the samples of the filters of its log."""
        for resource in of_type(self.resources, "AWS::Logs::MetricFilter").values():
            if is_matched(resource["FilterPattern"], {"path": path, "status": status}):
                (metric,) = resource["MetricTransformations"]
                self._hear(metric["MetricNamespace"], metric["MetricName"], float(metric["MetricValue"]))

    def _hear(self, namespace: str, name: str, value: float, **dimensions: str) -> None:
        self.heard.append(Sample(Metric(namespace, name, frozenset(dimensions.items())), self.at, value))

    def _reconciler(self) -> Reconciler:
        return self.shop.reconciler(FakeCatchUp(), MemoryDeliveryQueue())

    def _consumer(self) -> Any:
        return self.deployment.consumer(repository=self.repository)

    def _timer(self) -> TimerTasks:
        table = self.deployment.repository
        recheck = Recheck(
            indexes=MemoryRunIndexes(table), progress=MemoryRecheckProgress(table), clock=self.deployment.clock
        )
        deployment = self.deployment
        return TimerTasks(deployment.timer(), deployment.releases(), recheck, deployment.schedules())

    def wait_for(self, seconds: float, number: int = 0) -> RunKey:
        """Put a run into the table that is due after some seconds; overdue if they are negative."""
        now = self.deployment.clock.now
        waiting = replace(run(number, state="scheduled"), next_attempt_at=now + seconds, due_at=now + seconds)
        self.deployment.repository.rows[waiting.key] = waiting
        return waiting.key


def _succeed(_params: Params, _ctx: Context) -> None:
    """Do nothing."""


def _stall(_params: Params, _ctx: Context) -> None:
    raise AttemptTimedOut(60.0)


def _end(_status: int) -> None:
    raise Ended


def _record(number: int, text: str, receives: int) -> dict[str, Any]:
    attributes = {"ApproximateReceiveCount": str(receives), "ApproximateFirstReceiveTimestamp": "1800000000500"}
    return {
        "messageId": f"message-{number}",
        "receiptHandle": f"receipt-{number}",
        "body": text,
        "attributes": attributes,
    }


def later(samples: Sequence[Sample], minutes: float) -> list[Sample]:
    """Return the samples, moved by some minutes."""
    return [Sample(sample.metric, sample.at + minutes * 60.0, sample.value) for sample in samples]
