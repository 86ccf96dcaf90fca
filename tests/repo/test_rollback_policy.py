"""The policy of docs/operators.yaml for rolling back allows what `storehook rollback` does, with this stack alone."""

from typing import Any

import pytest
from tests.support import service_authorization as reference
from tests.support.built_template import SAM_YAML, filled
from tests.support.cloudformation_calls import ACCOUNT, REGION
from tests.support.iam import Request, Statement, is_allowed, listed
from tests.support.repository import ROOT

STACK = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{{}}/1a2b"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{{}}-Ingest-1A2B"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{{}}-Audit-1A2B"
RUNS = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/storehook-Runs-1A2B"

CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("cloudformation:DescribeStackEvents", STACK, {}),
    ("cloudformation:DescribeStacks", STACK, {}),
    ("cloudformation:ListStackResources", STACK, {}),
    ("lambda:GetAlias", FUNCTION, {}),
    ("lambda:GetFunctionConfiguration", FUNCTION, {}),
    ("lambda:ListVersionsByFunction", FUNCTION, {}),
    ("lambda:UpdateAlias", FUNCTION, {}),
    ("dynamodb:PutItem", TABLE, {}),
    ("dynamodb:Query", TABLE, {}),
]
"""Calls of `storehook_cli.stack.live_code` and of the audit log."""


def policy() -> list[Statement]:
    template = SAM_YAML.yaml_parse((ROOT / "docs" / "operators.yaml").read_text())
    names = {"AWS::AccountId": ACCOUNT, "AWS::Partition": "aws", "AWS::Region": REGION, "StackName": "storehook"}
    return filled(template["Resources"]["Rollback"]["Properties"]["PolicyDocument"]["Statement"], names)


@pytest.mark.parametrize(("action", "arn", "context"), CALLS)
def test_it_allows_each_call_for_this_stack_alone(action: str, arn: str, context: dict[str, Any]) -> None:
    assert is_allowed(policy(), Request(action, arn.format("storehook"), context))
    assert not is_allowed(policy(), Request(action, arn.format("shop"), context))


def test_it_allows_nothing_else() -> None:
    actions = {action for statement in policy() for action in listed(statement["Action"])}

    assert actions == {action for action, _, _ in CALLS}
    assert all(action in reference.actions(action.split(":")[0]) for action in actions)


def test_it_reaches_no_run() -> None:
    for action in ("dynamodb:PutItem", "dynamodb:Query"):
        assert not is_allowed(policy(), Request(action, RUNS, {}))
