"""Data that an update from one template to another would lose: rows, messages, secrets, encrypted data, log lines.

CloudFormation deletes a resource that is no longer in a template. It replaces a resource if a property changes that
can only be set at its creation (AWS docs, "Update behaviors of stack resources"). It reports neither in advance.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from storehook_cli.authoring.template import Template

HELD = {
    "AWS::DynamoDB::Table": "its rows",
    "AWS::KMS::Key": "all data that only it can decrypt",
    "AWS::Logs::LogGroup": "its lines",
    "AWS::SQS::Queue": "its messages",
    "AWS::SecretsManager::Secret": "its value",
}
"""Data that is lost with a resource, by its type."""

SET_ONCE = {
    "AWS::DynamoDB::Table": ("ImportSourceSpecification", "KeySchema", "LocalSecondaryIndexes", "TableName"),
    "AWS::KMS::Key": (),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::SQS::Queue": ("FifoQueue", "QueueName"),
    "AWS::SecretsManager::Secret": ("GenerateSecretString", "Name", "SecretString"),
}
"""Properties whose change replaces a resource, or a secret's value, by its type.

They are the `createOnlyProperties` of the type's schema, and the properties that set a secret's value (AWS docs,
"AWS::SecretsManager::Secret").
"""


def lost(before: Template, after: Template) -> Iterator[str]:
    """Yield a sentence without its period for each loss."""
    for name, resource in before["Resources"].items():
        kind = resource.get("Type")
        # A resource that CloudFormation may delete when it replaces it holds no data.
        if kind not in HELD or resource.get("UpdateReplacePolicy") == "Delete":
            continue
        successor = after["Resources"].get(name, {})
        if any(resource.get(key) != successor.get(key) for key in ("Type", "Condition")):
            yield f"{name} would be deleted, and with it {HELD[kind]}"
        elif changed := _changed(kind, resource, successor):
            yield f"{name} would be replaced because its {changed} changes, and {HELD[kind]} would be lost"


def _changed(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    old, new = (resource.get("Properties", {}) for resource in (before, after))
    return ", ".join(key for key in SET_ONCE[kind] if old.get(key) != new.get(key))
