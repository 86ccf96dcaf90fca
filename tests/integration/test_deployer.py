"""Whoever has the policy of docs/deployer.yaml, and nothing else, deploys, and reads nothing of what is kept.

The local AWS holds a caller to what he asks for himself; what CloudFormation asks for in his name it does not look at:
that is held by tests/repo/test_deployer.py.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from tests.support.deployed import until
from tests.support.repository import ROOT

from storehook_cli.errors import CommandError
from storehook_cli.local.emulator import REGION
from storehook_cli.local.local_stack import LocalStack
from storehook_cli.stack import bundle

BUCKET = "aws-sam-cli-managed-default-without-tls"
"""SAM's own has a policy that refuses all but HTTPS, and the local AWS speaks HTTP."""

POLICY_STACK, STACK = "storehook-deployer", "storehook-deployed-by-policy"


def client(stack: LocalStack, service: str, keys: dict[str, str] | None = None) -> Any:
    """A service, for an administrator or for whoever has the keys."""
    session: Any = boto3.Session(region_name=REGION)
    who = keys or stack.emulator.credentials
    return session.client(
        service,
        endpoint_url=stack.emulator.url,
        aws_access_key_id=who["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=who["AWS_SECRET_ACCESS_KEY"],
    )


@pytest.fixture(scope="module")
def keys(stack: LocalStack) -> Iterator[dict[str, str]]:
    """The credentials of a user with the policy."""
    cloudformation, iam = client(stack, "cloudformation"), client(stack, "iam")
    cloudformation.create_stack(
        StackName=POLICY_STACK,
        TemplateBody=(ROOT / "docs" / "deployer.yaml").read_text(),
        Parameters=[{"ParameterKey": "StackName", "ParameterValue": "storehook"}],
        Capabilities=["CAPABILITY_IAM"],
    )

    def outputs() -> Any:
        (found,) = cloudformation.describe_stacks(StackName=POLICY_STACK)["Stacks"]
        return found["StackStatus"] == "CREATE_COMPLETE" and found["Outputs"]

    (policy,) = until(outputs)
    client(stack, "s3").create_bucket(Bucket=BUCKET)
    iam.create_user(UserName="deployer")
    iam.attach_user_policy(UserName="deployer", PolicyArn=policy["OutputValue"])
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    yield {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    iam.delete_access_key(UserName="deployer", AccessKeyId=key["AccessKeyId"])
    iam.detach_user_policy(UserName="deployer", PolicyArn=policy["OutputValue"])
    iam.delete_user(UserName="deployer")
    for name in (STACK, POLICY_STACK):
        cloudformation.delete_stack(StackName=name)


def deploy(stack: LocalStack, name: str, keys: dict[str, str]) -> None:
    options = [
        "--template-file",
        str(stack.state / "build" / "template.yaml"),
        "--stack-name",
        name,
        "--s3-bucket",
        BUCKET,
    ]
    options += ["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    options += ["--parameter-overrides", f"Architecture={bundle.architecture()}"]
    bundle.sam(["deploy", *options], project=stack.project, environment=stack.emulator.credentials | keys)


def is_refused(call: Callable[[], object]) -> bool:
    try:
        call()
    except ClientError as error:
        return "AccessDenied" in error.response["Error"]["Code"]  # pyright: ignore[reportTypedDictNotRequiredAccess]
    return False


@pytest.mark.timeout(300)
def test_he_deploys_and_may_not_read_what_is_kept(stack: LocalStack, keys: dict[str, str]) -> None:
    deploy(stack, STACK, keys)

    found = client(stack, "cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
    names = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}
    mine = partial(client, stack, keys=keys)

    refused: dict[str, Callable[[], object]] = {
        "a secret": lambda: mine("secretsmanager").get_secret_value(SecretId=names["AppSecret"]),
        "rows": lambda: mine("dynamodb").scan(TableName=names["Runs"]),
        "messages": lambda: mine("sqs").receive_message(QueueUrl=names["DefaultQueue"]),
        "a function": lambda: mine("lambda").invoke(FunctionName=names["Ingest"]),
        "the key": lambda: mine("kms").encrypt(KeyId=names["TokenKey"], Plaintext=b"x"),
    }
    assert {what for what, call in refused.items() if not is_refused(call)} == set()


@pytest.mark.timeout(300)
def test_he_may_not_deploy_what_has_another_name(stack: LocalStack, keys: dict[str, str]) -> None:
    with pytest.raises(CommandError, match="AccessDenied"):
        deploy(stack, "shop", keys)
