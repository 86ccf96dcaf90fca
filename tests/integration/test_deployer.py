"""A user with the policies of docs/deployer.yaml, and nothing else, deploys, deletes, and reads no data.

The local AWS enforces IAM on the user's own calls, and the gate of tests/support/permission_gate.py on the calls that
CloudFormation makes in the user's name.
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

POLICY_STACK, STACK = "iam-storehook-deployer", "storehook-deployed-by-policy"


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
def policies(stack: LocalStack) -> Iterator[dict[str, str]]:
    """The outputs of the administrator's stack."""
    cloudformation = client(stack, "cloudformation")
    cloudformation.create_stack(
        StackName=POLICY_STACK,
        TemplateBody=(ROOT / "docs" / "deployer.yaml").read_text(),
        Parameters=[{"ParameterKey": "StackName", "ParameterValue": "storehook"}],
        Capabilities=["CAPABILITY_IAM"],
    )

    def outputs() -> Any:
        (found,) = cloudformation.describe_stacks(StackName=POLICY_STACK)["Stacks"]
        return found["StackStatus"] == "CREATE_COMPLETE" and found["Outputs"]

    found = {output["OutputKey"]: output["OutputValue"] for output in until(outputs)}
    # The bucket's policy refuses all but HTTPS, and the local AWS speaks HTTP.
    client(stack, "s3").delete_bucket_policy(Bucket=found["Bucket"])
    yield found
    for name in (STACK, POLICY_STACK):
        cloudformation.delete_stack(StackName=name)


@pytest.fixture(scope="module")
def keys(stack: LocalStack, policies: dict[str, str]) -> Iterator[dict[str, str]]:
    """The credentials of a user with the policies."""
    iam, attached = client(stack, "iam"), (policies["Deployer"], policies["DeployerResources"])
    iam.create_user(UserName="deployer")
    for policy in attached:
        iam.attach_user_policy(UserName="deployer", PolicyArn=policy)
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    yield {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    iam.delete_access_key(UserName="deployer", AccessKeyId=key["AccessKeyId"])
    for policy in attached:
        iam.detach_user_policy(UserName="deployer", PolicyArn=policy)
    iam.delete_user(UserName="deployer")


def deploy(stack: LocalStack, name: str, keys: dict[str, str], policies: dict[str, str]) -> None:
    options = [
        "--template-file",
        str(stack.state / "build" / "template.yaml"),
        "--stack-name",
        name,
        "--s3-bucket",
        policies["Bucket"],
    ]
    options += ["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    boundary = f"PermissionsBoundary={policies['PermissionsBoundary']}"
    options += ["--parameter-overrides", f"Architecture={bundle.architecture()}", boundary]
    bundle.sam(["deploy", *options], project=stack.project, environment=stack.emulator.credentials | keys)


def is_refused(call: Callable[[], object]) -> bool:
    try:
        call()
    except ClientError as error:
        return "AccessDenied" in error.response["Error"]["Code"]  # pyright: ignore[reportTypedDictNotRequiredAccess]
    return False


@pytest.mark.timeout(300)
def test_a_deployer_deploys_and_reads_no_data(
    stack: LocalStack, keys: dict[str, str], policies: dict[str, str]
) -> None:
    deploy(stack, STACK, keys, policies)

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

    mine("cloudformation").delete_stack(StackName=STACK)
    until(lambda: status(stack, STACK) in ("gone", "DELETE_FAILED"))
    assert status(stack, STACK) == "gone"


def status(stack: LocalStack, name: str) -> str:
    try:
        return client(stack, "cloudformation").describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    except ClientError:
        return "gone"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["shop", POLICY_STACK])
def test_a_deployer_may_not_deploy_another_stack(
    stack: LocalStack, keys: dict[str, str], policies: dict[str, str], name: str
) -> None:
    with pytest.raises(CommandError, match="AccessDenied"):
        deploy(stack, name, keys, policies)
