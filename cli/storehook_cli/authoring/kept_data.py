"""What an update from one template to another would lose: rows, messages, secrets, what a key has encrypted, log lines.

CloudFormation deletes a resource that is no longer in a template, makes one anew when a property changes that can only
be set at first (AWS docs, "Update behaviors of stack resources"), and says neither until it is done.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from storehook_cli.authoring.template import Template

HELD = {
    "AWS::DynamoDB::Table": "its rows",
    "AWS::KMS::Key": "all that only it can decrypt",
    "AWS::Logs::LogGroup": "its lines",
    "AWS::SQS::Queue": "its messages",
    "AWS::SecretsManager::Secret": "its value",
}
"""What is lost with a resource, by its type."""

SET_ONCE = {
    "AWS::DynamoDB::Table": ("ImportSourceSpecification", "KeySchema", "LocalSecondaryIndexes", "TableName"),
    "AWS::KMS::Key": (),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::SQS::Queue": ("FifoQueue", "QueueName"),
    "AWS::SecretsManager::Secret": ("GenerateSecretString", "Name", "SecretString"),
}
"""Properties with which a resource is another one: `createOnlyProperties` of its type's schema, and what makes a
secret's value (AWS docs, "AWS::SecretsManager::Secret")."""


def lost(before: Template, after: Template) -> Iterator[str]:
    """What would be lost, each as a sentence without its end; nothing, if all is kept.

    Args:
        before: the template that is deployed.
        after: the one that would be.
    """
    for name, resource in before["Resources"].items():
        kind = resource.get("Type")
        # What CloudFormation may throw away when it makes it anew holds nothing.
        if kind not in HELD or resource.get("UpdateReplacePolicy") == "Delete":
            continue
        there = after["Resources"].get(name, {})
        if any(resource.get(each) != there.get(each) for each in ("Type", "Condition")):
            yield f"{name} is gone, and with it {HELD[kind]}"
        elif changed := _set_anew(kind, resource, there):
            yield f"{name} is made anew, as its {changed} changes: {HELD[kind]} would be lost"


def _set_anew(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    was, now = (each.get("Properties", {}) for each in (before, after))
    return ", ".join(each for each in SET_ONCE[kind] if was.get(each) != now.get(each))
