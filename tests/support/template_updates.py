"""Rules for an update from one template to another: which data it would lose, and what AWS would refuse.

Both templates are as SAM transforms them, because CloudFormation compares those.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from storehook_cli.authoring.template import Template, of_type

HELD = {
    "AWS::ApiGatewayV2::Api": "the address that webhooks go to",
    "AWS::ApiGatewayV2::Route": "what is sent to its path",
    "AWS::ApiGatewayV2::Stage": "the address that webhooks go to",
    "AWS::DynamoDB::Table": "its rows",
    "AWS::IAM::ManagedPolicy": "the leave of those it is attached to",
    "AWS::KMS::Key": "all that only it can decrypt",
    "AWS::Lambda::EventSourceMapping": "that somebody reads its queue",
    "AWS::Lambda::Function": "the name by which operators call it",
    "AWS::Logs::LogGroup": "its lines",
    "AWS::SNS::Topic": "its subscribers",
    "AWS::SQS::Queue": "its messages",
    "AWS::SecretsManager::Secret": "its value",
}
"""The data that is lost with a resource, by its type."""

ALSO_REPLACED_BY = {"AWS::DynamoDB::Table": {"LocalSecondaryIndexes"}}
"""Properties that the schemas don't name (AWS, "AWS::DynamoDB::Table")."""

type Pair = tuple[str, dict[str, Any], dict[str, Any]]
"""A logical ID, and the properties of its resource before and after."""


def findings(before: Template, after: Template) -> list[str]:
    """Return the problems of an update with their reasons. Empty if nothing is lost and nothing is refused."""
    return [problem for rule in RULES for problem in rule(before, after)]


def gone(before: Template, after: Template) -> Iterator[str]:
    """Find deleted resources. A resource that is no longer in the template is deleted, or at best no longer the stack's
    (AWS, "DeletionPolicy attribute",
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html). A resource with
    another logical ID or type is a different one, and a condition may remove it.
    """
    for name, resource in before["Resources"].items():
        there = after["Resources"].get(name, {})
        if resource["Type"] in HELD and any(resource.get(field) != there.get(field) for field in ("Type", "Condition")):
            yield f"{name} is gone, and with it {HELD[resource['Type']]}"


def replaced(before: Template, after: Template) -> Iterator[str]:
    """Find replaced resources. A resource is replaced if a property changes that can only be set at creation (AWS,
    "Resource type schema", createOnlyProperties and conditionalCreateOnlyProperties,
    https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html).
    """
    for kind, lost in HELD.items():
        for name, old, new in pairs(before, after, kind):
            for field in sorted(set_once(kind)):
                if old.get(field) != new.get(field):
                    yield f"{name} would be replaced, because its {field} changes: {lost} would be lost"


def schema_of(kind: str) -> dict[str, Any]:
    """Return AWS's own schema of a type of resources, which cfn-lint brings."""
    # Importing cfn-lint takes a second: few tests need it.
    manager: Any = import_module("cfnlint.schema.manager")
    return manager.PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema


def set_once(kind: str) -> set[str]:
    """Return the properties of a type that can only be set at creation."""
    schema = schema_of(kind)
    lists = (schema.get(name) or () for name in ("createOnlyProperties", "conditionalCreateOnlyProperties"))
    paths = {path for names in lists for path in names}
    return {path.removeprefix("/properties/") for path in paths} | ALSO_REPLACED_BY.get(kind, set())


def key_types(before: Template, after: Template) -> Iterator[str]:
    """Find changed key types. A table is replaced if one of its AttributeDefinitions is edited (AWS,
    "AWS::DynamoDB::Table",
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html).
    """
    for name, old, new in pairs(before, after, "AWS::DynamoDB::Table"):
        types, others = (
            {definition["AttributeName"]: definition["AttributeType"] for definition in table["AttributeDefinitions"]}
            for table in (old, new)
        )
        for attribute in types.keys() & others.keys():
            if types[attribute] != others[attribute]:
                yield f"{name} would be replaced, because the type of {attribute} changes: its rows would be lost"


def indexes(before: Template, after: Template) -> Iterator[str]:
    """Find refused changes of indexes. An index can't be changed, and "you can delete or add one global secondary
    index" in an update (AWS, "AWS::DynamoDB::Table", GlobalSecondaryIndexes,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html).
    """
    for name, old, new in pairs(before, after, "AWS::DynamoDB::Table"):
        was, now = (
            {
                index["IndexName"]: (index["KeySchema"], index["Projection"])
                for index in table.get("GlobalSecondaryIndexes", ())
            }
            for table in (old, new)
        )
        changed = {index for index in was.keys() & now.keys() if was[index] != now[index]}
        made_or_deleted = was.keys() ^ now.keys()
        if changed or len(made_or_deleted) > 1:
            about = ", ".join(sorted(changed | made_or_deleted))
            yield f"AWS refuses this change of {name}'s indexes ({about}): add or delete one per update"


def expiry(before: Template, after: Template) -> Iterator[str]:
    """Find changes of the expiry attribute, which can only be changed while nothing expires (AWS, "AWS::DynamoDB::Table
    TimeToLiveSpecification",
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-timetolivespecification.html).
    """
    for name, old, new in pairs(before, after, "AWS::DynamoDB::Table"):
        was, now = (table.get("TimeToLiveSpecification", {}).get("AttributeName") for table in (old, new))
        if was and now and was != now:
            yield f"AWS refuses that {name}'s rows expire by {now}, no longer by {was}: switch it off an update before"


def key_is_fixed(before: Template, after: Template) -> Iterator[str]:
    """Find changes of a key's purpose, which fail (AWS, "AWS::KMS::Key", KeySpec, KeyUsage, MultiRegion and Origin,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html).
    """
    for name, old, new in pairs(before, after, "AWS::KMS::Key"):
        for field in ("KeySpec", "KeyUsage", "MultiRegion", "Origin"):
            if old.get(field) != new.get(field):
                yield f"AWS refuses to change the {field} of {name}"


def secret_values(before: Template, after: Template) -> Iterator[str]:
    """Find secrets with a new value. A secret gets one if what generates it changes (AWS,
    "AWS::SecretsManager::Secret", GenerateSecretString and SecretString,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html).
    """
    for name, old, new in pairs(before, after, "AWS::SecretsManager::Secret"):
        if any(old.get(field) != new.get(field) for field in ("GenerateSecretString", "SecretString")):
            yield f"{name} would get a new value, because the properties that generate it change"


def retention(before: Template, after: Template) -> Iterator[str]:
    """Find shorter retentions. Messages that are older than a new MessageRetentionPeriod are deleted (AWS, SQS,
    SetQueueAttributes,
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html).
    """
    for name, old, new in pairs(before, after, "AWS::SQS::Queue"):
        was, now = (queue.get("MessageRetentionPeriod", 345_600) for queue in (old, new))
        if now < was:
            yield f"{name} would keep messages for {now} s instead of {was} s: older ones would be lost"


def protection(before: Template, after: Template) -> Iterator[str]:
    """Find weaker protection. A resource that outlives its stack or its replacement must continue to do so (AWS,
    "UpdateReplacePolicy attribute",
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatereplacepolicy.html).
    """
    for name, resource in before["Resources"].items():
        there = after["Resources"].get(name)
        if there and resource.get("UpdateReplacePolicy") == "Retain":
            for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
                if resource.get(policy) != there.get(policy):
                    yield f"{name} would be less protected, because its {policy} changes"


def parameters(before: Template, after: Template) -> Iterator[str]:
    """Find lost parameters. `sam deploy` passes only values for the template's parameters, and silently drops an
    operator's value for another one. An allowed value must stay allowed, and a new parameter has no value yet (AWS,
    "Parameters", https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html).
    """
    for name, parameter in before["Parameters"].items():
        if name not in after["Parameters"]:
            yield f"The parameter {name} is gone: what is set for it would be dropped"
        elif not allows(after["Parameters"][name], parameter):
            yield f"The parameter {name} allows less: AWS refuses to update a stack that has another value"
    for name in after["Parameters"].keys() - before["Parameters"].keys():
        if "Default" not in after["Parameters"][name]:
            yield f"The new parameter {name} has no default: AWS refuses to update a stack without a value for it"


def allows(parameter: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether a parameter allows everything that another one allows."""
    allowed, others = (definition.get("AllowedValues", ()) for definition in (parameter, other))
    return (
        parameter["Type"] == other["Type"]
        and (not allowed or (bool(others) and {*others} <= {*allowed}))
        and parameter.get("MinValue", float("-inf")) <= other.get("MinValue", float("-inf"))
        and parameter.get("MaxValue", float("inf")) >= other.get("MaxValue", float("inf"))
    )


def outputs(before: Template, after: Template) -> Iterator[str]:
    """Find lost outputs. The command reads them, and so do operators' scripts with `storehook output`."""
    for name in before["Outputs"].keys() - after["Outputs"].keys():
        yield f"The output {name} would be gone: commands and scripts that read it would fail"


def pairs(before: Template, after: Template, kind: str) -> Iterator[Pair]:
    """Return the resources of a type that are in both templates."""
    was, now = (of_type(template["Resources"], kind) for template in (before, after))
    for name in was.keys() & now.keys():
        yield name, was[name], now[name]


RULES: tuple[Callable[[Template, Template], Iterator[str]], ...] = (
    gone,
    replaced,
    key_types,
    indexes,
    expiry,
    key_is_fixed,
    secret_values,
    retention,
    protection,
    parameters,
    outputs,
)
