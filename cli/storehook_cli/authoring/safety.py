"""Requirements that a template must meet, with the reason for each. The author may change the rest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from storehook_cli.authoring.permissions import as_list, too_wide
from storehook_cli.authoring.template import Resources, Template, functions, named, of_type, queue_events, read
from storehook_cli.errors import CommandError

HIDDEN = 6
"""Minimum visibility timeout, as a multiple of the function's timeout (AWS docs, "Configuring an SQS event source")."""


def require_safe(folder: Path) -> None:
    """Check that a project's template meets every requirement. The error lists every weakness."""
    if weak := [*weaknesses(read(folder))]:
        raise CommandError("\n".join(weak))


def weaknesses(template: Template) -> Iterator[str]:
    """Yield a sentence or two for each weakness: the problem, the reason and the remedy."""
    resources: Resources = template["Resources"]
    yield from _weak_consumers(resources)
    yield from _weak_queues(resources)
    yield from _weak_roles(resources)
    yield from _weak_routes(resources)


def _weak_consumers(resources: Resources) -> Iterator[str]:
    queues = of_type(resources, "AWS::SQS::Queue")
    for name, function in functions(resources).items():
        for event in queue_events(function):
            queue = named(event["Queue"])
            yield from _weak_event(name, event)
            if queue in queues:
                yield from _weak_source(queue, queues, name, function.get("Timeout", 3))


def _weak_event(function: str, event: dict[str, Any]) -> Iterator[str]:
    if "ReportBatchItemFailures" not in event.get("FunctionResponseTypes", []):
        yield (
            f"{function}: one failed message returns its whole batch to the queue. "
            "Give its SQS event FunctionResponseTypes: [ReportBatchItemFailures]."
        )


def _weak_source(name: str, queues: Resources, function: str, timeout: Any) -> Iterator[str]:
    queue = queues[name]
    hidden, needed = queue.get("VisibilityTimeout", 30), HIDDEN * timeout if isinstance(timeout, int) else 0
    if isinstance(hidden, int) and hidden < needed:
        yield (
            f"{name}: a message returns after {hidden} s, while {function} may still handle it for {timeout} s. "
            f"Set its VisibilityTimeout to {needed} or more, {HIDDEN} times the timeout."
        )
    dead = named(queue.get("RedrivePolicy", {}).get("deadLetterTargetArn"))
    if dead not in queues:
        yield (
            f"{name}: a message that cannot be handled returns until it expires and is lost. "
            "Give it a RedrivePolicy with a deadLetterTargetArn, a queue of this template."
        )
    elif _retention(queues[dead]) < _retention(queue):
        yield (
            f"{dead}: a message that fails late soon expires, because its age counts from {name}. "
            f"Set its MessageRetentionPeriod to that of {name} or more."
        )


def _retention(queue: dict[str, Any]) -> int:
    """Return the seconds for which a queue keeps a message."""
    seconds = queue.get("MessageRetentionPeriod", 345_600)
    return seconds if isinstance(seconds, int) else 0


def _weak_queues(resources: Resources) -> Iterator[str]:
    for name, queue in of_type(resources, "AWS::SQS::Queue").items():
        if not (queue.get("KmsMasterKeyId") or queue.get("SqsManagedSseEnabled")):
            yield f"{name}: merchants' data in it would not be encrypted. Set SqsManagedSseEnabled: true."


def _weak_roles(resources: Resources) -> Iterator[str]:
    for name, resource in resources.items():
        policies = _policies(resource.get("Properties", {}))
        for wide in too_wide([statement for policy in policies for statement in as_list(policy.get("Statement", []))]):
            yield f"{name} allows {wide}, also to an attacker who controls its code. Name the actions or the resources."


def _policies(properties: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a policy's document, or those of a role or a function. Managed policies are left out."""
    for item in [properties, *properties.get("Policies", [])]:
        if isinstance(item, dict):
            policy = cast("dict[str, Any]", item)
            yield policy.get("PolicyDocument", policy)


def _weak_routes(resources: Resources) -> Iterator[str]:
    for name, route in of_type(resources, "AWS::ApiGatewayV2::Route").items():
        if "/console" in route["RouteKey"] and route.get("AuthorizationType") != "AWS_IAM":
            yield f"{name}: anyone could operate your stores. Set AuthorizationType: AWS_IAM."
