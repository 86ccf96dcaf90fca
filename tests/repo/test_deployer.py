"""The deployer's policy allows what CloudFormation needs for each resource of the template, and only through it.

Which calls CloudFormation makes for a type is said by the handlers in the type's schema, which AWS publishes and
cfn-lint ships ("Resource type schema", CloudFormation CLI user guide). It makes them with the caller's rights, and
marks them with `aws:CalledVia` ("AWS global condition context keys", IAM user guide).
"""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
import yaml
from tests.support.built_template import template as built
from tests.support.repository import ROOT
from tests.support.template_updates import schema_of

from storehook_cli.authoring.template import TemplateLoader

STACK = "storehook-dev"
REGION, ACCOUNT = "eu-west-1", "123456789012"
THROUGH = {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}

ARNS = {
    "AWS::ApiGatewayV2::Api": "arn:aws:apigateway:eu-west-1::/apis/a1b2",
    "AWS::ApiGatewayV2::Integration": "arn:aws:apigateway:eu-west-1::/apis/a1b2/integrations/x",
    "AWS::ApiGatewayV2::Route": "arn:aws:apigateway:eu-west-1::/apis/a1b2/routes/x",
    "AWS::ApiGatewayV2::Stage": "arn:aws:apigateway:eu-west-1::/apis/a1b2/stages/$default",
    "AWS::CloudWatch::Alarm": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{STACK}-TimerSilentAlarm-X",
    "AWS::CloudWatch::Dashboard": f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{STACK}-{REGION}",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{STACK}-Runs-X",
    "AWS::Events::Rule": f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{STACK}-ReconcilerDeploy-X",
    "AWS::IAM::ManagedPolicy": f"arn:aws:iam::{ACCOUNT}:policy/{STACK}-ConsoleReader-X",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{STACK}-IngestRole-X",
    "AWS::KMS::Key": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1a2b",
    "AWS::Lambda::Alias": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{STACK}-Ingest-X:live",
    "AWS::Lambda::EventSourceMapping": f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:1a2b",
    "AWS::Lambda::EventInvokeConfig": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{STACK}-Ingest-X",
    "AWS::Lambda::Function": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{STACK}-Ingest-X",
    "AWS::Lambda::LayerVersion": f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:{STACK}-core:1",
    "AWS::Lambda::Permission": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{STACK}-Ingest-X",
    "AWS::Lambda::Version": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{STACK}-Ingest-X:1",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/storehook/{STACK}/ingest",
    "AWS::SNS::Subscription": f"arn:aws:sns:{REGION}:{ACCOUNT}:{STACK}-AlarmTopic-X",
    "AWS::SNS::Topic": f"arn:aws:sns:{REGION}:{ACCOUNT}:{STACK}-AlarmTopic-X",
    "AWS::SQS::Queue": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}-DefaultQueue-X",
    "AWS::Scheduler::Schedule": f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/{STACK}-ReconcilerSchedule-X",
    "AWS::SecretsManager::Secret": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:AppSecret-X",
}
"""Names that CloudFormation gives to the resources of each type, in a stack of that name."""

ANYWHERE = {
    "cloudwatch:DescribeAlarms",
    "kms:CreateKey",
    "lambda:CreateEventSourceMapping",
    "lambda:ListTags",
    "logs:CreateLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:DeleteResourcePolicy",
    "logs:PutResourcePolicy",
    "secretsmanager:GetRandomPassword",
}
"""Actions that are allowed of nothing named ("Actions, resources, and condition keys", service authorization)."""

UNUSED = {
    "ec2",  # no network of its own
    "elasticfilesystem",
    "s3files",
    "codedeploy",  # no gradual shift
    "kinesis",  # no streams of tables
    "firehose",
}
"""Services of features that the template does not have."""

OTHERS = {
    ("AWS::ApiGatewayV2::Api", "s3:getObject"): "no OpenAPI document",
    ("AWS::Logs::LogGroup", "s3:REST.PUT.OBJECT"): "no delivery of logs elsewhere",
    ("AWS::DynamoDB::Table", "s3:"): "no import of tables from S3",
    ("AWS::DynamoDB::Table", "kms:"): "tables have DynamoDB's own key",
    ("AWS::DynamoDB::Table", "logs:"): "no import of tables from S3",
    ("AWS::DynamoDB::Table", "iam:CreateServiceLinkedRole"): "no replicas in other regions",
    ("AWS::Lambda::Function", "kms:"): "environment variables have Lambda's own key",
    ("AWS::Lambda::Function", "lambda:PassCapacityProvider"): "no capacity provider",
    ("AWS::Lambda::EventSourceMapping", "kms:"): "no key for filter criteria",
    ("AWS::IAM::ManagedPolicy", "iam:AttachGroupPolicy"): "attached by hand",
    ("AWS::IAM::ManagedPolicy", "iam:AttachRolePolicy"): "attached by hand",
    ("AWS::IAM::ManagedPolicy", "iam:AttachUserPolicy"): "attached by hand",
    ("AWS::IAM::ManagedPolicy", "iam:DetachGroupPolicy"): "attached by hand",
    ("AWS::IAM::ManagedPolicy", "iam:DetachRolePolicy"): "attached by hand",
    ("AWS::IAM::ManagedPolicy", "iam:DetachUserPolicy"): "attached by hand",
    ("AWS::IAM::Policy", "iam:DeleteGroupPolicy"): "of roles alone",
    ("AWS::IAM::Policy", "iam:DeleteUserPolicy"): "of roles alone",
    ("AWS::IAM::Policy", "iam:GetGroupPolicy"): "of roles alone",
    ("AWS::IAM::Policy", "iam:GetUserPolicy"): "of roles alone",
    ("AWS::IAM::Policy", "iam:PutGroupPolicy"): "of roles alone",
    ("AWS::IAM::Policy", "iam:PutUserPolicy"): "of roles alone",
    ("AWS::IAM::Role", "iam:DeleteRolePermissionsBoundary"): "roles have none",
    ("AWS::IAM::Role", "iam:PutRolePermissionsBoundary"): "roles have none",
    ("AWS::ApiGatewayV2::Integration", "iam:PassRole"): "functions are called by their own permission",
    ("AWS::SNS::Topic", "iam:"): "no log of mails",
    ("AWS::SNS::Subscription", "iam:"): "no subscription of a stream",
    ("AWS::Logs::LogGroup", "logs:PutBearerTokenAuthentication"): "no bearer tokens",
}
"""Calls for what the template does not have, by how they begin, and why."""


def filled(value: Any) -> str:
    text = value if isinstance(value, str) else value["Sub"]
    for name, found in {"AWS::Partition": "aws", "AWS::AccountId": ACCOUNT, "StackName": "storehook"}.items():
        text = text.replace(f"${{{name}}}", found)
    return text


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.fixture(scope="module")
def statements() -> list[dict[str, Any]]:
    found = yaml.load((ROOT / "docs" / "deployer.yaml").read_text(), TemplateLoader)  # noqa: S506 - a SafeLoader
    return found["Resources"]["Deployer"]["Properties"]["PolicyDocument"]["Statement"]


def allowed(statements: list[dict[str, Any]], action: str, arn: str) -> bool:
    return any(
        any(fnmatchcase(action.lower(), pattern.lower()) for pattern in listed(each["Action"]))
        and any(fnmatchcase(arn, filled(pattern)) for pattern in listed(each["Resource"]))
        for each in statements
    )


def calls() -> Iterator[tuple[str, str]]:
    """Return the actions that CloudFormation calls for each type of the template."""
    for kind in sorted({each["Type"] for each in built()["Resources"].values()}):
        handlers = schema_of(kind)["handlers"]
        for call in sorted({call for name in handlers if name != "list" for call in handlers[name]["permissions"]}):
            if call.split(":")[0] not in UNUSED and not any(
                kind == other and call.startswith(begin) for other, begin in OTHERS
            ):
                yield kind, call


def arn_of(kind: str, call: str) -> str:
    if call in ANYWHERE:
        return "*"
    if call.startswith("s3:"):
        return "arn:aws:s3:::aws-sam-cli-managed-default-samclisourcebucket-x/storehook/1a2b"
    if call.startswith("iam:") and kind != "AWS::IAM::ManagedPolicy":
        return ARNS["AWS::IAM::Role"]
    if call == "lambda:GetLayerVersion":
        return ARNS["AWS::Lambda::LayerVersion"]
    return ARNS[kind]


def test_whoever_deploys_may_what_cloudformation_does_for_each_resource(statements: list[dict[str, Any]]) -> None:
    assert [(kind, call) for kind, call in calls() if not allowed(statements, call, arn_of(kind, call))] == []


def test_without_cloudformation_nothing_is_allowed_but_to_ask_it_and_to_upload_code(
    statements: list[dict[str, Any]],
) -> None:
    direct = {action for each in statements if each.get("Condition") != THROUGH for action in listed(each["Action"])}

    assert direct == {
        "cloudformation:*",
        "cloudformation:GetTemplateSummary",
        "cloudformation:ListStacks",
        "cloudformation:ValidateTemplate",
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:PutObject",
        "iam:PassRole",
    }


@pytest.mark.parametrize(
    ("action", "arn"),
    [
        ("cloudformation:DeleteStack", f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/shop/1"),
        ("dynamodb:DeleteTable", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/shop-Orders-X"),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/Administrator"),
        ("iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/Administrator"),
        ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/storehook-x"),
        ("iam:AttachUserPolicy", f"arn:aws:iam::{ACCOUNT}:user/storehook-x"),
        ("lambda:UpdateFunctionCode", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:shop"),
        ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:shop-X"),
    ],
)
def test_of_other_stacks_nothing_is_allowed(statements: list[dict[str, Any]], action: str, arn: str) -> None:
    assert not allowed(statements, action, arn)


def test_the_policy_is_no_longer_than_iam_takes(statements: list[dict[str, Any]]) -> None:
    """IAM counts a managed policy's characters but for white space, 6,144 at most ("IAM and AWS STS quotas")."""
    filled_in = [{**each, "Resource": [*map(filled, listed(each["Resource"]))]} for each in statements]

    assert len("".join(json.dumps({"Version": "2012-10-17", "Statement": filled_in}).split())) <= 6_144
