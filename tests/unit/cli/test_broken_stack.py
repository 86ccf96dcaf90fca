"""A stack that needs attention is recognized, and the commands that fix it are shown."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from storehook_cli.costs.prices import PRICES
from storehook_cli.stack import broken_stack
from storehook_cli.stack.broken_stack import FINE, read
from storehook_cli.stack.kept_resources import IDENTIFIERS
from storehook_cli.stack.remedies import MONTHLY, REASONS, WAITERS, explanation

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

    def __init__(self, status: str, *events: Any, outputs: Any = ()) -> None:
        self.status, self.events, self.outputs = status, [of_stack(status), *events], outputs

    def describe_stacks(self, StackName: str) -> Any:  # noqa: N803
        return {"Stacks": [{"StackName": StackName, "StackStatus": self.status, "Outputs": self.outputs}]}

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self, **_: str) -> Any:
        half = len(self.events) // 2
        return [{"StackEvents": self.events[:half]}, {"StackEvents": self.events[half:]}]


def shown(status: str, *events: Any, outputs: Any = ()) -> list[str]:
    client: Any = CloudFormation(status, *events, outputs=outputs)
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
        "The stack 'shop' is ROLLBACK_COMPLETE: its first deploy failed and was rolled back.",
        "  ApiLog: not authorized to perform logs:CreateLogGroup",
        "Because of Protected=true, these are left, for $1.40 a month. They have no data yet:",
        "  AppSecret: the-secret",
        "  Runs: the-runs",
        "  TokenKey: 1a2b",
        "Fix the cause. Then run these commands, and try again:",
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


@pytest.mark.parametrize("status", sorted(FINE))
def test_other_stacks_are_left_to_sam(status: str) -> None:
    client: Any = CloudFormation(status)

    assert read("shop", client) is None


def test_every_state_that_cloudformation_documents_is_known() -> None:
    session: Any = boto3.Session("test", "test", region_name="eu-west-1")
    client = session.client("cloudformation")
    states = set(client.meta.service_model.shape_for("StackStatus").enum)

    assert states == FINE | REASONS.keys() | WAITERS.keys() | {"DELETE_COMPLETE"}
    assert {waiter.replace("-", "_") for waiter in WAITERS.values()} <= set(client.waiter_names)


@pytest.mark.parametrize("status", sorted(WAITERS))
def test_the_end_of_an_unfinished_operation_can_be_awaited(status: str) -> None:
    assert shown(status, of_stack("UPDATE_IN_PROGRESS"))[-2:] == [
        "Wait for it:",
        f"  aws cloudformation wait {WAITERS[status]} --stack-name shop",
    ]


@pytest.mark.parametrize("status", ["IMPORT_ROLLBACK_FAILED", "IMPORT_ROLLBACK_COMPLETE", "ROLLBACK_COMPLETE"])
def test_after_a_restoration_that_failed_it_is_tried_again_and_no_data_is_deleted(status: str) -> None:
    kept = event("DELETE_SKIPPED", "Runs", "the-runs", "AWS::DynamoDB::Table")
    failed = event("IMPORT_FAILED", "Runs", "the-runs", "AWS::DynamoDB::Table", "not authorized to tag")

    lines = shown(status, kept, of_stack("ROLLBACK_IN_PROGRESS"), failed, of_stack("IMPORT_IN_PROGRESS"))

    assert "its restoration failed" in lines[0]
    assert lines[1:] == [
        "  Runs: not authorized to tag",
        "What the restoration should import is left with its data, and is billed as before.",
        "Fix the cause. Then run these commands, and try again:",
        "  aws cloudformation delete-stack --stack-name shop",
        "  aws cloudformation wait stack-delete-complete --stack-name shop",
        "  storehook restore",
    ]


def test_a_stack_that_was_deployed_is_not_deleted_because_of_an_import() -> None:
    outputs = [{"OutputKey": "Runs"}]
    client: Any = CloudFormation("IMPORT_ROLLBACK_COMPLETE", of_stack("IMPORT_IN_PROGRESS"), outputs=outputs)

    assert read("shop", client) is None
    lines = shown("IMPORT_ROLLBACK_FAILED", of_stack("IMPORT_IN_PROGRESS"), outputs=outputs)
    assert not any("delete-stack" in line for line in lines)


@pytest.mark.parametrize("status", ["CREATE_FAILED", "UPDATE_FAILED"])
def test_a_deploy_that_is_not_rolled_back_can_be_repeated_or_rolled_back(status: str) -> None:
    client: Any = CloudFormation(status, of_stack(f"{status.partition('_')[0]}_IN_PROGRESS"))
    found = read("shop", client)

    assert found
    assert found.can_be_deployed
    assert "aws cloudformation rollback-stack --stack-name shop" in explanation(found)


def test_only_resources_that_were_not_rolled_back_can_be_skipped() -> None:
    """CloudFormation refuses to skip others ("ContinueUpdateRollback", ResourcesToSkip)."""
    rolled = event("UPDATE_FAILED", "Ingest", "shop-Ingest-X", "AWS::Lambda::Function", "the code is gone")
    cause = event("UPDATE_FAILED", "Timer", "shop-Timer-X", "AWS::Lambda::Function", "too much memory")

    lines = shown(
        "UPDATE_ROLLBACK_FAILED", rolled, of_stack("UPDATE_ROLLBACK_IN_PROGRESS"), cause, of_stack("UPDATE_IN_PROGRESS")
    )

    assert "  Timer: too much memory" in lines
    assert lines[-1].endswith("--resources-to-skip Ingest")


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
