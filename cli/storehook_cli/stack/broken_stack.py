"""States in which a stack cannot be deployed, the resources that are left, and the commands that fix them.

CloudFormation documents the states in "Stack status codes", and the remedies in "Troubleshooting CloudFormation".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from storehook_cli.stack.kept_resources import KeptResource, begins_operation, kept_resources

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import StackEventTypeDef

MONTHLY = {"AWS::DynamoDB::Table": 0.0, "AWS::KMS::Key": 1.0, "AWS::SecretsManager::Secret": 0.40}
"""US dollars that an unused resource costs a month, by its type. An empty table costs nothing."""

_DELETE: Mapping[str, Sequence[str]] = {
    "AWS::DynamoDB::Table": (
        "aws dynamodb update-table --table-name {id} --no-deletion-protection-enabled",
        "aws dynamodb delete-table --table-name {id}",
    ),
    "AWS::KMS::Key": ("aws kms schedule-key-deletion --key-id {id}",),
    "AWS::SecretsManager::Secret": ("aws secretsmanager delete-secret --secret-id {id}",),
}

_STATES: Mapping[str, str] = {
    "ROLLBACK_COMPLETE": "its first deploy failed and was rolled back",
    "ROLLBACK_FAILED": "its first deploy failed, and so did rolling it back",
    "UPDATE_ROLLBACK_FAILED": "a deploy failed, and so did rolling it back",
    "DELETE_FAILED": "its deletion failed",
}

_ATTACHED = "attached to entities"
"""Part of IAM's reason for not deleting a policy."""


@dataclass(frozen=True, slots=True)
class BrokenStack:
    """Stack that cannot be deployed.

    Args:
        failures: logical ID, physical ID and reason of each resource that failed, oldest first.
        kept: resources that the rollback of a first deploy left behind.
    """

    name: str
    status: str
    failures: Sequence[tuple[str, str, str]]
    kept: Sequence[KeptResource]


def find(name: str | None, region: str | None) -> BrokenStack | None:
    """Return the stack of this name if it cannot be deployed.

    None if it can, or if there is no such stack, or if AWS cannot be asked: `sam` then reports that.
    """
    if name is None:
        return None
    try:
        session: Any = boto3.Session(region_name=region)
        return read(name, session.client("cloudformation"))
    except (BotoCoreError, ClientError):
        return None


def read(name: str, cloudformation: "CloudFormationClient") -> BrokenStack | None:
    """Read the stack's state, and if it is broken, the events of its last operation."""
    status = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    if status not in _STATES:
        return None
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=name)
    events = [event for page in pages for event in page["StackEvents"]]
    # After any other operation, what is kept has data, and must not be offered for deletion.
    kept = kept_resources(events) if status.startswith("ROLLBACK_") else []
    return BrokenStack(name, status, [*_failures(events)][::-1], kept)


def explanation(stack: BrokenStack) -> str:
    """Return what happened, what is left and what it costs, and the commands that fix it."""
    return "\n".join(
        [
            f"The stack {stack.name!r} cannot be deployed ({stack.status}): {_STATES[stack.status]}.",
            *(f"  {logical}: {reason}" for logical, _, reason in stack.failures),
            *_left(stack),
            "Fix the cause. Then run these commands, and deploy again:",
            *(f"  {command}" for command in _commands(stack)),
        ]
    )


def _failures(events: "Iterable[StackEventTypeDef]") -> "Iterator[tuple[str, str, str]]":
    """Yield the failures of the last operation, newest first. Cancelled resources only followed another's failure."""
    for event in takewhile(lambda event: not begins_operation(event), events):
        reason = event.get("ResourceStatusReason", "")
        is_failure = event.get("ResourceStatus", "").endswith("_FAILED") and "cancelled" not in reason
        if is_failure and event.get("PhysicalResourceId") != event["StackId"]:
            yield event.get("LogicalResourceId", ""), event.get("PhysicalResourceId", ""), reason


def _left(stack: BrokenStack) -> Iterator[str]:
    if stack.kept:
        cost = sum(MONTHLY[resource.type] for resource in stack.kept)
        yield f"Because of Protected=true, these are left, for ${cost:.2f} a month. They have no data yet:"
        yield from (f"  {resource.logical_id}: {resource.physical_id}" for resource in stack.kept)


def _commands(stack: BrokenStack) -> Iterator[str]:
    if stack.status == "UPDATE_ROLLBACK_FAILED":
        names = " ".join(dict.fromkeys(logical for logical, _, _ in stack.failures))
        yield f"aws cloudformation continue-update-rollback --stack-name {stack.name}"
        yield f"# if that fails again, leave these as they are: --resources-to-skip {names}"
        return
    for _, physical, reason in stack.failures:
        if _ATTACHED in reason:
            yield f"aws iam list-entities-for-policy --policy-arn {physical} # detach it from each"
    yield f"aws cloudformation delete-stack --stack-name {stack.name}"
    yield f"aws cloudformation wait stack-delete-complete --stack-name {stack.name}"
    for resource in stack.kept:
        yield from (command.format(id=resource.physical_id) for command in _DELETE[resource.type])
