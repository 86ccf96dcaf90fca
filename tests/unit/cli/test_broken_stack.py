"""A stack that cannot be deployed is recognized, and the commands that fix it are shown."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from storehook_cli.costs.prices import PRICES
from storehook_cli.stack import broken_stack
from storehook_cli.stack.broken_stack import MONTHLY, explanation, read
from storehook_cli.stack.kept_resources import IDENTIFIERS

STACK_ID = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1"
POLICY = "arn:aws:iam::123456789012:policy/shop-Extra-X"


def event(status: str, name: str, physical: str, kind: str, reason: str = "") -> Any:
    return {
        "StackId": STACK_ID,
        "LogicalResourceId": name,
        "PhysicalResourceId": physical,
        "ResourceType": kind,
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


def of_stack(status: str) -> Any:
    return event(status, "shop", STACK_ID, "AWS::CloudFormation::Stack")


class CloudFormation:
    """Has one stack, whose events are listed newest first, as AWS lists them."""

    def __init__(self, status: str, *events: Any) -> None:
        self.status, self.events = status, [of_stack(status), *events]

    def describe_stacks(self, StackName: str) -> Any:  # noqa: N803
        return {"Stacks": [{"StackName": StackName, "StackStatus": self.status}]}

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self, **_: str) -> Any:
        half = len(self.events) // 2
        return [{"StackEvents": self.events[:half]}, {"StackEvents": self.events[half:]}]


def shown(status: str, *events: Any) -> list[str]:
    client: Any = CloudFormation(status, *events)
    found = read("shop", client)
    assert found
    return explanation(found).splitlines()


FIRST_DEPLOY = [
    event("DELETE_SKIPPED", "TokenKey", "1a2b", "AWS::KMS::Key"),
    event("DELETE_SKIPPED", "AppSecret", "the-secret", "AWS::SecretsManager::Secret"),
    event("DELETE_SKIPPED", "Runs", "the-runs", "AWS::DynamoDB::Table"),
    of_stack("ROLLBACK_IN_PROGRESS"),
    event("CREATE_FAILED", "IngestLog", "", "AWS::Logs::LogGroup", "Resource creation cancelled"),
    event("CREATE_FAILED", "ApiLog", "", "AWS::Logs::LogGroup", "not authorized to perform logs:CreateLogGroup"),
    of_stack("CREATE_IN_PROGRESS"),
]


def test_after_a_first_deploy_that_failed_it_says_what_is_left_and_what_it_costs() -> None:
    assert shown("ROLLBACK_COMPLETE", *FIRST_DEPLOY) == [
        "The stack 'shop' cannot be deployed (ROLLBACK_COMPLETE): its first deploy failed and was rolled back.",
        "  ApiLog: not authorized to perform logs:CreateLogGroup",
        "Because of Protected=true, these are left, for $1.40 a month. They have no data yet:",
        "  AppSecret: the-secret",
        "  Runs: the-runs",
        "  TokenKey: 1a2b",
        "Fix the cause. Then run these commands, and deploy again:",
        "  aws cloudformation delete-stack --stack-name shop",
        "  aws cloudformation wait stack-delete-complete --stack-name shop",
        "  aws secretsmanager delete-secret --secret-id the-secret",
        "  aws dynamodb update-table --table-name the-runs --no-deletion-protection-enabled",
        "  aws dynamodb delete-table --table-name the-runs",
        "  aws kms schedule-key-deletion --key-id 1a2b",
    ]


def test_after_a_rollback_that_failed_it_can_be_continued() -> None:
    failed = event("UPDATE_FAILED", "Ingest", "shop-Ingest-X", "AWS::Lambda::Function", "the code is gone")

    assert shown("UPDATE_ROLLBACK_FAILED", failed, of_stack("UPDATE_IN_PROGRESS"))[-2:] == [
        "  aws cloudformation continue-update-rollback --stack-name shop",
        "  # if that fails again, leave these as they are: --resources-to-skip Ingest",
    ]


def test_a_policy_that_is_attached_is_named_with_its_attachments() -> None:
    reason = "Cannot delete a policy attached to entities. (Service: Iam, Status Code: 409)"
    failed = event("DELETE_FAILED", "Extra", POLICY, "AWS::IAM::ManagedPolicy", reason)

    lines = shown("DELETE_FAILED", failed, of_stack("DELETE_IN_PROGRESS"))

    assert f"  Extra: {reason}" in lines
    assert f"  aws iam list-entities-for-policy --policy-arn {POLICY} # detach it from each" in lines
    assert "  aws cloudformation delete-stack --stack-name shop" in lines


def test_data_that_a_deletion_kept_is_never_offered_for_deletion() -> None:
    kept = event("DELETE_SKIPPED", "Runs", "the-runs", "AWS::DynamoDB::Table")

    assert not any("the-runs" in line for line in shown("DELETE_FAILED", kept, of_stack("DELETE_IN_PROGRESS")))


def test_failures_of_an_earlier_operation_are_not_shown() -> None:
    now = event("DELETE_FAILED", "Runs", "the-runs", "AWS::DynamoDB::Table", "it has deletion protection")
    before = event("UPDATE_FAILED", "Ingest", "shop-Ingest-X", "AWS::Lambda::Function", "no such bucket")

    lines = shown("DELETE_FAILED", now, of_stack("DELETE_IN_PROGRESS"), before, of_stack("UPDATE_IN_PROGRESS"))

    assert not any("no such bucket" in line for line in lines)


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_IN_PROGRESS"])
def test_other_stacks_are_left_to_sam(status: str) -> None:
    client: Any = CloudFormation(status)

    assert read("shop", client) is None


def test_a_stack_that_is_not_there_is_left_to_sam(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, cloudformation: Any) -> None:
        raise ClientError({"Error": {"Code": "ValidationError", "Message": "does not exist"}}, "DescribeStacks")

    monkeypatch.setattr(broken_stack, "read", refuse)

    assert broken_stack.find("shop", "eu-west-1") is None
    assert broken_stack.find(None, "eu-west-1") is None


def test_each_resource_that_can_be_left_has_its_price() -> None:
    assert MONTHLY.keys() == IDENTIFIERS.keys()
    assert MONTHLY["AWS::KMS::Key"] == PRICES["keys"].dollars
    assert MONTHLY["AWS::SecretsManager::Secret"] == PRICES["secrets"].dollars
