"""Attempts to get more permissions than an administrator gave, as the requests that AWS would judge.

A deployer decides what templates and code do. So an attempt is a call of the deployer, one that a template makes
CloudFormation do, or one of a function's code.
"""

from typing import Any

from tests.support import deployer
from tests.support.cloudformation_calls import ACCOUNT, REGION, THROUGH
from tests.support.iam import Request

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
OTHER_BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/storehook-Boundary-X"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/storehook-IngestRole-X"
OWN = {"aws:ResourceTag/aws:cloudformation:stack-name": "storehook", "aws:ResourceTag/storehook-stack": "storehook"}
OTHERS = {"aws:ResourceTag/aws:cloudformation:stack-name": "shop", "aws:ResourceTag/storehook-stack": "shop"}


def arn(service: str, resource: str, *, region: str = REGION, account: str = ACCOUNT) -> str:
    return f"arn:aws:{service}:{region}:{account}:{resource}"


def iam(resource: str) -> str:
    return arn("iam", resource, region="")


def through(action: str, resource: str, **context: Any) -> Request:
    """A request that a template makes CloudFormation do."""
    return Request(action, resource, THROUGH | {key.replace("__", ":"): value for key, value in context.items()})


def tagged(action: str, resource: str, tags: dict[str, Any]) -> Request:
    return Request(action, resource, THROUGH | tags)


PATHS = {
    "change the stack of the own policy": Request("cloudformation:CreateChangeSet", deployer.OWN_STACK_ID),
    "execute a change of the stack of the own policy": Request(
        "cloudformation:ExecuteChangeSet", deployer.OWN_STACK_ID
    ),
    "delete the stack of the own policy": Request("cloudformation:DeleteStack", deployer.OWN_STACK_ID),
    "write the own policy": through("iam:CreatePolicyVersion", deployer.OWN_POLICY),
    "write the boundary": through("iam:CreatePolicyVersion", deployer.BOUNDARY),
    "write a policy that people have": through("iam:CreatePolicyVersion", iam("policy/storehook-ConsoleOperator-X")),
    "choose an older policy": through("iam:SetDefaultPolicyVersion", iam("policy/storehook-ConsoleOperator-X")),
    "create a policy": through("iam:CreatePolicy", iam("policy/storehook-Anything-X")),
    "create a role without the boundary": through("iam:CreateRole", ROLE),
    "create a role with a boundary of its own": through(
        "iam:CreateRole", ROLE, iam__PermissionsBoundary=OTHER_BOUNDARY
    ),
    "write the policy of a role without the boundary": through("iam:PutRolePolicy", ROLE),
    "make a role without the boundary an administrator": through(
        "iam:AttachRolePolicy", ROLE, iam__PolicyARN=ADMINISTRATOR
    ),
    "take over a role without the boundary": through("iam:UpdateAssumeRolePolicy", ROLE),
    "remove the boundary of a role": through(
        "iam:DeleteRolePermissionsBoundary", ROLE, iam__PermissionsBoundary=deployer.BOUNDARY
    ),
    "replace the boundary of a role": through(
        "iam:PutRolePermissionsBoundary", ROLE, iam__PermissionsBoundary=OTHER_BOUNDARY
    ),
    "change a role of another name": through(
        "iam:PutRolePolicy", iam("role/Administrator"), iam__PermissionsBoundary=deployer.BOUNDARY
    ),
    "start a machine with a role": through("iam:PassRole", ROLE, iam__PassedToService="ec2.amazonaws.com"),
    "let CloudFormation have a role": Request(
        "iam:PassRole", ROLE, {"iam:PassedToService": "cloudformation.amazonaws.com"}
    ),
    "give a function an administrator's role": through(
        "iam:PassRole", iam("role/Administrator"), iam__PassedToService="lambda.amazonaws.com"
    ),
    "give a user a policy": through("iam:AttachUserPolicy", iam("user/deployer"), iam__PolicyARN=ADMINISTRATOR),
    "write a user's policy": through("iam:PutUserPolicy", iam("user/storehook-deployer")),
    "create keys for a user": through("iam:CreateAccessKey", iam("user/administrator")),
    "join a group": through("iam:AddUserToGroup", iam("group/storehook-administrators")),
    "write another key's policy": tagged("kms:PutKeyPolicy", arn("kms", "key/1a2b"), OTHERS),
    "write the policy of a key without tags": tagged("kms:PutKeyPolicy", arn("kms", "key/1a2b"), {}),
    "delete another key": tagged("kms:ScheduleKeyDeletion", arn("kms", "key/1a2b"), {}),
    "let others use another key": tagged("kms:CreateGrant", arn("kms", "key/1a2b"), {}),
    "tag another stack's key": tagged(
        "kms:TagResource", arn("kms", "key/1a2b"), {"aws:RequestTag/storehook-stack": "shop"}
    ),
    "change another API": tagged("apigateway:PATCH", f"arn:aws:apigateway:{REGION}::/apis/x9y8", OTHERS),
    "change an API without tags": tagged("apigateway:PATCH", f"arn:aws:apigateway:{REGION}::/apis/x9y8", {}),
    "delete an API without tags": tagged("apigateway:DELETE", f"arn:aws:apigateway:{REGION}::/apis/x9y8", {}),
    "change a REST API": tagged("apigateway:PATCH", f"arn:aws:apigateway:{REGION}::/restapis/x9y8", {}),
    "change another stack's stage": tagged(
        "apigateway:PATCH", f"arn:aws:apigateway:{REGION}::/apis/x9y8/stages/$default", OTHERS
    ),
    "read another's secret of the same name": tagged(
        "secretsmanager:GetSecretValue", arn("secretsmanager", "secret:AppSecret-of-the-shop"), OTHERS
    ),
    "read a secret without tags": tagged(
        "secretsmanager:GetSecretValue", arn("secretsmanager", "secret:AppSecret-of-the-shop"), {}
    ),
    "write another's secret": tagged(
        "secretsmanager:PutSecretValue", arn("secretsmanager", "secret:AppSecret-of-the-shop"), {}
    ),
    "replace the code of other applications": Request(
        "s3:PutObject", "arn:aws:s3:::aws-sam-cli-managed-default-samclisourcebucket-x/shop/1a2b"
    ),
    "open the bucket of other applications": through(
        "s3:PutBucketPolicy", "arn:aws:s3:::aws-sam-cli-managed-default-samclisourcebucket-x"
    ),
    "open the own bucket": through("s3:PutBucketPolicy", f"arn:aws:s3:::{deployer.BUCKET}"),
    "delete sam's stack": Request(
        "cloudformation:DeleteStack", arn("cloudformation", "stack/aws-sam-cli-managed-default/1")
    ),
    "change another stack": Request("cloudformation:CreateChangeSet", arn("cloudformation", "stack/shop/1")),
    "adopt another's resources": Request(
        "cloudformation:CreateChangeSet",
        arn("cloudformation", "stack/storehook/1"),
        {"cloudformation:ImportResourceTypes": ["AWS::KMS::Key"]},
    ),
    "use a macro of the account": Request(
        "cloudformation:CreateChangeSet", arn("cloudformation", "transform/Anything")
    ),
    "start a stack with a role": Request(
        "cloudformation:CreateStack",
        arn("cloudformation", "stack/storehook-x/1"),
        {"cloudformation:RoleArn": iam("role/Administrator")},
    ),
    "change another's function": through("lambda:UpdateFunctionCode", arn("lambda", "function:shop")),
    "feed another's function": through(
        "lambda:CreateEventSourceMapping", "*", lambda__FunctionArn=arn("lambda", "function:shop")
    ),
    "stop what feeds another's function": through(
        "lambda:DeleteEventSourceMapping",
        arn("lambda", "event-source-mapping:1a2b"),
        lambda__FunctionArn=arn("lambda", "function:shop"),
    ),
    "hear of every event in the account": through(
        "events:PutRule", arn("events", "rule/storehook-All-X"), events__source=["aws.iam"]
    ),
    "hear of events without naming a source": through("events:PutRule", arn("events", "rule/storehook-All-X")),
    "delete another's table": through("dynamodb:DeleteTable", arn("dynamodb", "table/shop-Orders-X")),
    "stop other services' logs": through("logs:DeleteResourcePolicy", "*"),
    "read the stack's rows": Request("dynamodb:Scan", arn("dynamodb", "table/storehook-Runs-X")),
    "write an entry of the audit log": Request("dynamodb:PutItem", arn("dynamodb", "table/storehook-Audit-X")),
    "delete an entry of the audit log": Request("dynamodb:DeleteItem", arn("dynamodb", "table/storehook-Audit-X")),
    "write the audit table's policy": Request("dynamodb:PutResourcePolicy", arn("dynamodb", "table/storehook-Audit-X")),
    "act in the console": Request("execute-api:Invoke", arn("execute-api", "a1b2/$default/POST/console/api/cancel")),
    "read in the console": Request("execute-api:Invoke", arn("execute-api", "a1b2/$default/GET/console/api/run")),
    "read the stack's secret": Request(
        "secretsmanager:GetSecretValue", arn("secretsmanager", "secret:AppSecret-X"), OWN
    ),
    "call the stack's function": Request("lambda:InvokeFunction", arn("lambda", "function:storehook-Ingest-X")),
}
"""Attempts of a deployer, each as the request that AWS would judge."""

BEYOND = {
    "become another role": Request("sts:AssumeRole", iam("role/Administrator")),
    "create a user": Request("iam:CreateUser", iam("user/storehook-x")),
    "change its own role": Request("iam:PutRolePolicy", ROLE),
    "remove its boundary": Request("iam:DeleteRolePermissionsBoundary", ROLE),
    "change a stack": Request("cloudformation:UpdateStack", arn("cloudformation", "stack/storehook/1")),
    "read another's table": Request("dynamodb:Query", arn("dynamodb", "table/shop-Orders-X")),
    "delete its own table": Request("dynamodb:DeleteTable", arn("dynamodb", "table/storehook-Runs-X")),
    "read another's secret": Request(
        "secretsmanager:GetSecretValue", arn("secretsmanager", "secret:AppSecret-X"), OTHERS
    ),
    "read a secret without tags": Request("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:AppSecret-X")),
    "read a parameter": Request("ssm:GetParameter", arn("ssm", "parameter/shop/password")),
    "decrypt with another's key": Request("kms:Decrypt", arn("kms", "key/1a2b"), OTHERS),
    "decrypt with a key without tags": Request("kms:Decrypt", arn("kms", "key/1a2b")),
    "write its own key's policy": Request("kms:PutKeyPolicy", arn("kms", "key/1a2b"), OWN),
    "read a bucket": Request("s3:GetObject", f"arn:aws:s3:::{deployer.BUCKET}/storehook/1a2b"),
    "call another's function": Request("lambda:InvokeFunction", arn("lambda", "function:shop")),
    "read another's queue": Request("sqs:ReceiveMessage", arn("sqs", "shop-Orders-X")),
}
"""Attempts of a function whose role allows everything."""
