"""A deployed stack, as commands see it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from tests.support.repository import ROOT

from storehook_cli.authoring import template
from storehook_cli.doctor.checks import OUTPUTS
from storehook_cli.errors import CommandError
from storehook_cli.stack import deployment, options
from storehook_cli.stack.deployment import Deployment, on_aws, on_this_machine

INFO = {
    "stack_name": "storehook-local",
    "region": "us-east-1",
    "aws_endpoint_url": "http://127.0.0.1:4566",
    "outputs": dict.fromkeys(OUTPUTS, "there")
    | {"Stores": "the-table", "ReconcileQueue": "http://q", "Reconciler": "the-function", "RunsRetentionDays": "30"}
    | {"Version": "1.2.3"},
    "client_secret": "canary-client-secret",
}


@pytest.fixture
def local(tmp_path: Path) -> Deployment:
    (tmp_path / "stack.json").write_text(json.dumps(INFO))
    return on_this_machine(tmp_path)


def test_a_function_is_started_once_and_waited_for_as_long_as_it_may_take(local: Deployment) -> None:
    config: Any = local._lambda.meta.config

    assert (config.retries["total_max_attempts"], config.read_timeout > 900) == (1, True)


def test_the_outputs_of_the_local_stack_are_those_of_its_last_deploy(
    local: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = [{"OutputKey": "Version", "OutputValue": "1.3.0"}]
    stack = {"StackName": "storehook-local", "CreationTime": datetime.now(UTC), "StackStatus": "UPDATE_COMPLETE"}
    monkeypatch.setattr(options, "on_this_machine", lambda _: local)
    with Stubber(local.client("cloudformation")) as aws:
        aws.add_response(
            "describe_stacks", {"Stacks": [stack | {"Outputs": outputs}]}, {"StackName": "storehook-local"}
        )

        opened = options.open_stack(options.StackOptions(local=True))

    assert opened.output("Version") == "1.3.0"


def test_an_output_that_there_is_not_is_an_error_that_lists_those_there_are(local: Deployment) -> None:
    with pytest.raises(CommandError, match=r"no output 'Rnus'\. It has: AlarmTopic"):
        local.output("Rnus")


@pytest.mark.parametrize("name", ["AuthUrl", "WebhookUrl"])
def test_an_address_has_the_apis_own_id(name: str) -> None:
    outputs = {
        "ApiUrl": "https://hooks.example.com",
        "ApiId": "abc123",
        name: "http://127.0.0.1:4566/_aws/execute-api/{api_id}/$default/auth",
    }

    stack = Deployment(outputs, boto3.Session(region_name="us-east-1"))

    assert stack.output(name) == "http://127.0.0.1:4566/_aws/execute-api/abc123/$default/auth"


def test_the_command_for_a_log_names_the_stack(local: Deployment) -> None:
    on_aws = Deployment({}, boto3.Session(region_name="us-east-1"), stack_name="shop")

    assert on_aws.log("Ingest") == "sam logs --stack-name shop --name Ingest"
    assert local.log("Ingest") == "the output of `make run`"


def test_the_stacks_parts_are_found_by_its_outputs(local: Deployment) -> None:
    runs, stores = local.runs(), local.stores()
    assert [stores.stores.table, stores.registrations.table, stores.catch_ups.table] == ["the-table"] * 3  # type: ignore[attr-defined]
    assert (stores.tasks.queue_url, stores.reconciler.function) == ("http://q", "the-function")  # type: ignore[attr-defined]
    assert runs.repository.retention == 30 * 86_400  # type: ignore[attr-defined]


def test_a_stack_shows_no_secret(local: Deployment) -> None:
    assert (local.client_secret, "canary" in repr(local)) == ("canary-client-secret", False)


def test_credentials_that_were_renewed_in_their_file_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    stack, found = Deployment({}, boto3.Session(region_name="eu-west-1")), list[str]()

    for key in ("AKIDOLD", "AKIDNEW"):
        file.write_text(f"[default]\naws_access_key_id = {key}\naws_secret_access_key = x\n")
        credentials = stack.credentials()
        found.append(credentials.access_key if credentials else "")

    assert found == ["AKIDOLD", "AKIDNEW"]


def test_the_local_stacks_credentials_are_its_own(local: Deployment) -> None:
    credentials = local.credentials()

    assert credentials is not None
    assert credentials.access_key == "test"


def test_a_stack_that_there_is_not_is_an_error_that_names_the_region(monkeypatch: pytest.MonkeyPatch) -> None:
    class Session(boto3.Session):
        def client(self, *_: Any, **__: Any) -> Any:
            client = super().client("cloudformation")
            stubber = Stubber(client)
            stubber.add_client_error("describe_stacks", "ValidationError", "Stack with id shop does not exist")
            stubber.activate()
            return client

    monkeypatch.setattr(deployment.boto3, "Session", Session)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")

    with pytest.raises(CommandError, match="no stack 'shop' in eu-west-1"):
        on_aws("shop", "eu-west-1")


def test_environment_has_every_function_of_the_deployed_template(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = Deployment({}, boto3.Session("test", "test", region_name="us-east-1"), stack_name="shop")
    names = sorted(template.functions(template.read(ROOT)["Resources"]))
    _stub_resources(stack, names)
    monkeypatch.setattr(Deployment, "_lambda", Functions())

    variables = stack.environment()

    assert variables == {name: {"FUNCTION": f"shop-{name}-1"} for name in names}


class Functions:
    def get_function_configuration(self, FunctionName: str) -> dict[str, Any]:  # noqa: N803 - boto3's parameter
        return {"Environment": {"Variables": {"FUNCTION": FunctionName}}}


def _stub_resources(stack: Deployment, functions: list[str]) -> None:
    types = dict.fromkeys(functions, "AWS::Lambda::Function") | {"Runs": "AWS::DynamoDB::Table"}
    stubber = Stubber(stack.client("cloudformation"))
    stubber.add_response(
        "list_stack_resources",
        {
            "StackResourceSummaries": [
                {
                    "LogicalResourceId": name,
                    "PhysicalResourceId": f"shop-{name}-1",
                    "ResourceType": kind,
                    "LastUpdatedTimestamp": datetime.now(UTC),
                    "ResourceStatus": "CREATE_COMPLETE",
                }
                for name, kind in types.items()
            ]
            + [
                {
                    "LogicalResourceId": "Dropped",
                    "PhysicalResourceId": "shop-Dropped-1",
                    "ResourceType": "AWS::Lambda::Function",
                    "LastUpdatedTimestamp": datetime.now(UTC),
                    "ResourceStatus": "DELETE_SKIPPED",
                }
            ]
        },
        {"StackName": "shop"},
    )
    stubber.activate()
