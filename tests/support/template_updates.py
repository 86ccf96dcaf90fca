"""What an update from one template to another would lose, and what AWS would refuse.

Both templates are as SAM makes CloudFormation's of them: that is what CloudFormation compares.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from storehook_cli.authoring.template import Template, of_type

SCHEMAS: Any = import_module("cfnlint.schema").PROVIDER_SCHEMA_MANAGER  # it has no types
"""AWS's own schemas of its resources, which cfn-lint brings."""

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
"""What is lost with a resource, by its type."""

ALSO_REPLACED_BY = {"AWS::DynamoDB::Table": {"LocalSecondaryIndexes"}}
"""Properties that the schemas do not name (AWS, "AWS::DynamoDB::Table")."""

type Pair = tuple[str, dict[str, Any], dict[str, Any]]
"""A logical id, and the properties of its resource before and after."""


def findings(before: Template, after: Template) -> list[str]:
    """What is wrong with an update, each with its reason; nothing, if nothing is lost and nothing is refused."""
    return [found for rule in RULES for found in rule(before, after)]


def gone(before: Template, after: Template) -> Iterator[str]:
    """A resource that is no longer in the template is deleted, or at best no longer the stack's (AWS, "DeletionPolicy
    attribute", https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html). One
    with another logical id is another one; so is one of another type, and a condition may take it away.
    """
    for name, resource in before["Resources"].items():
        there = after["Resources"].get(name, {})
        if resource["Type"] in HELD and any(resource.get(each) != there.get(each) for each in ("Type", "Condition")):
            yield f"{name} is gone, and with it {HELD[resource['Type']]}"


def replaced(before: Template, after: Template) -> Iterator[str]:
    """A resource is made anew if a property changes that can only be set when it is created (AWS, "Resource type
    schema", createOnlyProperties and conditionalCreateOnlyProperties,
    https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html).
    """
    for kind, lost in HELD.items():
        for name, old, new in pairs(before, after, kind):
            for each in sorted(set_once(kind)):
                if old.get(each) != new.get(each):
                    yield f"{name} is made anew, as its {each} changes: {lost} would be lost"


def set_once(kind: str) -> set[str]:
    """The properties of a type that can only be set when a resource is created."""
    schema = SCHEMAS.get_resource_schema("us-east-1", kind).schema
    lists = (schema.get(each) or () for each in ("createOnlyProperties", "conditionalCreateOnlyProperties"))
    return {each.removeprefix("/properties/") for found in lists for each in found} | ALSO_REPLACED_BY.get(kind, set())


def key_types(before: Template, after: Template) -> Iterator[str]:
    """A table is made anew if one of its AttributeDefinitions is edited (AWS, "AWS::DynamoDB::Table",
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html).
    """
    for name, old, new in pairs(before, after, "AWS::DynamoDB::Table"):
        types, others = (
            {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
            for table in (old, new)
        )
        for attribute in types.keys() & others.keys():
            if types[attribute] != others[attribute]:
                yield f"{name} is made anew, as the type of {attribute} changes: its rows would be lost"


def indexes(before: Template, after: Template) -> Iterator[str]:
    """An index cannot be changed, and "you can delete or add one global secondary index" in an update (AWS,
    "AWS::DynamoDB::Table", GlobalSecondaryIndexes,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html).
    """
    for name, old, new in pairs(before, after, "AWS::DynamoDB::Table"):
        was, now = (
            {
                each["IndexName"]: (each["KeySchema"], each["Projection"])
                for each in table.get("GlobalSecondaryIndexes", ())
            }
            for table in (old, new)
        )
        changed = {index for index in was.keys() & now.keys() if was[index] != now[index]}
        made_or_deleted = was.keys() ^ now.keys()
        if changed or len(made_or_deleted) > 1:
            about = ", ".join(sorted(changed | made_or_deleted))
            yield f"AWS refuses what becomes of {name}'s indexes ({about}): make or delete one an update, change none"


def expiry(before: Template, after: Template) -> Iterator[str]:
    """The attribute by which rows expire can only be changed while nothing expires (AWS, "AWS::DynamoDB::Table
    TimeToLiveSpecification",
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-timetolivespecification.html).
    """
    for name, old, new in pairs(before, after, "AWS::DynamoDB::Table"):
        was, now = (table.get("TimeToLiveSpecification", {}).get("AttributeName") for table in (old, new))
        if was and now and was != now:
            yield f"AWS refuses that {name}'s rows expire by {now}, no longer by {was}: switch it off an update before"


def key_is_fixed(before: Template, after: Template) -> Iterator[str]:
    """An update fails that changes what a key is for (AWS, "AWS::KMS::Key", KeySpec, KeyUsage, MultiRegion and Origin,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html).
    """
    for name, old, new in pairs(before, after, "AWS::KMS::Key"):
        for each in ("KeySpec", "KeyUsage", "MultiRegion", "Origin"):
            if old.get(each) != new.get(each):
                yield f"AWS refuses another {each} of {name}"


def secret_values(before: Template, after: Template) -> Iterator[str]:
    """A secret has a new value when what it was made by changes (AWS, "AWS::SecretsManager::Secret",
    GenerateSecretString and SecretString,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html).
    """
    for name, old, new in pairs(before, after, "AWS::SecretsManager::Secret"):
        if any(old.get(each) != new.get(each) for each in ("GenerateSecretString", "SecretString")):
            yield f"{name} has a new value, as what makes it changes"


def retention(before: Template, after: Template) -> Iterator[str]:
    """Messages that are older than a new MessageRetentionPeriod are deleted (AWS, SQS, SetQueueAttributes,
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html).
    """
    for name, old, new in pairs(before, after, "AWS::SQS::Queue"):
        was, now = (queue.get("MessageRetentionPeriod", 345_600) for queue in (old, new))
        if now < was:
            yield f"{name} keeps messages for {now} s, no longer for {was} s: older ones would be lost"


def protection(before: Template, after: Template) -> Iterator[str]:
    """What outlives its stack, and outlives being made anew, must go on to do so (AWS, "UpdateReplacePolicy attribute",
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatereplacepolicy.html).
    """
    for name, resource in before["Resources"].items():
        there = after["Resources"].get(name)
        if there and resource.get("UpdateReplacePolicy") == "Retain":
            for each in ("DeletionPolicy", "UpdateReplacePolicy"):
                if resource.get(each) != there.get(each):
                    yield f"{name} is kept less well, as its {each} changes"


def parameters(before: Template, after: Template) -> Iterator[str]:
    """`sam deploy` gives CloudFormation a value for the template's parameters alone: what an operator has set for
    another one is dropped without a word. A value that was allowed must stay so, and a new parameter has none (AWS,
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
    """Whether a parameter allows all that another one does."""
    allowed, others = (each.get("AllowedValues", ()) for each in (parameter, other))
    return (
        parameter["Type"] == other["Type"]
        and (not allowed or (bool(others) and {*others} <= {*allowed}))
        and parameter.get("MinValue", float("-inf")) <= other.get("MinValue", float("-inf"))
        and parameter.get("MaxValue", float("inf")) >= other.get("MaxValue", float("inf"))
    )


def outputs(before: Template, after: Template) -> Iterator[str]:
    """The command finds everything by the stack's outputs, and operators' scripts do so with `storehook output`."""
    for name in before["Outputs"].keys() - after["Outputs"].keys():
        yield f"The output {name} is gone: what asks for it would fail"


def pairs(before: Template, after: Template, kind: str) -> Iterator[Pair]:
    """The resources of a type that are in both templates."""
    was, now = (of_type(each["Resources"], kind) for each in (before, after))
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
