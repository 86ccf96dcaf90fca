"""`storehook restore`: what a deleted stack has left behind becomes a stack again."""

import json
from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from tests.support.memory import MemoryAuditLog
from tests.support.storehook_command import OPERATOR
from typer.testing import CliRunner, Result

from storehook.operations.audit import Audit
from storehook_cli.main import cli
from storehook_cli.stack.restoration import Restoration

OLDER, NEWER, AT_WORK = (f"arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/{number}" for number in "123")

CHANGE_SET = "arn:aws:cloudformation:eu-west-1:123456789012:changeSet/restore/1"

TABLE = {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Delete", "Properties": {}}

PARAMETERS = [{"ParameterKey": "Protected", "ParameterValue": "true"}]


class CloudFormation:
    """Stub of CloudFormation, with the expected requests in order and their answers."""

    def __init__(self) -> None:
        session: Any = boto3.Session("test", "test", region_name="eu-west-1")
        self.client = session.client("cloudformation")
        self.stubber = Stubber(self.client)
        self.stubber.activate()
        self.audit_log, self.audit_tables = MemoryAuditLog(), list[str]()

    def audit(self, table: str) -> Audit:
        self.audit_tables.append(table)
        return Audit(self.audit_log, lambda: 5.0)

    def has_no_stack(self) -> None:
        self.stubber.add_client_error("describe_stacks", "ValidationError", "Stack with id shop does not exist")

    def has_stack(self, status: str, reason: str = "", stack: str = "shop") -> None:
        found = {"StackName": "shop", "StackStatus": status, "CreationTime": datetime(2026, 11, 1, tzinfo=UTC)}
        found |= {"StackStatusReason": reason} if reason else {}
        found |= {"Parameters": PARAMETERS} if status == "DELETE_COMPLETE" else {}
        self.stubber.add_response("describe_stacks", {"Stacks": [found]}, {"StackName": stack})

    def has_deleted(self, *stacks: str, name: str = "shop") -> None:
        every = [
            {
                "StackName": name,
                "StackId": stack,
                "StackStatus": "DELETE_COMPLETE",
                "CreationTime": datetime(2026, 11, 1 + int(stack[-1]), tzinfo=UTC),
            }
            for stack in stacks
        ]
        asked = {"StackStatusFilter": ["DELETE_COMPLETE"]}
        self.stubber.add_response("list_stacks", {"StackSummaries": every}, asked)

    def has_left(self, stack: str, *tables: str) -> None:
        events = [
            {
                "StackId": stack,
                "StackName": "shop",
                "EventId": table,
                "Timestamp": datetime(2026, 11, 9, tzinfo=UTC),
                "LogicalResourceId": table,
                "PhysicalResourceId": f"shop-{table}-{stack[-1]}",
                "ResourceType": TABLE["Type"],
                "ResourceStatus": "DELETE_SKIPPED",
            }
            for table in tables
        ]
        self.stubber.add_response("describe_stack_events", {"StackEvents": events}, {"StackName": stack})
        if tables:
            template = json.dumps({"Resources": dict.fromkeys(tables, TABLE), "Outputs": {}})
            asked = {"StackName": stack, "TemplateStage": "Processed"}
            self.stubber.add_response("get_template", {"TemplateBody": template}, asked)
            self.has_stack("DELETE_COMPLETE", stack=stack)

    def makes_change_set(
        self, status: str = "CREATE_COMPLETE", reason: str = "", of: str = NEWER, *, tables: tuple[str, ...] = ("Runs",)
    ) -> None:
        asked = {
            "StackName": "shop",
            "ChangeSetName": ANY,
            "ChangeSetType": "IMPORT",
            "TemplateBody": json.dumps({"Resources": dict.fromkeys(tables, TABLE | {"DeletionPolicy": "Retain"})}),
            "Parameters": PARAMETERS,
            "ResourcesToImport": [
                {
                    "ResourceType": TABLE["Type"],
                    "LogicalResourceId": table,
                    "ResourceIdentifier": {"TableName": f"shop-{table}-{of[-1]}"},
                }
                for table in tables
            ],
        }
        self.stubber.add_response("create_change_set", {"Id": CHANGE_SET, "StackId": AT_WORK}, asked)
        found = {"Status": status, "StatusReason": reason}
        self.stubber.add_response("describe_change_set", found, {"ChangeSetName": CHANGE_SET})

    def imports(self, status: str = "IMPORT_COMPLETE", reason: str = "") -> None:
        self.stubber.add_response("execute_change_set", {}, {"ChangeSetName": CHANGE_SET})
        self.has_stack(status, reason, AT_WORK)


@pytest.fixture
def aws() -> Generator[CloudFormation]:
    """All that it is told to expect has to be asked."""
    found = CloudFormation()
    yield found
    found.stubber.assert_no_pending_responses()


def restore(aws: CloudFormation, *words: str, **more: Any) -> Result:
    restoration = Restoration("shop", aws.client, aws.audit, lambda: OPERATOR)
    return CliRunner().invoke(cli, ["restore", *words], obj=lambda _: restoration, **more)


def test_what_is_left_of_a_deleted_stack_is_imported_and_a_deploy_asked_for(aws: CloudFormation) -> None:
    aws.has_no_stack()
    aws.has_deleted(NEWER)
    aws.has_left(NEWER, "Runs")
    aws.makes_change_set()
    aws.imports()

    done = restore(aws, input="y\n")

    assert (done.exit_code, "shop-Runs-2" in done.stdout, "Now deploy it" in done.stdout) == (0, True, True)


def test_it_is_recorded_in_the_audit_log_that_the_stack_has_left_before_the_import(aws: CloudFormation) -> None:
    aws.has_no_stack()
    aws.has_deleted(NEWER)
    aws.has_left(NEWER, "Audit", "Runs")
    aws.makes_change_set("FAILED", "no", tables=("Audit", "Runs"))

    assert restore(aws, "--yes").exit_code == 1

    (entry,) = aws.audit_log.entries
    assert aws.audit_tables == ["shop-Audit-2"]
    assert (entry.by, entry.operation, entry.subject, entry.detail) == (OPERATOR, "restore", "stack/shop", NEWER)


def test_nothing_is_restored_that_cannot_be_recorded(aws: CloudFormation, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(MemoryAuditLog, "add", fails)
    aws.has_no_stack()
    aws.has_deleted(NEWER)
    aws.has_left(NEWER, "Audit", "Runs")

    assert restore(aws, "--yes").exit_code == 1


@pytest.mark.parametrize("answer", ["n\n", ""], ids=["no", "nobody answers"])
def test_nothing_is_made_without_a_yes(aws: CloudFormation, answer: str) -> None:
    aws.has_no_stack()
    aws.has_deleted(NEWER)
    aws.has_left(NEWER, "Runs")

    assert "Aborted" in restore(aws, input=answer).stderr


def test_a_dry_run_shows_what_is_left_and_makes_nothing(aws: CloudFormation) -> None:
    aws.has_no_stack()
    aws.has_deleted(NEWER)
    aws.has_left(NEWER, "Runs")

    done = restore(aws, "--dry-run")

    assert (done.exit_code, "shop-Runs-2" in done.stdout) == (0, True)


@pytest.mark.parametrize("status", ["IMPORT_COMPLETE", "UPDATE_COMPLETE"])
def test_where_the_stack_is_there_nothing_is_done(aws: CloudFormation, status: str) -> None:
    aws.has_stack(status)
    aws.has_stack(status)

    done = restore(aws, "--yes")

    assert (done.exit_code, f"exists ({status}), so nothing was restored" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("status", "command"),
    [
        ("DELETE_IN_PROGRESS", "aws cloudformation wait stack-delete-complete --stack-name shop"),
        ("DELETE_FAILED", "aws cloudformation delete-stack --stack-name shop"),
        ("IMPORT_ROLLBACK_FAILED", "aws cloudformation delete-stack --stack-name shop"),
    ],
)
def test_a_stack_that_needs_attention_is_explained(aws: CloudFormation, status: str, command: str) -> None:
    aws.has_stack(status)
    aws.has_stack(status)
    aws.has_left("shop")

    done = restore(aws, "--yes")

    assert (done.exit_code, status in done.stderr, command in done.stderr) == (1, True, True)


def test_a_stack_of_which_there_is_but_a_change_set_is_no_hindrance(aws: CloudFormation) -> None:
    aws.has_stack("REVIEW_IN_PROGRESS")
    aws.has_deleted(NEWER)
    aws.has_left(NEWER, "Runs")
    aws.makes_change_set()
    aws.imports()

    assert "Restored the stack 'shop'" in restore(aws, "--yes").stdout


def test_the_newest_that_has_left_something_is_restored(aws: CloudFormation) -> None:
    aws.has_no_stack()
    aws.has_deleted(OLDER, NEWER)
    aws.has_left(NEWER)
    aws.has_left(OLDER, "Runs")
    aws.makes_change_set(of=OLDER)
    aws.imports()

    assert restore(aws, "--yes").exit_code == 0


def test_another_than_the_newest_can_be_named(aws: CloudFormation) -> None:
    aws.has_no_stack()
    aws.has_deleted(NEWER, OLDER)
    aws.has_left(OLDER, "Runs")
    aws.makes_change_set(of=OLDER)
    aws.imports()

    assert restore(aws, "--yes", "--stack-id", OLDER).exit_code == 0


def test_a_deleted_stack_of_another_name_is_not_looked_at(aws: CloudFormation) -> None:
    aws.has_no_stack()
    aws.has_deleted(NEWER, name="shop-dev")

    done = restore(aws, "--yes")

    assert (done.exit_code, "Only stacks with Protected=true retain them" in done.stderr) == (1, True)


def test_why_a_change_set_cannot_be_made_is_told(aws: CloudFormation) -> None:
    aws.has_no_stack()
    aws.has_deleted(NEWER)
    aws.has_left(NEWER, "Runs")
    aws.makes_change_set("FAILED", "Table: shop-Runs-2 does not exist.")

    done = restore(aws, "--yes")

    assert (done.exit_code, "Table: shop-Runs-2 does not exist." in done.stderr) == (1, True)


def test_why_an_import_was_rolled_back_is_told(aws: CloudFormation) -> None:
    aws.has_no_stack()
    aws.has_deleted(NEWER)
    aws.has_left(NEWER, "Runs")
    aws.makes_change_set()
    aws.imports("ROLLBACK_COMPLETE", "You are not authorized to tag.")

    done = restore(aws, "--yes")

    assert (done.exit_code, "You are not authorized to tag." in done.stderr) == (1, True)


def test_an_import_that_is_refused_is_not_answered_with_the_advice_to_deploy(aws: CloudFormation) -> None:
    aws.has_no_stack()
    aws.has_deleted(NEWER)
    aws.has_left(NEWER, "Runs")
    aws.stubber.add_client_error("create_change_set", "ValidationError", "Invalid resource identifier")

    done = restore(aws, "--yes")

    assert (done.exit_code, "Invalid resource identifier" in done.stderr, "deploy" in done.stderr) == (1, True, False)


def test_the_stack_of_make_run_is_never_there_to_be_restored() -> None:
    done = CliRunner().invoke(cli, ["restore", "--local"])

    assert (done.exit_code, "creates a new stack each time" in done.stderr) == (1, True)


def test_who_stops_waiting_learns_that_the_import_goes_on(aws: CloudFormation, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    aws.has_no_stack()
    aws.has_deleted(NEWER)
    aws.has_left(NEWER, "Runs")
    monkeypatch.setattr(Restoration, "restore", stopped)

    done = restore(aws, "--yes")

    assert (done.exit_code, "An import that has started continues." in done.stderr) == (130, True)
