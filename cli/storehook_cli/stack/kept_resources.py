"""Retained resources of a deleted stack, and the change set that imports them into a new stack.

CloudFormation imports every resource of the template by an identifier of its type. Each needs a DeletionPolicy, and
outputs and tags are not allowed (AWS docs, "Import AWS resources into a CloudFormation stack manually"). The import
starts from the processed template, which needs no transform.

A secret's value stays as it is. CloudFormation generates a new one only if `GenerateSecretString` changes (AWS docs,
"AWS::SecretsManager::Secret"). So the import keeps the secret's definition, which the next deploy repeats.
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
"""Name of the `primaryIdentifier` in CloudFormation's schema, by type of the resources that a stack retains.

Its value is the physical id.
"""

_SECTIONS = ("AWSTemplateFormatVersion", "Parameters", "Mappings", "Conditions")


@dataclass(frozen=True, slots=True)
class KeptResource:
    """Resource that outlived its stack."""

    logical_id: str
    physical_id: str
    type: str


def kept_resources(events: "Iterable[StackEventTypeDef]") -> list[KeptResource]:
    """Return the tables, keys and secrets that a stack's deletion skipped, from its events, newest first.

    A first deploy that fails is rolled back, which deletes and skips in the same way.
    """
    # An update also skips resources that it replaces or drops. Those were not part of the stack any more.
    deletion = takewhile(lambda event: not _ends_another_operation(event), events)
    last: dict[str, KeptResource | None] = {}
    for event in deletion:
        last.setdefault(event.get("LogicalResourceId", ""), _kept_resource(event))
    return sorted((resource for resource in last.values() if resource), key=lambda resource: resource.logical_id)


def begins_operation(event: "StackEventTypeDef") -> bool:
    """Return whether an event is the first of a creation, an update, an import or a deletion."""
    status = event.get("ResourceStatus", "")
    starts = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "IMPORT_IN_PROGRESS", "DELETE_IN_PROGRESS")
    return is_about_stack(event) and status in starts


def is_about_stack(event: "StackEventTypeDef") -> bool:
    """Return whether an event is about the stack itself, not about one of its resources."""
    return event.get("PhysicalResourceId") == event["StackId"]


def _ends_another_operation(event: "StackEventTypeDef") -> bool:
    return is_about_stack(event) and not event.get("ResourceStatus", "").startswith(("DELETE_", "ROLLBACK_"))


def _kept_resource(event: "StackEventTypeDef") -> KeptResource | None:
    ids = event.get("LogicalResourceId", ""), event.get("PhysicalResourceId", "")
    kind, status = event.get("ResourceType", ""), event.get("ResourceStatus")
    return KeptResource(*ids, kind) if status == "DELETE_SKIPPED" and kind in IDENTIFIERS else None


def import_template(template: Mapping[str, Any], kept: Iterable[KeptResource]) -> dict[str, Any]:
    """Reduce a stack's template to its retained resources.

    Parameters and conditions stay, so the next deploy finds the values of parameters that it does not set.
    """
    # With Retain, no failure before the next deploy can delete them.
    resources = {
        resource.logical_id: template["Resources"][resource.logical_id] | {"DeletionPolicy": "Retain"}
        for resource in kept
    }
    return {name: template[name] for name in _SECTIONS if name in template} | {"Resources": resources}


def import_request(
    stack_name: str,
    change_set: str,
    template: Mapping[str, Any],
    kept: Sequence[KeptResource],
    parameters: "Iterable[ParameterTypeDef]",
) -> "CreateChangeSetInputTypeDef":
    """Build the request for a change set that creates a stack from retained resources."""
    return {
        "StackName": stack_name,
        "ChangeSetName": change_set,
        "ChangeSetType": "IMPORT",
        "TemplateBody": json.dumps(import_template(template, kept)),
        "Parameters": [
            {
                "ParameterKey": parameter.get("ParameterKey", ""),
                "ParameterValue": parameter.get("ParameterValue", ""),
            }
            for parameter in parameters
        ],
        "ResourcesToImport": [
            {
                "ResourceType": resource.type,
                "LogicalResourceId": resource.logical_id,
                "ResourceIdentifier": {IDENTIFIERS[resource.type]: resource.physical_id},
            }
            for resource in kept
        ],
    }
