"""Permissions of the deployed functions that are removed for a while."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import boto3
from tests.support.deployed import Deployed

from storehook_cli.local.emulator import REGION


@contextmanager
def without(deployed: Deployed, function: str, action: str | list[str]) -> Generator[None]:
    """Remove one statement from a function's role for a while.

    Args:
        function: the output that names the function.
        action: the action that the statement allows, as written in the template.
    """
    iam = boto3.Session("test", "test", region_name=REGION).client("iam", endpoint_url=deployed.info.aws_endpoint_url)
    configuration = deployed.stack.emulator.client("lambda").get_function_configuration(
        FunctionName=deployed.info.outputs[function]
    )
    role = configuration["Role"].rsplit("/", 1)[1]
    policy = iam.list_role_policies(RoleName=role)["PolicyNames"][0]
    document: Any = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    less = {
        **document,
        "Statement": [
            statement for statement in document["Statement"] if statement["Action"] not in (action, [action])
        ],
    }
    assert len(less["Statement"]) == len(document["Statement"]) - 1
    iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(less))
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document))
        iam.close()
