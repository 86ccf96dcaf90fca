"""A deployer can't get more permissions than an administrator gave.

The deployer decides what templates and code do. So each test is about a call that a template could make CloudFormation
do, or about one that the code of a function could make.
"""

from collections.abc import Iterator

import pytest
from tests.support import deployer
from tests.support import service_authorization as reference
from tests.support.built_template import deployed
from tests.support.cloudformation_calls import ACCESS_LOG, ACCOUNT, REGION, THROUGH
from tests.support.escalation import BEYOND, OWN, PATHS, arn, iam, through
from tests.support.iam import Request, is_allowed, listed, matches
from tests.support.rules import expect_none

NAMELESS = {
    *ACCESS_LOG,
    "cloudformation:ValidateTemplate",
    "logs:DescribeIndexPolicies",
    "secretsmanager:GetRandomPassword",
    "sns:GetSubscriptionAttributes",
    "sns:SetSubscriptionAttributes",
    "sns:Unsubscribe",
}
"""Actions that AWS only allows on everything, and that CloudFormation needs."""

OF_OTHERS = {
    "cloudformation:GetTemplateSummary": "the template may be in the request",
    "cloudwatch:DescribeAlarms": "AWS lists alarms without names",
    "lambda:ListTags": "tags of an event source mapping",
    "lambda:TagResource": "tags of an event source mapping",
    "lambda:UntagResource": "tags of an event source mapping",
    "kms:DescribeKey": "a tag may take five minutes to have an effect",
    "kms:EnableKeyRotation": "a tag may take five minutes to have an effect",
    "kms:GetKeyPolicy": "a tag may take five minutes to have an effect",
    "kms:GetKeyRotationStatus": "a tag may take five minutes to have an effect",
    "kms:ListResourceTags": "a tag may take five minutes to have an effect",
    "apigateway:DELETE": "routes and integrations have no tags",
    "apigateway:GET": "routes and integrations have no tags",
    "apigateway:PATCH": "routes and integrations have no tags",
    "apigateway:POST": "routes and integrations have no tags",
    "apigateway:PUT": "creates an API",
    "apigateway:SetWebACL": "HTTP APIs have no web ACL",
}
"""Actions that a template can do with resources of other applications that have no tags, and why."""


@pytest.mark.parametrize("request_", PATHS.values(), ids=PATHS)
def test_a_deployer_may_not(request_: Request) -> None:
    assert not is_allowed(deployer.of_deployer(), request_)


@pytest.mark.parametrize("request_", BEYOND.values(), ids=BEYOND)
def test_the_code_of_a_function_may_not(request_: Request) -> None:
    assert not is_allowed(deployer.statements("Boundary"), request_)


def test_a_deployers_stack_may_not_be_changed_even_if_its_name_begins_as_the_others() -> None:
    name = "storehook-deployer"
    stack = arn("cloudformation", f"stack/{name}/1")
    policy = deployer.of_deployer(**{"AWS::StackName": name, "AWS::StackId": stack})

    assert not is_allowed(policy, Request("cloudformation:CreateChangeSet", stack))
    assert not is_allowed(policy, through("iam:CreatePolicyVersion", iam(f"policy/{name}-Deployer-X")))


def test_of_other_applications_a_template_reaches_only_what_aws_cannot_tell_apart() -> None:
    """Every action of every service of the policy is tried on every type of its resources."""
    policy, found = deployer.of_deployer(ApiId="*"), set[str]()
    for action in every_action():
        for resource in [*of_another_application(action)]:
            if resource != "*" and is_allowed(policy, Request(action, resource, THROUGH)):
                found.add(action)

    assert found == OF_OTHERS.keys()


def test_of_actions_without_resources_a_template_may_do_those_that_cloudformation_needs() -> None:
    policy = deployer.of_deployer()
    found = {action for action in every_action() if not reference.arn_patterns(action)}

    assert {action for action in found if is_allowed(policy, Request(action, "*", THROUGH))} == NAMELESS


def test_with_the_apis_id_a_deployer_may_not_change_routes_of_another_api() -> None:
    route = f"arn:aws:apigateway:{REGION}::/apis/x9y8/routes"

    assert is_allowed(deployer.of_deployer(), through("apigateway:POST", route))
    assert not is_allowed(deployer.of_deployer(ApiId="a1b2c3"), through("apigateway:POST", route))


def every_action() -> Iterator[str]:
    """Yield each action of the services that the policy is about."""
    patterns = {pattern for statement in deployer.of_deployer() for pattern in listed(statement["Action"])}
    for prefix in sorted({pattern.split(":")[0] for pattern in patterns}):
        yield from reference.actions(prefix)


class _Names(dict[str, str]):
    """A name of another application for each variable in an ARN."""

    def __init__(self) -> None:
        super().__init__(Partition="aws", Region=REGION, Account=ACCOUNT)

    def __missing__(self, variable: str) -> str:
        return f"shop-{variable}"


def of_another_application(action: str) -> Iterator[str]:
    for pattern in reference.arn_patterns(action).values():
        yield reference.VARIABLE.sub(lambda variable: _Names()[variable[1]], pattern)


def test_the_boundary_allows_what_the_roles_of_the_template_allow() -> None:
    boundary = deployer.statements("Boundary")

    expect_none(f"{role}: {request}" for role, request in uses() if not is_allowed(boundary, request))


def test_the_roles_of_the_template_allow_actions_that_exist_on_the_types_of_resources_that_they_are_about() -> None:
    """An action on another type of resource is allowed nothing, and IAM does not say so."""
    expect_none(f"{role}: {request.action} on {request.resource}" for role, request in uses() if not has_type(request))


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:GetItem", "DefaultQueue"),
        ("sqs:SendMessages", "DefaultQueue"),
        ("sqs:ListQueues", "DefaultQueue"),
    ],
)
def test_an_action_of_another_type_is_noticed(action: str, resource: str) -> None:
    assert not has_type(Request(action, physical(resource)))


def has_type(request: Request) -> bool:
    """Return whether the action exists, and is about resources of this type. A log group's ARN includes its streams."""
    types = [reference.VARIABLE.sub("*", pattern) for pattern in reference.arn_patterns(request.action).values()]
    resources = [request.resource, request.resource.replace(":*", ":log-stream:*")]
    return any(matches(pattern, resource) for pattern in types for resource in resources)


def uses() -> Iterator[tuple[str, Request]]:
    """Yield what each role of the template allows, on the physical names."""
    for name, resource in deployed(DeliveryProof="signature-or-key").items():
        if resource["Type"] == "AWS::IAM::Role":
            for policy in resource["Properties"]["Policies"]:
                for statement in policy["PolicyDocument"]["Statement"]:
                    for action in listed(statement["Action"]):
                        for target in listed(statement["Resource"]):
                            yield name, Request(action, physical(target), OWN)


TYPES = {
    "AWS::DynamoDB::Table": "dynamodb:eu-west-1:123456789012:table/storehook-{}-X",
    "AWS::KMS::Key": "kms:eu-west-1:123456789012:key/{}",
    "AWS::Lambda::Alias": "lambda:eu-west-1:123456789012:function:storehook-{}-X:live",
    "AWS::Logs::LogGroup": "logs:eu-west-1:123456789012:log-group:/storehook/storehook/{}:*",
    "AWS::SNS::Topic": "sns:eu-west-1:123456789012:storehook-{}-X",
    "AWS::SQS::Queue": "sqs:eu-west-1:123456789012:storehook-{}-X",
    "AWS::SecretsManager::Secret": "secretsmanager:eu-west-1:123456789012:secret:{}-X",
}


def physical(target: str) -> str:
    """Return the ARN of a resource whose logical name stands for it, or for its own name in an ARN."""
    logical, _, rest = target.removeprefix("arn:aws:logs:eu-west-1:123456789012:log-group:").partition("/")
    resource = deployed().get(logical)
    if resource is None:
        return target
    return "arn:aws:" + TYPES[resource["Type"]].format(logical) + (rest and f"/{rest}")
