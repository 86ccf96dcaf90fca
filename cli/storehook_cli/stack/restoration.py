"""Restoration of a deleted stack from its retained resources."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError, WaiterError

from storehook.operations.audit import Audit
from storehook.wiring import operator
from storehook_cli.errors import CommandError
from storehook_cli.stack import broken_stack
from storehook_cli.stack.broken_stack import BrokenStack
from storehook_cli.stack.kept_resources import KeptResource, import_request, kept_resources

if TYPE_CHECKING:
    from datetime import datetime

    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import ParameterTypeDef, StackSummaryTypeDef, WaiterConfigTypeDef

PATIENCE: "WaiterConfigTypeDef" = {"Delay": 2, "MaxAttempts": 300}
"""Seconds between two checks of a CloudFormation operation, and the most checks."""


@dataclass(frozen=True, slots=True)
class DeletedStack:
    """Deleted stack with retained resources."""

    stack_id: str
    created_at: "datetime"
    template: Mapping[str, Any]
    kept: Sequence[KeptResource]
    parameters: "Sequence[ParameterTypeDef]"


@dataclass(frozen=True, slots=True)
class Restoration:
    """Finds a deleted stack and imports its retained resources.

    CloudFormation keeps deleted stacks, their events and their templates by id for 90 days (AWS docs, "ListStacks",
    "DescribeStackEvents", "GetTemplate").
    """

    stack_name: str
    cloudformation: "CloudFormationClient"
    audit: Callable[[str], Audit]
    caller: Callable[[], str]

    @property
    def title(self) -> str:
        """Description of the stack for people."""
        return f"{self.stack_name} in {self.cloudformation.meta.region_name}"

    def status(self) -> str | None:
        """Return the status of the existing stack of that name, or None if there is none.

        A failed restoration can leave a stack that has only a change set. It has no resources and counts as none.
        """
        try:
            status = self.cloudformation.describe_stacks(StackName=self.stack_name)["Stacks"][0]["StackStatus"]
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "ValidationError":
                raise
            return None
        return None if status == "REVIEW_IN_PROGRESS" else status

    def broken(self) -> BrokenStack | None:
        """Return the existing stack of that name if it needs attention."""
        return broken_stack.read(self.stack_name, self.cloudformation)

    def deleted_stack(self, stack_id: str | None = None) -> DeletedStack:
        """Return the deleted stack with this ARN, or else the newest of that name, that has retained resources."""
        for summary in self._deleted():
            if stack_id in (None, summary.get("StackId")) and (stack := self._read(summary)):
                return stack
        raise CommandError(
            f"No deleted stack {stack_id or self.stack_name!r} has retained tables, secrets or a key. Only stacks with "
            "Protected=true retain them, and CloudFormation lists a deleted stack for 90 days. Name another with "
            "--stack-name and --region."
        )

    def note(self, deleted: DeletedStack) -> None:
        """Record the restoration in the audit log, which outlived the stack."""
        for resource in deleted.kept:
            if resource.logical_id == "Audit":
                subject = f"stack/{self.stack_name}"
                self.audit(resource.physical_id).note(self.caller(), "restore", subject, deleted.stack_id)

    def restore(self, deleted: DeletedStack) -> None:
        """Import the retained resources of a deleted stack, and wait until the import is complete."""
        name = f"restore-{secrets.token_hex(4)}"  # the name of an earlier, failed change set is taken
        request = import_request(self.stack_name, name, deleted.template, deleted.kept, deleted.parameters)
        cloudformation = self.cloudformation
        try:
            change_set = cloudformation.create_change_set(**request)
            created = cloudformation.get_waiter("change_set_create_complete")
            created.wait(ChangeSetName=change_set["Id"], WaiterConfig=PATIENCE)
            cloudformation.execute_change_set(ChangeSetName=change_set["Id"])
            imported = cloudformation.get_waiter("stack_import_complete")
            imported.wait(StackName=change_set["StackId"], WaiterConfig=PATIENCE)
        except (ClientError, WaiterError) as error:
            raise CommandError(
                f"CloudFormation cannot import the retained resources of {self.stack_name!r}: {_reason(error)}\n"
                "Nothing of it is lost. Fix the cause and restore again. If a new stack exists by now, delete it first."
            ) from error

    def _deleted(self) -> "list[StackSummaryTypeDef]":
        pages = self.cloudformation.get_paginator("list_stacks").paginate(StackStatusFilter=["DELETE_COMPLETE"])
        stacks = [stack for page in pages for stack in page["StackSummaries"] if stack["StackName"] == self.stack_name]
        # Only one stack of a name exists at a time, so the last one created is the last one deleted.
        return sorted(stacks, key=lambda stack: stack["CreationTime"], reverse=True)

    def _read(self, stack: "StackSummaryTypeDef") -> DeletedStack | None:
        stack_id = stack.get("StackId", "")
        pages = self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack_id)
        if not (kept := kept_resources(event for page in pages for event in page["StackEvents"])):
            return None
        template: Any = self.cloudformation.get_template(StackName=stack_id, TemplateStage="Processed")["TemplateBody"]
        described = self.cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]
        return DeletedStack(stack_id, stack["CreationTime"], template, kept, described.get("Parameters", []))


def restoration_on_aws(stack_name: str, region: str | None = None) -> Restoration:
    """Return the restoration of a stack in the account of the current AWS credentials."""
    session: Any = boto3.Session(region_name=region)
    dynamodb, sts = session.client("dynamodb"), session.client("sts")
    return Restoration(
        stack_name,
        session.client("cloudformation"),
        lambda table: operator.audit(dynamodb, table),
        lambda: sts.get_caller_identity()["Arn"],
    )


def _reason(error: ClientError | WaiterError) -> str:
    """Return the reason that the last status of the stack or the change set gives."""
    last: Any = error.last_response if isinstance(error, WaiterError) else {}
    for status in (*last.get("Stacks", []), last):
        if reason := status.get("StackStatusReason") or status.get("StatusReason"):
            return reason
    return str(error)
