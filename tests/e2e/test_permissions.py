"""Least privilege: the deployed functions have what they need, and IAM holds them to it."""

import json
from collections.abc import Generator
from contextlib import contextmanager

import boto3
from tests.e2e.deployed import Deployed

from storehook_cli.local.emulator import REGION


@contextmanager
def without(deployed: Deployed, function: str, action: str) -> Generator[None]:
    """Take one permission away from a function's role, for a while."""
    iam = boto3.Session("test", "test", region_name=REGION).client("iam", endpoint_url=deployed.info.aws_endpoint_url)
    configuration = deployed.stack.emulator.client("lambda").get_function_configuration(
        FunctionName=deployed.info.outputs[function]
    )
    role = configuration["Role"].rsplit("/", 1)[1]
    policy = iam.list_role_policies(RoleName=role)["PolicyNames"][0]
    document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    less = {**document, "Statement": [each for each in document["Statement"] if each["Action"] != action]}
    assert len(less["Statement"]) == len(document["Statement"]) - 1
    iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(less))
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document))
        iam.close()


def test_ingest_answers_503_while_it_may_not_send_to_the_queue(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/customer/created", {"type": "customer", "id": 250})

    with without(deployed, "Ingest", "sqs:SendMessage"):
        refused = deployed.post(delivery)
    accepted = deployed.post(delivery)

    assert (refused, accepted) == (503, 200)
