"""Users with the policies of docs/operators.yaml, on the local AWS with IAM enforced."""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.credentials import Credentials
from tests.support.deployed import Deployed, until
from tests.support.repository import ROOT

from storehook_cli.local.emulator import REGION


def administrator(deployed: Deployed, service: str) -> Any:
    """Return a client with all permissions."""
    session: Any = boto3.Session("test", "test", region_name=REGION)
    return session.client(service, endpoint_url=deployed.info.aws_endpoint_url)


def client(deployed: Deployed, service: str, credentials: Credentials) -> Any:
    """Return a client with a user's permissions."""
    session: Any = boto3.Session(credentials.access_key, credentials.secret_key, region_name=REGION)
    return session.client(service, endpoint_url=deployed.info.aws_endpoint_url)


@contextmanager
def operator_policies(deployed: Deployed) -> Generator[dict[str, str]]:
    """Create the policies, and return their ARNs by name."""
    cloudformation, name = administrator(deployed, "cloudformation"), f"iam-operators-{secrets.token_hex(4)}"
    parameters = {"ApiId": deployed.info.outputs["ApiId"], "StackName": deployed.info.stack_name}
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=(ROOT / "docs" / "operators.yaml").read_text(),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )

    def outputs() -> list[Any]:
        (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
        return [*stack.get("Outputs", [])]

    yield {output["OutputKey"]: output["OutputValue"] for output in until(outputs)}
    cloudformation.delete_stack(StackName=name)
    cloudformation.close()


def user_with(deployed: Deployed, policy: str) -> Credentials:
    """Create a user who has one policy, and return the credentials."""
    iam, name = administrator(deployed, "iam"), f"operator-{secrets.token_hex(4)}"
    iam.create_user(UserName=name)
    iam.attach_user_policy(UserName=name, PolicyArn=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    iam.close()
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])
