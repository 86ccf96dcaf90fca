"""What must stay so in a template whatever else its author changes, each with its reason."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from storehook_cli.authoring.permissions import too_wide
from storehook_cli.authoring.template import Resources, Template, functions, named, of_type, queue_events, read
from storehook_cli.errors import CommandError

HIDDEN = 6
"""How many times its function's timeout a message stays hidden (AWS docs, "Configuring an SQS event source")."""


def require_safe(folder: Path) -> None:
    """Look whether a project's template is as it must be.

    Raises:
        CommandError: it is not, or cannot be read; the message has all that is not so.
    """
    if weak := [*weaknesses(read(folder))]:
        raise CommandError("\n".join(weak))


def weaknesses(template: Template) -> Iterator[str]:
    """What is not so, why it must be, and what to do: a sentence or two each."""
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
            f"{function}: one message that fails brings back its whole batch. "
            "Give its SQS event FunctionResponseTypes: [ReportBatchItemFailures]."
        )


def _weak_source(name: str, queues: Resources, function: str, timeout: Any) -> Iterator[str]:
    queue = queues[name]
    hidden, needed = queue.get("VisibilityTimeout", 30), HIDDEN * timeout if isinstance(timeout, int) else 0
    if isinstance(hidden, int) and hidden < needed:
        yield (
            f"{name}: a message comes back after {hidden} s, while {function} may still work on it for {timeout} s. "
            f"Set its VisibilityTimeout to {needed} or more, which is {HIDDEN} times that."
        )
    dead = named(queue.get("RedrivePolicy", {}).get("deadLetterTargetArn"))
    if dead not in queues:
        yield (
            f"{name}: a message that can never be worked on comes back until it is lost. "
            "Give it a RedrivePolicy with a deadLetterTargetArn, a queue of this template."
        )
    elif _kept(queues[dead]) < _kept(queue):
        yield (
            f"{dead}: what failed late is gone at once, as its time began in {name}. "
            f"Set its MessageRetentionPeriod to that of {name} or more."
        )


def _kept(queue: dict[str, Any]) -> int:
    """Seconds for which a queue keeps a message."""
    found = queue.get("MessageRetentionPeriod", 345_600)
    return found if isinstance(found, int) else 0


def _weak_queues(resources: Resources) -> Iterator[str]:
    for name, queue in of_type(resources, "AWS::SQS::Queue").items():
        if not (queue.get("KmsMasterKeyId") or queue.get("SqsManagedSseEnabled")):
            yield f"{name}: merchants' data would lie in it unencrypted. Set SqsManagedSseEnabled: true."


def _weak_roles(resources: Resources) -> Iterator[str]:
    for name, found in resources.items():
        statements = [each for policy in _policies(found.get("Properties", {})) for each in _statements(policy)]
        for wide in too_wide(statements):
            yield f"{name} allows {wide}: who gets into its code gets at that. Name the actions or the resources."


def _policies(properties: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A policy's own document, or those of a role or a function; policies that are only named are left out."""
    for each in [properties, *properties.get("Policies", [])]:
        if isinstance(each, dict):
            policy = cast("dict[str, Any]", each)
            yield policy.get("PolicyDocument", policy)


def _statements(policy: dict[str, Any]) -> list[dict[str, Any]]:
    found = policy.get("Statement", [])
    return cast("list[dict[str, Any]]", found) if isinstance(found, list) else [found]


def _weak_routes(resources: Resources) -> Iterator[str]:
    for name, route in of_type(resources, "AWS::ApiGatewayV2::Route").items():
        if "/console" in route["RouteKey"] and route.get("AuthorizationType") != "AWS_IAM":
            yield f"{name}: anybody could operate your stores. Set AuthorizationType: AWS_IAM."
