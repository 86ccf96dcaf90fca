"""Facts about a stack, read from AWS. `checks` judges them."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from storehook.operations.stack_secrets import LiveSecret, StackSecretName
from storehook_cli.stack import broken_stack
from storehook_cli.stack.broken_stack import BrokenStack
from storehook_cli.stack.deployment import ALIAS, Deployment
from storehook_cli.stack.live_code import LiveCode

DEAD_LETTERS = {
    "default": "DefaultDeadLetterQueue",
    "long": "LongDeadLetterQueue",
    "reconcile": "ReconcileDeadLetterQueue",
}

QUEUES = {"DefaultConsumer": "DefaultQueue", "LongConsumer": "LongQueue", "Reconciler": "ReconcileQueue"}
"""Source queue of each function."""

_SCHEDULE = "AWS::Scheduler::Schedule"
_WAITING, _HIDDEN = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"


@dataclass(frozen=True, slots=True)
class Facts:
    """Reads a stack's facts on demand."""

    deployment: Deployment

    def broken_stack(self) -> BrokenStack | None:
        """Return the stack if it needs attention before the next deploy."""
        return broken_stack.read(self.deployment.stack_name, self.deployment.client("cloudformation"))

    def secret(self, name: StackSecretName) -> LiveSecret:
        """Return the values of a secret that count."""
        return self.deployment.stack_secret(name).live()

    def schedule(self) -> tuple[str, str]:
        """Return the state and the expression of the reconciler's schedule."""
        schedule = self._schedule(self._resource(_SCHEDULE, of="ReconcilerSchedule"))
        return schedule["State"], schedule["ScheduleExpression"]

    def refused_tokens_schedule(self) -> str:
        """Return the state of the schedule that tries the tokens of paused stores again."""
        return self._schedule(self._resource(_SCHEDULE, of="ReconcilerRefusedTokens"))["State"]

    def timer_schedules(self) -> dict[str, str]:
        """Return the states of the schedules of the timer's tasks, by name in the template."""
        schedules = self.deployment.resources(_SCHEDULE)
        return {name: self._schedule(full)["State"] for name, full in schedules if name.startswith("Timer")}

    def rule(self) -> str:
        """Return the state of the rule that a deploy triggers."""
        # CloudFormation names a rule by "bus|name" if its bus is not the default one.
        name = self._resource("AWS::Events::Rule", of="Reconciler").rpartition("|")[2]
        return self.deployment.client("events").describe_rule(Name=name)["State"]

    def rolled_back(self) -> dict[str, int]:
        """Return the live version of each rolled-back function, by the function's name in the template."""
        code = LiveCode(self.deployment)
        names = code.logical_names()
        return {names[name]: version for name, version in code.rolled_back().items()}

    def mappings(self, function: str) -> list[str]:
        """Return the states of a function's event source mappings."""
        return [mapping["State"] for mapping in self._mappings(function)]

    def concurrency(self) -> tuple[int, int]:
        """Return the account's limit of concurrent copies, and how many of them this stack's queues may take."""
        limit = self.deployment.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
        mappings = (mapping for function in QUEUES for mapping in self._mappings(function))
        return limit, sum(
            int(mapping.get("ScalingConfig", {}).get("MaximumConcurrency", limit)) for mapping in mappings
        )

    def rates(self) -> tuple[float, float]:
        """Return the requests per second that API Gateway allows the account in this region, and the stack's rate."""
        account = self.deployment.client("apigateway").get_account()["throttleSettings"]["rateLimit"]
        return float(account), float(self.deployment.output("DeliveryRate"))

    def sdk_is_compiled(self) -> bool:
        """Return whether the SDK of Lambda's runtime has valid bytecode, as the reconciler sees it."""
        return self.deployment.stores().reconciler.ask({"kind": "runtime"})["sdk_is_compiled"]

    def waiting(self, function: str) -> int:
        """Return the number of messages that wait in a function's queue."""
        return self._counts(QUEUES[function])[_WAITING]

    def dead_letters(self, lane: str) -> int:
        """Return the number of a lane's dead letters."""
        return sum(self._counts(DEAD_LETTERS[lane]).values())

    def alarms(self) -> list[str]:
        """Return the names of the stack's alarms that are on."""
        topic = self.deployment.output("AlarmTopic")
        pages = self._pages("cloudwatch", "describe_alarms", StateValue="ALARM")
        alarms = (alarm for page in pages for alarm in page.get("MetricAlarms", []))
        return [alarm["AlarmName"] for alarm in alarms if topic in alarm.get("AlarmActions", [])]

    def alarm_subscribers(self) -> list[str]:
        """Return the confirmed subscribers to alarms."""
        pages = self._pages("sns", "list_subscriptions_by_topic", TopicArn=self.deployment.output("AlarmTopic"))
        subscriptions = (subscription for page in pages for subscription in page.get("Subscriptions", []))
        # An unconfirmed subscription has no ARN yet.
        return [
            subscription["Endpoint"]
            for subscription in subscriptions
            if subscription["SubscriptionArn"].startswith("arn:")
        ]

    def skew(self) -> float:
        """Return the seconds that this machine's clock is ahead of AWS."""
        started = time.time()
        headers = self._attributes("DefaultQueue")["ResponseMetadata"]["HTTPHeaders"]
        # The header has whole seconds, so half a second more is the best estimate.
        return (started + time.time()) / 2 - parsedate_to_datetime(headers["date"]).timestamp() - 0.5

    def _resource(self, kind: str, *, of: str) -> str:
        """Return the name of the resource of a type that SAM created for a function."""
        for logical_id, physical_id in self.deployment.resources(kind):
            if logical_id.startswith(of):
                return physical_id
        raise LookupError(kind)

    def _schedule(self, name: str) -> Any:
        return self.deployment.client("scheduler").get_schedule(Name=name)

    def _mappings(self, function: str) -> list[Any]:
        alias = f"{self.deployment.output(function)}:{ALIAS}"
        return self.deployment.client("lambda").list_event_source_mappings(FunctionName=alias)["EventSourceMappings"]

    def _pages(self, service: str, operation: str, **arguments: str) -> Iterable[dict[str, Any]]:
        return self.deployment.client(service).get_paginator(operation).paginate(**arguments)

    def _counts(self, output: str) -> Mapping[str, int]:
        attributes = self._attributes(output)["Attributes"]
        return {name: int(attributes[name]) for name in (_WAITING, _HIDDEN)}

    def _attributes(self, output: str) -> dict[str, Any]:
        url = self.deployment.output(output)
        return self.deployment.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[_WAITING, _HIDDEN])
