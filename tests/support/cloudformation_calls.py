"""The calls that CloudFormation makes for the resources of the template, in the name of the person who deploys.

AWS publishes them in the handlers of each type's schema, which cfn-lint ships ("Resource type schema", CloudFormation
CLI user guide). The ARNs come from the service authorization reference.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support import service_authorization as reference
from tests.support.built_template import deployed
from tests.support.iam import Request
from tests.support.template_updates import schema_of

REGION, ACCOUNT = "eu-west-1", "123456789012"
ACTS = ("create", "read", "update", "delete")
THROUGH = {"aws:CalledVia": ["cloudformation.amazonaws.com"]}
"""Context of each request that CloudFormation makes in another's name."""

DOMAIN = "hooks.example.com"

ACCESS_LOG = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)
"""Permissions for an API's access log ("Configure logging for HTTP APIs", API Gateway developer guide)."""

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
    ("AWS::ApiGatewayV2::Integration", "iam:PassRole"): "functions are called by their own permission",
    ("AWS::DynamoDB::Table", "dynamodb:AssociateTableReplica"): "no replicas in other regions",
    ("AWS::DynamoDB::Table", "dynamodb:DescribeImport"): "no import of tables from S3",
    ("AWS::DynamoDB::Table", "iam:CreateServiceLinkedRole"): "no replicas in other regions",
    ("AWS::DynamoDB::Table", "kms:"): "tables have DynamoDB's own key",
    ("AWS::DynamoDB::Table", "logs:"): "no import of tables from S3",
    ("AWS::DynamoDB::Table", "s3:"): "no import of tables from S3",
    ("AWS::Events::Rule", "iam:PassRole"): "functions are called by their own permission",
    ("AWS::IAM::Policy", "iam:DeleteGroupPolicy"): "of roles alone",
    ("AWS::IAM::Policy", "iam:DeleteUserPolicy"): "of roles alone",
    ("AWS::IAM::Policy", "iam:GetGroupPolicy"): "of roles alone",
    ("AWS::IAM::Policy", "iam:GetUserPolicy"): "of roles alone",
    ("AWS::IAM::Policy", "iam:PutGroupPolicy"): "of roles alone",
    ("AWS::IAM::Policy", "iam:PutUserPolicy"): "of roles alone",
    ("AWS::IAM::Role", "iam:DeleteRolePermissionsBoundary"): "a deployer must not remove it",
    ("AWS::Lambda::EventSourceMapping", "kms:"): "no key for filter criteria",
    ("AWS::Lambda::Function", "kms:"): "environment variables have Lambda's own key",
    ("AWS::Lambda::Function", "lambda:GetCodeSigningConfig"): "no code signing",
    ("AWS::Lambda::Function", "lambda:PassCapacityProvider"): "no capacity provider",
    ("AWS::Logs::LogGroup", "logs:DeleteIndexPolicy"): "no index of fields",
    ("AWS::Logs::LogGroup", "logs:DeleteResourcePolicy"): "no resource policy of a group",
    ("AWS::Logs::LogGroup", "logs:PutBearerTokenAuthentication"): "no bearer tokens",
    ("AWS::Logs::LogGroup", "logs:PutIndexPolicy"): "no index of fields",
    ("AWS::Logs::LogGroup", "s3:REST.PUT.OBJECT"): "no delivery of logs elsewhere",
    ("AWS::SecretsManager::Secret", "secretsmanager:ReplicateSecretToRegions"): "no replicas in other regions",
    ("AWS::SecretsManager::Secret", "secretsmanager:RemoveRegionsFromReplication"): "no replicas in other regions",
    ("AWS::SNS::Subscription", "iam:"): "no subscription of a stream",
    ("AWS::SNS::Topic", "iam:"): "no log of mails",
}
"""Calls for what the template does not have, by how they begin, and why."""

NOT_AT_CREATION = {
    ("AWS::KMS::Key", "kms:DisableKey"): "the key is enabled",
    ("AWS::KMS::Key", "kms:PutKeyPolicy"): "CreateKey sends the policy (CreateHandler in AWS's published source)",
}
"""Calls that a key needs later, when its tag has an effect, and why not before."""

VARIABLES = {
    "AWS::ApiGatewayV2::Api": "ApiId",
    "AWS::ApiGatewayV2::ApiMapping": "ApiMappingId",
    "AWS::ApiGatewayV2::DomainName": "DomainName",
    "AWS::ApiGatewayV2::Integration": "IntegrationId",
    "AWS::ApiGatewayV2::Route": "RouteId",
    "AWS::ApiGatewayV2::Stage": "StageName",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Events::Rule": "RuleName",
    "AWS::IAM::Policy": "RoleNameWithPath",
    "AWS::IAM::Role": "RoleNameWithPath",
    "AWS::KMS::Key": "KeyId",
    "AWS::Lambda::Alias": "FunctionName",
    "AWS::Lambda::EventInvokeConfig": "FunctionName",
    "AWS::Lambda::EventSourceMapping": "UUID",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Lambda::LayerVersion": "LayerName",
    "AWS::Lambda::Permission": "FunctionName",
    "AWS::Lambda::Version": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::Logs::MetricFilter": "LogGroupName",
    "AWS::SNS::Subscription": "TopicName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::Scheduler::Schedule": "ScheduleName",
    "AWS::SecretsManager::Secret": "SecretId",
}
"""The variable that has a resource's name in ARNs of the reference, by the resource's type."""

WITHOUT_STACK_NAME = {"AWS::ApiGatewayV2", "AWS::KMS", "AWS::SecretsManager"}
"""Services whose resources CloudFormation does not name for the stack."""

ARN = re.compile(r"arn:[^:]*:(sns:[^:]*:[^:]*|lambda:[^:]*:[^:]*:function):")
"""The part before the name in the ARN of a topic or a function."""

PASSED_TO = {"AWS::Lambda::Function": "lambda.amazonaws.com", "AWS::Scheduler::Schedule": "scheduler.amazonaws.com"}


@dataclass(frozen=True)
class Call:
    """A call that CloudFormation makes for a resource."""

    resource: str
    kind: str
    act: str
    request: Request


def calls(act: str, stack: str, *, boundary: str, bucket: str) -> Iterator[Call]:
    """Yield the calls of an act for every resource of a stack, on each ARN that the call's action is about.

    Args:
        act: create, read, update or delete.
        boundary: ARN of the permissions boundary.
        bucket: the bucket with the code.
    """
    parameters = {
        "PermissionsBoundary": boundary,
        "AlarmEmail": "operator@example.com",
        "DeliveryProof": "signature-or-key",
        "DomainName": DOMAIN,
    }
    for logical, resource in deployed(**{"AWS::StackName": stack}, **parameters).items():
        place = Place(logical, resource, stack, boundary=boundary, bucket=bucket)
        for request in place.requests(act):
            yield Call(logical, resource["Type"], act, request)


@dataclass(frozen=True)
class Place:
    """A resource with its physical names.

    Args:
        resource: its type and its properties. Names in them are logical or physical.
        boundary: ARN of the permissions boundary of roles, or "".
        bucket: the bucket with the code.
    """

    logical: str
    resource: Mapping[str, Any]
    stack: str
    region: str = REGION
    account: str = ACCOUNT
    boundary: str = ""
    bucket: str = ""

    def requests(self, act: str) -> Iterator[Request]:
        """Yield the requests of an act."""
        for action in self.actions(act):
            for arn in self.arns(action):
                yield Request(action, arn, self.context(act, action))

    @property
    def kind(self) -> str:
        return self.resource["Type"]

    def actions(self, act: str) -> list[str]:
        """Return the actions of an act that the resource needs."""
        handler = schema_of(self.kind)["handlers"].get(act, {"permissions": []})
        needed = [action for action in sorted(handler["permissions"]) if not self._is_unneeded(act, action)]
        is_logged = "AccessLogSettings" in self.resource["Properties"] and act in ("create", "update")
        return [*needed, *(ACCESS_LOG if is_logged else ())]

    def arns(self, action: str) -> list[str]:
        """Return the ARNs of the resource, and of what belongs to it, that an action is about."""
        patterns = reference.arn_patterns(action)
        if action.startswith("apigateway:"):
            own = self.kind.split("::")[-1]
            patterns = {name: pattern for name, pattern in patterns.items() if name in (own, f"{own}s")}
        elif not patterns and reference.is_known(action):
            return ["*"]
        found = reference.filled_all(patterns.values(), self.names)
        if not found:  # the reference does not know yet that resources of this type have tags
            found = reference.filled_all(reference.arn_patterns_ending_with(action, VARIABLES[self.kind]), self.names)
        assert found, f"{action} of {self.logical}: no ARN of {patterns} is its own"
        return found

    def context(self, act: str, action: str) -> dict[str, Any]:
        """Return the condition keys of a call."""
        tags = self._tags()
        if schema_of(self.kind).get("tagging", {}).get("cloudFormationSystemTags"):
            tags["aws:cloudformation:stack-name"] = self.stack
        keys: dict[str, Any] = {**THROUGH, **{f"aws:RequestTag/{key}": value for key, value in tags.items()}}
        if act != "create" or self.kind == "AWS::ApiGatewayV2::Api":  # else they have no effect yet
            keys |= {f"aws:ResourceTag/{key}": value for key, value in tags.items()}
        function = f"arn:aws:lambda:{self.region}:{self.account}:function"
        own = {
            "iam:PermissionsBoundary": self.boundary,
            "iam:PassedToService": PASSED_TO.get(self.kind),
            "lambda:FunctionArn": f"{function}:{self._generated('Timer')}:live",
            "events:source": self.resource["Properties"].get("EventPattern", {}).get("source"),
        }
        known = reference.condition_keys(action)
        return keys | {key: value for key, value in own.items() if value and key in known}

    def _tags(self) -> dict[str, str]:
        tags = self.resource["Properties"].get("Tags", {})
        return dict(tags) if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}

    @property
    def names(self) -> dict[str, str]:
        """Values of the variables in ARNs."""
        return {
            "Partition": "aws",
            "Region": self.region,
            "Account": self.account,
            "BucketName": self.bucket,
            "ObjectName": "storehook/1a2b3c",
            "ApiId": "a1b2c3",
            "DomainName": DOMAIN,
            "GroupName": "default",
            "LayerName": f"{self.stack}-core",
            "LayerVersion": "7",
            "RoleNameWithPath": self._generated("IngestRole"),
            VARIABLES[self.kind]: self._name(),
        }

    def _name(self) -> str:
        """Return the physical name, as CloudFormation chooses it if the template does not."""
        properties = self.resource["Properties"]
        if VARIABLES[self.kind] in properties and VARIABLES[self.kind] != "FunctionName":
            return properties[VARIABLES[self.kind]]
        if self.kind.rpartition("::")[0] in WITHOUT_STACK_NAME:
            return f"{self.logical}-1A2B3C4D5E6F"
        of = {"AWS::IAM::Policy": "Roles", "AWS::SNS::Subscription": "TopicArn"}.get(self.kind, VARIABLES[self.kind])
        other = properties.get(of, self.logical)
        return self._generated(other[0] if isinstance(other, list) else other)

    def _generated(self, name: str) -> str:
        physical = ARN.sub("", name).partition(":")[0]
        is_physical = physical.startswith(f"{self.stack}-")
        return physical if is_physical else f"{self.stack}-{name}-1A2B3C4D5E6F"[:64]

    def _is_unneeded(self, act: str, action: str) -> bool:
        if act == "create" and (self.kind, action) in NOT_AT_CREATION:
            return True
        return action.split(":")[0] in UNUSED or any(
            self.kind == kind and action.startswith(begin) for kind, begin in OTHERS
        )
