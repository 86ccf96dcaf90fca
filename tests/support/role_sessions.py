"""Sessions of a deployed stack's roles, as its functions have them."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import boto3

from storehook_cli.local.emulator import REGION
from storehook_cli.local.local_stack import LocalStack

ANYBODY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}


@contextmanager
def role_session(stack: LocalStack, role: str) -> Generator[Any]:
    """Assume a role, which trusts only an AWS service otherwise, and return a session with its permissions.

    Args:
        role: physical name of the role.
    """
    administrator: Any = boto3.Session("test", "test", region_name=REGION)
    iam, sts = (administrator.client(name, endpoint_url=stack.emulator.url) for name in ("iam", "sts"))
    arn, trusted = (iam.get_role(RoleName=role)["Role"][name] for name in ("Arn", "AssumeRolePolicyDocument"))
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(ANYBODY))
    try:
        keys = sts.assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    finally:
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trusted))
    yield boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name=REGION)


def roles(stack: LocalStack) -> dict[str, str]:
    """Return the physical name of each role of the stack by its logical ID."""
    cloudformation: Any = stack.emulator.client("cloudformation")
    pages = cloudformation.get_paginator("list_stack_resources")
    return {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for page in pages.paginate(StackName=stack.info.stack_name)
        for resource in page["StackResourceSummaries"]
        if resource["ResourceType"] == "AWS::IAM::Role"
    }
