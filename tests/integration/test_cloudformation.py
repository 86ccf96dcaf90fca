"""The local AWS refuses what CloudFormation refuses, so that our templates can't depend on its leniency."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.bundle import free_port
from tests.support.deployed import until
from tests.support.repository import ROOT

from storehook_cli.local.emulator import Emulator

OPERATORS = (ROOT / "docs" / "operators.yaml").read_text()
ALIASES = """
Resources:
  One: {Type: AWS::SQS::Queue, Properties: &same {MessageRetentionPeriod: 60}}
  Other: {Type: AWS::SQS::Queue, Properties: *same}
"""


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A local AWS without a stack."""
    found = Emulator(tmp_path_factory.mktemp("aws"), free_port())
    found.start()
    yield found
    found.stop()


def create(aws: Emulator, name: str, template: str, **parameters: str) -> None:
    aws.client("cloudformation").create_stack(
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
