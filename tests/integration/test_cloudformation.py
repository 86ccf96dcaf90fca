"""The local AWS refuses what CloudFormation refuses, so that our templates can't depend on its leniency."""

import json
from collections.abc import Callable, Iterator
from secrets import token_hex
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from tests.support.built_template import template as built
from tests.support.deployed import until
from tests.support.local_aws import local_aws, permissions_checked
from tests.support.repository import ROOT

from storehook_cli.local.emulator import REGION, Emulator

OPERATORS = (ROOT / "docs" / "operators.yaml").read_text()
ALIASES = """
Resources:
  One: {Type: AWS::SQS::Queue, Properties: &same {MessageRetentionPeriod: 60}}
  Other: {Type: AWS::SQS::Queue, Properties: *same}
"""


TOPIC = """
Resources:
  Alarms: {Type: AWS::SNS::Topic}
  Mail: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref Alarms, Protocol: email, Endpoint: a@example.com}}
"""
LOGS = """
Resources:
  IngestLog: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub "/storehook/${AWS::StackName}/ingest"}}
  ApiLog:
    Type: AWS::Logs::LogGroup
    DependsOn: IngestLog
    Properties: {LogGroupName: !Sub "/aws/vendedlogs/storehook/${AWS::StackName}/api"}
"""
ROLE = """
Resources:
  TimerRole: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}}}
"""
STAGE = """
Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: api, ProtocolType: HTTP}}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Api, StageName: $default, AccessLogSettings: {DestinationArn: arn, Format: x}}
"""


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A local AWS without a stack, with the gate for permissions."""
    with permissions_checked(), local_aws(tmp_path_factory.mktemp("aws")) as found:
        yield found


def create(aws: Emulator, name: str, template: str, by: Any = None, **parameters: str) -> None:
    cloudformation = by or aws.client("cloudformation")
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=template,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )


def stack(aws: Emulator, name: str) -> Any:
    return aws.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]


def status(aws: Emulator, name: str) -> str:
    try:
        return stack(aws, name)["StackStatus"]
    except ClientError:
        return "gone"


def client(aws: Emulator, service: str) -> Any:
    """Return a client of a service that the emulator's own clients have no types of."""
    session: Any = boto3.Session("test", "test", region_name=REGION)
    return session.client(service, endpoint_url=aws.url)


def api_template() -> str:
    """Return the parameters and rules of our template, with its API, domain and mapping."""
    sections = built()
    resources = {name: sections["Resources"][name] for name in ("Api", "Domain", "DomainMapping")}
    stage = {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"ApiId": {"Ref": "Api"}, "StageName": "$default"}}
    own = {name: sections[name] for name in ("Parameters", "Rules", "Conditions")}
    return json.dumps(own | {"Resources": resources | {"ApiStage": stage}})


def test_a_disabled_endpoint_without_a_domain_is_refused(aws: Emulator) -> None:
    with pytest.raises(ClientError, match="DefaultEndpoint can be disabled only with DomainName"):
        create(aws, "no-domain", api_template(), DefaultEndpoint="disabled", PublicUrl="https://hooks.example.com")


def test_a_domain_leads_to_the_stage_of_the_api(aws: Emulator) -> None:
    certificate = client(aws, "acm").request_certificate(DomainName="hooks.example.com")["CertificateArn"]
    create(
        aws,
        "with-domain",
        api_template(),
        DomainName="hooks.example.com",
        CertificateArn=certificate,
        PublicUrl="https://hooks.example.com",
        DefaultEndpoint="disabled",
    )
    until(lambda: status(aws, "with-domain") == "CREATE_COMPLETE")

    gateway = client(aws, "apigatewayv2")
    (mapping,) = gateway.get_api_mappings(DomainName="hooks.example.com")["Items"]
    api = gateway.get_api(ApiId=mapping["ApiId"])
    assert (mapping["Stage"], api["DisableExecuteApiEndpoint"]) == ("$default", True)


def test_a_template_with_aliases_is_refused(aws: Emulator) -> None:
    with pytest.raises(ClientError, match="YAML aliases are not allowed in CloudFormation templates"):
        create(aws, "aliases", ALIASES)

    assert status(aws, "aliases") == "gone"


def test_a_stack_is_not_deleted_while_somebody_has_one_of_its_policies(aws: Emulator) -> None:
    create(aws, "operators", OPERATORS, ApiId="a1b2c3")
    until(lambda: status(aws, "operators") == "CREATE_COMPLETE")
    arns = {output["OutputKey"]: output["OutputValue"] for output in stack(aws, "operators")["Outputs"]}
    iam, attachment = aws.client("iam"), {"UserName": "operator", "PolicyArn": arns["ConsoleReader"]}
    iam.create_user(UserName="operator")
    iam.attach_user_policy(**attachment)

    aws.client("cloudformation").delete_stack(StackName="operators")
    until(lambda: status(aws, "operators") == "DELETE_FAILED")

    iam.detach_user_policy(**attachment)
    aws.client("cloudformation").delete_stack(StackName="operators")
    until(lambda: status(aws, "operators") == "gone")


@pytest.fixture
def deployer(aws: Emulator) -> Callable[..., Any]:
    """Creates users that may use CloudFormation, and have these actions on these resources."""
    iam = aws.client("iam")

    def create_user(*permissions: tuple[str, str]) -> Any:
        statements = [{"Effect": "Allow", "Action": action, "Resource": arn} for action, arn in permissions]
        statements.append({"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"})
        name = f"deployer-{token_hex(4)}"
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        policy: Any = iam.create_policy(PolicyName=name, PolicyDocument=document)["Policy"]
        iam.create_user(UserName=name)
        iam.attach_user_policy(UserName=name, PolicyArn=policy["Arn"])
        key = iam.create_access_key(UserName=name)["AccessKey"]
        session: Any = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name=REGION)
        return session.client("cloudformation", endpoint_url=aws.url)

    return create_user


def failures(aws: Emulator, name: str) -> dict[str, str]:
    """The reason of each resource that failed."""
    events = aws.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    return {
        event.get("LogicalResourceId", ""): event.get("ResourceStatusReason", "")
        for event in events
        if event.get("ResourceStatus", "").endswith("_FAILED") and event.get("LogicalResourceId") != name
    }


def test_a_deployer_with_every_permission_deploys_and_deletes(aws: Emulator, deployer: Callable[..., Any]) -> None:
    cloudformation = deployer(("*", "*"))
    for name, template in {"logs": LOGS, "topic": TOPIC, "role": ROLE, "stage": STAGE}.items():
        create(aws, name, template, by=cloudformation)
        until(lambda name=name: status(aws, name) == "CREATE_COMPLETE")
        cloudformation.delete_stack(StackName=name)
        until(lambda name=name: status(aws, name) == "gone")


def test_a_log_group_with_another_name_than_the_policys_is_refused(aws: Emulator, deployer: Callable[..., Any]) -> None:
    own = "arn:aws:logs:*:*:log-group:/storehook/api*"
    nameless = ("logs:CreateLogDelivery", "logs:Describe*", "logs:PutResourcePolicy")
    create(aws, "api", LOGS, by=deployer(("logs:*", own), *((action, "*") for action in nameless)))
    until(lambda: status(aws, "api") == "ROLLBACK_COMPLETE")

    refused = failures(aws, "api")
    assert refused.keys() == {"ApiLog"}
    assert "is not authorized to perform: logs:CreateLogGroup on" in refused["ApiLog"]
    assert "log-group:/aws/vendedlogs/storehook/api/api" in refused["ApiLog"]


def test_a_subscription_whose_calls_need_every_resource_is_not_deleted(
    aws: Emulator, deployer: Callable[..., Any]
) -> None:
    cloudformation = deployer(("sns:*", "arn:aws:sns:*:*:mail-*"))
    create(aws, "mail", TOPIC, by=cloudformation)
    until(lambda: status(aws, "mail") == "CREATE_COMPLETE")

    cloudformation.delete_stack(StackName="mail")
    until(lambda: status(aws, "mail") == "DELETE_FAILED")

    assert "sns:GetSubscriptionAttributes on *" in failures(aws, "mail")["Mail"]


def test_a_role_whose_name_is_cut_to_64_characters_is_refused(aws: Emulator, deployer: Callable[..., Any]) -> None:
    name = "a" * 70
    create(aws, name, ROLE, by=deployer(("iam:*", f"arn:aws:iam::*:role/{name}-*")))
    until(lambda: status(aws, name) == "ROLLBACK_COMPLETE")

    assert failures(aws, name)["TimerRole"].endswith(f"role/{'a' * 64}")


def test_an_access_log_needs_every_permission_that_api_gateway_documents(
    aws: Emulator, deployer: Callable[..., Any]
) -> None:
    documented = ("logs:*LogDelivery", "logs:*ResourcePolic*", "logs:DescribeLogGroups", "apigateway:*")
    create(aws, "access", STAGE, by=deployer(*((action, "*") for action in documented)))
    until(lambda: status(aws, "access") == "ROLLBACK_COMPLETE")

    assert "logs:ListLogDeliveries" in failures(aws, "access")["Stage"]
