"""The policies of docs/deployer.yaml, as an administrator creates them."""

from typing import Any

from tests.support.built_template import SAM_YAML, filled
from tests.support.cloudformation_calls import ACCOUNT, REGION
from tests.support.iam import Statement
from tests.support.repository import ROOT

FILE = ROOT / "docs" / "deployer.yaml"
OWN_STACK = "iam-storehook-deployer"
OWN_STACK_ID = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{OWN_STACK}/1a2b"
BUCKET = f"{OWN_STACK}-artifacts-1a2b"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/{OWN_STACK}-Boundary-1A2B"
OWN_POLICY = f"arn:aws:iam::{ACCOUNT}:policy/{OWN_STACK}-Deployer-1A2B"


def of_deployer(**parameters: Any) -> list[Statement]:
    """Return the statements that allow or deny a deployer something."""
    return statements("Deployer", **parameters) + statements("DeployerResources", **parameters)


def statements(policy: str, **parameters: Any) -> list[Statement]:
    """Return the statements of one of the policies.

    Args:
        policy: Deployer, DeployerResources or Boundary.
        parameters: changes to the template's defaults, and to the pseudo parameters.
    """
    template = SAM_YAML.yaml_parse(FILE.read_text())
    names = {name: parameter["Default"] for name, parameter in template["Parameters"].items()} | {
        "AWS::AccountId": ACCOUNT,
        "AWS::Partition": "aws",
        "AWS::Region": REGION,
        "AWS::StackId": OWN_STACK_ID,
        "AWS::StackName": OWN_STACK,
        "Artifacts": BUCKET,
        "Boundary": BOUNDARY,
    }
    document = template["Resources"][policy]["Properties"]["PolicyDocument"]
    return filled(document["Statement"], names | parameters)
