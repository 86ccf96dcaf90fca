"""What a deleted stack has left behind, and the change set that takes it into a new stack.

What an import asks for (AWS docs, "Import AWS resources into a CloudFormation stack manually"): every resource of the
template is imported by an identifier of its type, each has a DeletionPolicy, and outputs may not come along. A stack's
tags may not either, nor is there anything left to transform: this starts from the processed template.

A secret's value stays as it is: a new one is made only when `GenerateSecretString` changes (AWS docs,
"AWS::SecretsManager::Secret"), so what is imported is defined as it was, and as the next deploy defines it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_cloudformation.type_defs import CreateChangeSetInputTypeDef, ParameterTypeDef, StackEventTypeDef

IDENTIFIERS = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::KMS::Key": "KeyId",
    "AWS::SecretsManager::Secret": "Id",
}
"""By what CloudFormation knows a resource of each type that we keep: the `primaryIdentifier` of the type's schema. Its
value is the physical id."""

_SECTIONS = ("AWSTemplateFormatVersion", "Parameters", "Mappings", "Conditions")


@dataclass(frozen=True, slots=True)
class KeptResource:
    """A resource that outlived its stack.

    Args:
        logical_id: its name in the template.
        physical_id: what it is called in the account.
        type: CloudFormation's name of its type.
    """

    logical_id: str
    physical_id: str
    type: str


def kept_resources(events: "Iterable[StackEventTypeDef]") -> list[KeptResource]:
    """The tables, keys and secrets that a stack's deletion skipped, by their logical ids.

    Args:
        events: the deleted stack's, the newest first, as CloudFormation gives them.
    """
    # An update skips, too, what it replaces or drops: that was no part of the stack any more.
    deletion = takewhile(lambda event: not _ends_another_operation(event), events)
    last: dict[str, KeptResource | None] = {}
    for event in deletion:
        last.setdefault(event.get("LogicalResourceId", ""), _kept(event))
    return sorted((found for found in last.values() if found), key=lambda each: each.logical_id)


def _ends_another_operation(event: "StackEventTypeDef") -> bool:
    is_about_stack = event.get("PhysicalResourceId") == event["StackId"]
    return is_about_stack and not event.get("ResourceStatus", "").startswith("DELETE_")


def _kept(event: "StackEventTypeDef") -> KeptResource | None:
    ids = event.get("LogicalResourceId", ""), event.get("PhysicalResourceId", "")
    kind, status = event.get("ResourceType", ""), event.get("ResourceStatus")
    return KeptResource(*ids, kind) if status == "DELETE_SKIPPED" and kind in IDENTIFIERS else None


def import_template(template: Mapping[str, Any], kept: Iterable[KeptResource]) -> dict[str, Any]:
    """A stack's template, reduced to what was kept.

    Parameters and conditions stay: the next deploy finds the parameters that it is not told.

    Args:
        template: after its transforms.
        kept: what remains of it.
    """
    # Retain: whatever goes wrong before the next deploy, nothing of it is deleted.
    resources = {
        each.logical_id: template["Resources"][each.logical_id] | {"DeletionPolicy": "Retain"} for each in kept
    }
    return {name: template[name] for name in _SECTIONS if name in template} | {"Resources": resources}


def import_request(
    stack_name: str,
    change_set: str,
    template: Mapping[str, Any],
    kept: Sequence[KeptResource],
    parameters: "Iterable[ParameterTypeDef]",
) -> "CreateChangeSetInputTypeDef":
    """What CloudFormation is asked for: a change set that makes a stack of what was kept.

    Args:
        stack_name: the new stack's.
        change_set: its name.
        template: the deleted stack's, after its transforms.
        kept: what it has left behind.
        parameters: those of the deleted stack, as CloudFormation gives them.
    """
    return {
        "StackName": stack_name,
        "ChangeSetName": change_set,
        "ChangeSetType": "IMPORT",
        "TemplateBody": json.dumps(import_template(template, kept)),
        "Parameters": [
            {"ParameterKey": each.get("ParameterKey", ""), "ParameterValue": each.get("ParameterValue", "")}
            for each in parameters
        ],
        "ResourcesToImport": [
            {
                "ResourceType": each.type,
                "LogicalResourceId": each.logical_id,
                "ResourceIdentifier": {IDENTIFIERS[each.type]: each.physical_id},
            }
            for each in kept
        ],
    }
