"""Make a stack of what a deleted one of the same name has left behind."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError, WaiterError

from storehook_cli.errors import CommandError
from storehook_cli.stack.kept_resources import KeptResource, import_request, kept_resources

if TYPE_CHECKING:
    from datetime import datetime

    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import ParameterTypeDef, StackSummaryTypeDef, WaiterConfigTypeDef

PATIENCE: "WaiterConfigTypeDef" = {"Delay": 2, "MaxAttempts": 300}
"""Seconds between looks at what CloudFormation does, and how many looks."""


@dataclass(frozen=True, slots=True)
class DeletedStack:
    """A deleted stack that has left something behind.

    Args:
        stack_id: its ARN.
        created_at: when it was made.
        template: its template, after its transforms.
        kept: what it has left behind.
        parameters: its parameters, as CloudFormation gives them.
    """

    stack_id: str
    created_at: "datetime"
    template: Mapping[str, Any]
    kept: Sequence[KeptResource]
    parameters: "Sequence[ParameterTypeDef]"


@dataclass(frozen=True, slots=True)
class Restoration:
    """Finds a deleted stack, and imports what is left of it.

    Deleted stacks, their events and their templates can be had for 90 days, by their ids (AWS docs, "ListStacks",
    "DescribeStackEvents", "GetTemplate").

    Args:
        stack_name: the deleted stack's, and the new one's.
        cloudformation: the service, in the stack's region.
    """

    stack_name: str
    cloudformation: "CloudFormationClient"

    @property
    def title(self) -> str:
        """Which stack it is, for people."""
        return f"{self.stack_name} in {self.cloudformation.meta.region_name}"

    def status(self) -> str | None:
        """How the stack of that name is; None where there is none.

        A stack for which there is but a change set, as an earlier try has left it, holds nothing and counts as none.
        """
        try:
            found = self.cloudformation.describe_stacks(StackName=self.stack_name)["Stacks"][0]["StackStatus"]
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "ValidationError":
                raise
            return None
        return None if found == "REVIEW_IN_PROGRESS" else found

    def deleted_stack(self, stack_id: str | None = None) -> DeletedStack:
        """The newest deleted stack of that name that has left something behind.

        Args:
            stack_id: the ARN of another one, which is then the only one looked at.

        Raises:
            CommandError: there is none.
        """
        for each in self._deleted():
            if stack_id in (None, each.get("StackId")) and (found := self._read(each)):
                return found
        raise CommandError(
            f"No deleted stack {stack_id or self.stack_name!r} has left tables, secrets or a key behind. Only one with "
            "Protected=true does, and CloudFormation knows it for 90 days. Name another with --stack-name and --region."
        )

    def restore(self, deleted: DeletedStack) -> None:
        """Import what a deleted stack has left behind, and wait until that is done.

        Raises:
            CommandError: CloudFormation cannot import it; the message has its reason.
        """
        name = f"restore-{secrets.token_hex(4)}"  # one that was tried before has left its name behind
        request = import_request(self.stack_name, name, deleted.template, deleted.kept, deleted.parameters)
        cloudformation = self.cloudformation
        try:
            made = cloudformation.create_change_set(**request)
            created = cloudformation.get_waiter("change_set_create_complete")
            created.wait(ChangeSetName=made["Id"], WaiterConfig=PATIENCE)
            cloudformation.execute_change_set(ChangeSetName=made["Id"])
            imported = cloudformation.get_waiter("stack_import_complete")
            imported.wait(StackName=made["StackId"], WaiterConfig=PATIENCE)
        except (ClientError, WaiterError) as error:
            raise CommandError(
                f"CloudFormation cannot import what is left of {self.stack_name!r}: {_reason(error)}\n"
                "Nothing of it is lost. Mend that, and restore again; if the stack is there by now, delete it first."
            ) from error

    def _deleted(self) -> "list[StackSummaryTypeDef]":
        pages = self.cloudformation.get_paginator("list_stacks").paginate(StackStatusFilter=["DELETE_COMPLETE"])
        found = [each for page in pages for each in page["StackSummaries"] if each["StackName"] == self.stack_name]
        # Of one name there is one at a time: who was made last was deleted last.
        return sorted(found, key=lambda each: each["CreationTime"], reverse=True)

    def _read(self, stack: "StackSummaryTypeDef") -> DeletedStack | None:
        stack_id = stack.get("StackId", "")
        pages = self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack_id)
        if not (kept := kept_resources(event for page in pages for event in page["StackEvents"])):
            return None
        template: Any = self.cloudformation.get_template(StackName=stack_id, TemplateStage="Processed")["TemplateBody"]
        described = self.cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]
        return DeletedStack(stack_id, stack["CreationTime"], template, kept, described.get("Parameters", []))


def restoration_on_aws(stack_name: str, region: str | None = None) -> Restoration:
    """What there is to do about a deleted stack in the account of the AWS credentials in force.

    Args:
        stack_name: the deleted stack's.
        region: where it was; None is what boto3 finds in the environment or the profile.

    Raises:
        BotoCoreError: AWS cannot be asked.
    """
    session: Any = boto3.Session(region_name=region)
    return Restoration(stack_name, session.client("cloudformation"))


def _reason(error: ClientError | WaiterError) -> str:
    """Why it failed, as the last look at the stack or the change set says."""
    last: Any = error.last_response if isinstance(error, WaiterError) else {}
    for looked_at in (*last.get("Stacks", []), last):
        if reason := looked_at.get("StackStatusReason") or looked_at.get("StatusReason"):
            return reason
    return str(error)
