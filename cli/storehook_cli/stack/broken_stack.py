"""Stacks that need attention before the next deploy: a failed or unfinished operation of CloudFormation.

CloudFormation documents the states in "Stack status codes".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from storehook_cli.stack.kept_resources import KeptResource, begins_operation, kept_resources

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import StackEventTypeDef

FINE = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "REVIEW_IN_PROGRESS"}
"""States in which the next deploy works as usual. A stack in review has only a change set."""

RETRYABLE = {"CREATE_FAILED", "UPDATE_FAILED"}
"""States that only `disable_rollback` leaves. CloudFormation takes the next deploy ("Stack failure options")."""


@dataclass(frozen=True, slots=True)
class BrokenStack:
    """Stack that needs attention.

    Args:
        failures: logical ID, physical ID and reason of each resource that failed, oldest first.
        kept: resources without data that the rollback of a first deploy left behind.
        unrolled: logical IDs of resources that could not be rolled back.
        is_import: True if the operation was an import, which `storehook restore` does.
        was_deployed: True if the stack had outputs, which an import leaves out.
    """

    name: str
    status: str
    failures: Sequence[tuple[str, str, str]] = ()
    kept: Sequence[KeptResource] = ()
    unrolled: Sequence[str] = ()
    is_import: bool = False
    was_deployed: bool = False

    @property
    def is_at_work(self) -> bool:
        """True while CloudFormation works on the stack."""
        return self.status.endswith("_IN_PROGRESS")

    @property
    def can_be_deployed(self) -> bool:
        """True if CloudFormation takes a deploy nevertheless."""
        return self.status in RETRYABLE


def find(name: str | None, region: str | None) -> BrokenStack | None:
    """Return the stack of this name if it needs attention.

    None if it needs none, does not exist, or if AWS does not answer: `sam` then reports that.
    """
    if name is None:
        return None
    try:
        session: Any = boto3.Session(region_name=region)
        return read(name, session.client("cloudformation"))
    except (BotoCoreError, ClientError):
        return None


def read(name: str, cloudformation: "CloudFormationClient") -> BrokenStack | None:
    """Read the stack's state, and if it needs attention, the events of its last operation."""
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    status, was_deployed = stack["StackStatus"], bool(stack.get("Outputs"))
    if status in FINE or (status == "IMPORT_ROLLBACK_COMPLETE" and was_deployed):
        return None
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=name)
    return _read(name, status, [event for page in pages for event in page["StackEvents"]], was_deployed=was_deployed)


def _read(name: str, status: str, events: "Sequence[StackEventTypeDef]", *, was_deployed: bool) -> BrokenStack:
    operation = [*takewhile(lambda event: not begins_operation(event), events)]
    begin = events[len(operation)].get("ResourceStatus", "") if len(operation) < len(events) else ""
    is_import = "IMPORT_" in status or begin == "IMPORT_IN_PROGRESS"
    # After any other operation, what is kept has data, and must not be offered for deletion.
    is_first = begin == "CREATE_IN_PROGRESS" and status.startswith("ROLLBACK_")
    rollback = takewhile(lambda event: event.get("ResourceStatus") != "UPDATE_ROLLBACK_IN_PROGRESS", operation)
    return BrokenStack(
        name,
        status,
        failures=[*_failures(operation)][::-1],
        kept=kept_resources(events) if is_first else [],
        unrolled=[*dict.fromkeys(logical for logical, _, _ in _failures(rollback))],
        is_import=is_import,
        was_deployed=was_deployed,
    )


def _failures(events: "Iterable[StackEventTypeDef]") -> "Iterator[tuple[str, str, str]]":
    """Yield the failures, newest first. Cancelled resources only followed another's failure."""
    for event in events:
        reason = event.get("ResourceStatusReason", "")
        is_failure = event.get("ResourceStatus", "").endswith("_FAILED") and "cancelled" not in reason
        if is_failure and event.get("PhysicalResourceId") != event["StackId"]:
            yield event.get("LogicalResourceId", ""), event.get("PhysicalResourceId", ""), reason
