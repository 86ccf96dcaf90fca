"""Reading the facts about a stack, thinly: what is read is judged elsewhere."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from storehook_cli.stack.deployment import ALIAS, Deployment

DEAD_LETTERS = {
    "default": "DefaultDeadLetterQueue",
    "long": "LongDeadLetterQueue",
    "reconcile": "ReconcileDeadLetterQueue",
}


QUEUES = {"DefaultConsumer": "DefaultQueue", "LongConsumer": "LongQueue", "Reconciler": "ReconcileQueue"}
"""The queue that each function is given work from."""

_WAITING, _HIDDEN = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"


@dataclass(frozen=True, slots=True)
class Facts:
    """Reads a stack's facts when they are asked for.

    Args:
        deployment: the stack.
    """

    deployment: Deployment

    def secret(self, output: str) -> str:
        """A secret's value."""
        answer = self._client("secretsmanager").get_secret_value(SecretId=self.deployment.output(output))
        return answer.get("SecretString", "")

    def schedule(self) -> tuple[str, str]:
        """The reconciler's schedule: its state and its expression."""
        name = self._resource("AWS::Scheduler::Schedule", of="Reconciler")
        found = self._client("scheduler").get_schedule(Name=name)
        return found["State"], found["ScheduleExpression"]

    def rule(self) -> str:
        """The state of the rule that a deploy triggers."""
        # CloudFormation names a rule by "bus|name" if its bus is not the default one.
        name = self._resource("AWS::Events::Rule", of="Reconciler").rpartition("|")[2]
        return self._client("events").describe_rule(Name=name)["State"]

    def mappings(self, function: str) -> list[str]:
        """The states of a function's event source mappings."""
        return [each["State"] for each in self._mappings(function)]

    def concurrency(self) -> tuple[int, int]:
        """How many functions the account may run at once, and how many of them this stack's queues may take."""
        limit = self._client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
        mappings = (each for function in QUEUES for each in self._mappings(function))
        return limit, sum(int(each.get("ScalingConfig", {}).get("MaximumConcurrency", limit)) for each in mappings)

    def requests(self) -> float:
        """How many requests a second API Gateway lets through in this region, of all APIs of the account together."""
        return float(self._client("apigateway").get_account()["throttleSettings"]["rateLimit"])

    def sdk_is_compiled(self) -> bool:
        """Whether the SDK that Lambda's runtime brings has valid bytecode, where the reconciler is."""
        return self.deployment.stores().reconciler.ask({"kind": "runtime"})["sdk_is_compiled"]

    def waiting(self, function: str) -> int:
        """How many messages wait in a function's queue."""
        return self._counts(QUEUES[function])[_WAITING]

    def dead_letters(self, lane: str) -> int:
        """How many dead letters a lane has."""
        return sum(self._counts(DEAD_LETTERS[lane]).values())

    def alarms(self) -> list[str]:
        """The stack's alarms that are on."""
        topic = self.deployment.output("AlarmTopic")
        pages = self._pages("cloudwatch", "describe_alarms", StateValue="ALARM")
        found = (each for page in pages for each in page.get("MetricAlarms", []))
        return [each["AlarmName"] for each in found if topic in each.get("AlarmActions", [])]

    def told(self) -> list[str]:
        """Who is told of an alarm, and has confirmed."""
        pages = self._pages("sns", "list_subscriptions_by_topic", TopicArn=self.deployment.output("AlarmTopic"))
        found = (each for page in pages for each in page.get("Subscriptions", []))
        return [each["Endpoint"] for each in found if each["SubscriptionArn"].startswith("arn:")]

    def skew(self) -> float:
        """Seconds by which this machine's clock is ahead of AWS."""
        began = time.time()
        headers = self._attributes("DefaultQueue")["ResponseMetadata"]["HTTPHeaders"]
        # The header has whole seconds; half of one more is the most likely.
        return (began + time.time()) / 2 - parsedate_to_datetime(headers["date"]).timestamp() - 0.5

    def _resource(self, kind: str, *, of: str) -> str:
        """The name of the resource of a type that SAM has made for a function.

        Raises:
            LookupError: there is none.
        """
        for logical_id, physical_id in self.deployment.resources(kind):
            if logical_id.startswith(of):
                return physical_id
        raise LookupError(kind)

    def _mappings(self, function: str) -> list[Any]:
        called = f"{self.deployment.output(function)}:{ALIAS}"
        return self._client("lambda").list_event_source_mappings(FunctionName=called)["EventSourceMappings"]

    def _pages(self, service: str, operation: str, **asked: str) -> Iterable[dict[str, Any]]:
        return self._client(service).get_paginator(operation).paginate(**asked)

    def _counts(self, output: str) -> Mapping[str, int]:
        found = self._attributes(output)["Attributes"]
        return {name: int(found[name]) for name in (_WAITING, _HIDDEN)}

    def _attributes(self, output: str) -> dict[str, Any]:
        url = self.deployment.output(output)
        return self._client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[_WAITING, _HIDDEN])

    def _client(self, service: str) -> Any:
        return self.deployment.client(service)
