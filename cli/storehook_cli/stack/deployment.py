"""Deployed stack, as the operator commands use it: on AWS, or the local one of `storehook run`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from storehook import Model
from storehook.operations import LANES
from storehook.operations.action_secrets import ActionSecrets
from storehook.operations.audit import Audit, OperationName
from storehook.operations.dead_letters_service import DeadLettersService
from storehook.operations.log_lines import RunLog
from storehook.operations.pauses_service import PausesService
from storehook.operations.purge_service import PurgeService
from storehook.operations.record_migration import Change, RecordMigration
from storehook.operations.records_service import RecordsService
from storehook.operations.runs_service import RunsService
from storehook.operations.schedules_service import SchedulesService
from storehook.operations.stack_secrets import StackSecret, StackSecretName
from storehook.operations.stores_service import StoresService
from storehook.settings import DAY, ConsoleSettings
from storehook.wiring import command, operator
from storehook_cli.console_proxy import target
from storehook_cli.errors import CommandError

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from types_boto3_lambda import LambdaClient

ALIAS = "live"
"""Alias of each function that queues and other callers invoke (template.yaml)."""

STACK_SECRETS: Mapping[StackSecretName, str] = {"app": "AppSecret", "hook": "HookSecret"}
"""Output with the ARN of each of the stack's own secrets."""

LONGEST = 900.0
"""Most seconds that a function may take on AWS (AWS docs, Lambda quotas)."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Deployed stack.

    Args:
        endpoint_url: endpoint of every service; None on AWS.
        client_secret: the app's client secret on the local stack; empty on AWS.
    """

    outputs: Mapping[str, str]
    session: "boto3.Session"
    endpoint_url: str | None = None
    client_secret: str = field(default="", repr=False)
    stack_name: str = ""
    _opened: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)

    @property
    def title(self) -> str:
        """Description of the stack for people."""
        if self.endpoint_url:
            return "the local stack of `make run`"
        return f"{self.stack_name} in {self.session.region_name}"

    def log(self, function: str) -> str:
        """Return the command that shows a function's log."""
        if self.endpoint_url:
            return "the output of `make run`"
        return f"sam logs --stack-name {self.stack_name} --name {function}"

    def output(self, name: str) -> str:
        """Return an output of the stack, with the API's own id in place of `{api_id}`."""
        if name not in self.outputs:
            raise CommandError(
                f"The stack has no output {name!r}. It has: {', '.join(sorted(self.outputs))}. "
                "If the stack is older than this command, deploy this version."
            )
        return self.outputs[name].replace("{api_id}", self.outputs.get("ApiId", ""))

    def webhook_url(self, store_hash: str) -> str:
        """Return the URL to which BigCommerce sends a store's deliveries."""
        return self.output("WebhookUrl").replace("{store_hash}", store_hash)

    def environment(self) -> dict[str, dict[str, str]]:
        """Return each function's environment variables by the function's logical id."""
        return {name: self.variables(function) for name, function in self.resources("AWS::Lambda::Function")}

    def variables(self, function: str) -> dict[str, str]:
        """Return a function's environment variables."""
        configuration = self._lambda.get_function_configuration(FunctionName=function)
        return configuration.get("Environment", {}).get("Variables", {})

    def resources(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield the logical id and the physical id of each resource of a CloudFormation type.

        A version of a function that an update dropped is kept, but is not part of the stack any more.
        """
        paginator = self.client("cloudformation").get_paginator("list_stack_resources")
        for page in paginator.paginate(StackName=self.stack_name):
            for resource in page["StackResourceSummaries"]:
                is_dropped = resource["ResourceStatus"].startswith("DELETE_")
                if resource["ResourceType"] == kind and not is_dropped:
                    yield resource["LogicalResourceId"], resource["PhysicalResourceId"]

    def runs(self) -> RunsService:
        """Return the service for runs."""
        return operator.runs_service(self._clients(), self._settings())

    def stores(self) -> StoresService:
        """Return the service for stores."""
        return operator.stores_service(self._clients(), self._settings(), token_key=self.output("TokenKey"))

    def pauses(self) -> PausesService:
        """Return the service for pauses of actions and lanes."""
        return operator.pauses_service(self._clients(), self._settings())

    def schedules(self) -> SchedulesService:
        """Return the service for schedules."""
        return operator.schedules_service(self._clients(), self._settings())

    def dead_letters(self, lane: str) -> DeadLettersService:
        """Return the service for a lane's dead letters."""
        return command.dead_letters_service(self._clients(), self._settings(), lane)

    def records(self) -> RecordsService:
        """Return the service for records."""
        return operator.records_service(self._clients(), self._settings())

    def record_migration(self, model: type[Model], change: Change, *, dry_run: bool) -> RecordMigration:
        """Return the migration of a model's records."""
        return command.record_migration(self._clients(), self._settings(), model, change, dry_run=dry_run)

    def run_log(self) -> RunLog:
        """Return the log lines of runs."""
        return operator.run_log(self.client("logs"), self._settings())

    def secrets(self) -> ActionSecrets:
        """Return the secrets of the user's actions."""
        return command.action_secrets(self.client("ssm"), self.output("SecretsPath"))

    def stack_secret(self, name: StackSecretName) -> StackSecret:
        """Return one of the stack's own secrets."""
        return command.stack_secret(self.client("secretsmanager"), self.output(STACK_SECRETS[name]))

    def purge(self) -> PurgeService:
        """Return the service that deletes all data of a store."""
        return command.purge_service(
            self._clients(),
            self._settings(),
            self.stores().stores,
            windows_table=self.output("RateWindows"),
            reconcile_dead_letter_url=self.output("ReconcileDeadLetterQueue"),
        )

    def caller(self) -> str:
        """Return the ARN of the credentials in use."""
        return self.client("sts").get_caller_identity()["Arn"]

    def audit(self) -> Audit:
        """Return the audit log."""
        return operator.audit(self.client("dynamodb"), self.output("Audit"))

    def note(self, operation: OperationName, subject: str, detail: str = "") -> str:
        """Record an operation in the audit log before it happens, and return the caller. See `Audit.note`."""
        by = self.caller()
        self.audit().note(by, operation, subject, detail)
        return by

    def console(self) -> target.Target:
        """Return the address of the console's API."""
        region = self.session.region_name or ""
        if self.endpoint_url:
            return target.on_this_machine(self.output("ApiUrl"), region, self.endpoint_url)
        return target.on_aws(self.output("ApiUrl"), region)

    def credentials(self) -> "Credentials | None":
        """Look up the operator's AWS credentials. A new session reads the profile's file again."""
        session = self.session if self.endpoint_url else boto3.Session(region_name=self.session.region_name)
        return session.get_credentials()

    def _settings(self) -> ConsoleSettings:
        """Build the console function's settings from the stack's outputs."""
        return ConsoleSettings(
            queue_urls={lane: self.output(f"{lane.capitalize()}Queue") for lane in LANES},
            dead_letter_urls={lane: self.output(f"{lane.capitalize()}DeadLetterQueue") for lane in LANES},
            reconcile_queue_url=self.output("ReconcileQueue"),
            reconciler=self.output("Reconciler"),
            runs_table=self.output("Runs"),
            records_table=self.output("Records"),
            stores_table=self.output("Stores"),
            audit_table=self.output("Audit"),
            log_groups=f"/storehook/{self.stack_name}",
            region=self.session.region_name or "",
            runs_retention=float(self.output("RunsRetentionDays")) * DAY,
            version=self.output("Version"),
            is_local=self.endpoint_url is not None,
        )

    def _clients(self) -> operator.Clients:
        return operator.Clients(self.client("dynamodb"), self.client("sqs"), self._lambda, self.client("kms"))

    @property
    def _lambda(self) -> "LambdaClient":
        # A retry would start the function a second time while the first invocation still runs.
        config = Config(read_timeout=LONGEST + 10, tcp_keepalive=True, retries={"total_max_attempts": 1})
        return self.client("lambda", config)

    def current(self) -> Self:
        """Return the stack with its outputs as CloudFormation has them now."""
        (stack,) = self.client("cloudformation").describe_stacks(StackName=self.stack_name)["Stacks"]
        return replace(self, outputs=_outputs(stack))

    def client(self, service: str, config: Config | None = None) -> Any:
        """Return a client of an AWS service, with the stack's credentials and region."""
        if service not in self._opened:
            session: Any = self.session
            self._opened[service] = session.client(service, endpoint_url=self.endpoint_url, config=config)
        return self._opened[service]


def on_aws(stack_name: str, region: str | None = None) -> Deployment:
    """Find a stack in the account of the current AWS credentials."""
    session: Any = boto3.Session(region_name=region)
    try:
        stack = session.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"][0]
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "ValidationError":
            raise
        raise CommandError(
            f"There is no stack {stack_name!r} in {session.region_name}, in the account of these credentials. "
            "Name another with --stack-name and --region, use --local for the stack of `make run`, "
            "or create one with `make deploy`."
        ) from error
    return Deployment(_outputs(stack), session, stack_name=stack_name)


def _outputs(stack: Mapping[str, Any]) -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def on_this_machine(state: Path) -> Deployment:
    """Find the stack of `storehook run`."""
    info = local_info(state)
    try:
        return local_deployment(info)
    except KeyError as error:
        raise _invalid_info(state) from error


def local_deployment(info: Mapping[str, Any]) -> Deployment:
    """Return the stack that the fields of a `local.local_stack.StackInfo` describe."""
    region, outputs, *more = (info[name] for name in _INFO_KEYS)
    return Deployment(outputs, boto3.Session("test", "test", region_name=region), *more)


_INFO_KEYS = ("region", "outputs", "aws_endpoint_url", "client_secret", "stack_name")


def local_info(state: Path) -> dict[str, Any]:
    """Read `stack.json`. See `local.local_stack.StackInfo`."""
    try:
        return dict(json.loads((state / "stack.json").read_text()))
    except FileNotFoundError as error:
        raise CommandError("No local stack is running. Start one with `make run` in another terminal.") from error
    except (ValueError, TypeError) as error:
        raise _invalid_info(state) from error


def _invalid_info(state: Path) -> CommandError:
    file = state / "stack.json"
    return CommandError(f"{file} is not a file that `make run` wrote. Stop `make run` and start it again.")
