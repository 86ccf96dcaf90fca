"""Our evaluation of IAM policies and the local AWS's agree about the deployer's policies."""

import json
import subprocess
from collections.abc import Iterator

import pytest
from tests.support import deployer
from tests.support.cloudformation_calls import ACCOUNT, ACTS, REGION, calls
from tests.support.escalation import BEYOND, PATHS
from tests.support.iam import Request, Statement, is_allowed

from storehook_cli.local import emulator

JUDGE = """
import json, sys
from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

task = json.load(sys.stdin)
policy = [parse_policy_document({"Statement": task["statements"]})]
for action, resource, keys in task["requests"]:
    context = EvalContext("arn:aws:iam::%(account)s:user/x", "User", "%(account)s", action, resource, "%(region)s")
    context.service_context = {key.lower(): value for key, value in keys.items()}
    print(evaluate(context, policy).decision == "Allow")
"""


def judged(statements: list[Statement], requests: list[Request]) -> list[bool]:
    """Return for each request if the local AWS's own code allows it."""
    python = emulator.environment(emulator.REQUIREMENTS, emulator.cache())
    task = {
        "statements": statements,
        "requests": [(request.action, request.resource, request.context) for request in requests],
    }
    done = subprocess.run(
        [python, "-c", JUDGE % {"account": ACCOUNT, "region": REGION}],
        input=json.dumps(task),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [line == "True" for line in done.stdout.split()]


def requests() -> Iterator[Request]:
    yield from PATHS.values()
    yield from BEYOND.values()
    for act in ACTS:
        for call in calls(act, "storehook", boundary=deployer.BOUNDARY, bucket=deployer.BUCKET):
            yield call.request


@pytest.mark.parametrize("policy", ["Deployer", "DeployerResources", "Boundary"])
def test_both_allow_the_same(policy: str) -> None:
    statements, asked = deployer.statements(policy), [*requests()]
    ours = [is_allowed(statements, request) for request in asked]

    assert set(ours) == {True, False}
    assert [
        request for request, one, other in zip(asked, ours, judged(statements, asked), strict=True) if one != other
    ] == []
