"""A deployed stack, as an operator's commands see it: on AWS, or the local one that `storehook run` keeps up."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from storehook.aws.action_secrets import SsmActionSecrets
from storehook.aws.log_lines import CloudWatchLines
from storehook.aws.message_moves import SqsMove
from storehook.aws.purge import DynamoPurge
from storehook.aws.queues import SqsDeadLetters
from storehook.operations.action_secrets import ActionSecrets
from storehook.operations.audit import Audit, OperationName
from storehook.operations.dead_letters_service import DeadLettersService
from storehook.operations.log_lines import RunLog
from storehook.operations.pauses_service import PausesService
from storehook.operations.purge_service import PurgeService
from storehook.operations.records_service import RecordsService
from storehook.operations.runs_service import RunsService
from storehook.operations.stores_service import StoresService
from storehook.queues.lanes import LANES
from storehook.settings import DAY, ConsoleSettings
from storehook.wiring.console import (
    AT_ONCE,
    Clients,
    audit,
    pauses_service,
    records_service,
    runs_service,
    stores_service,
)
from storehook_cli import console_proxy
from storehook_cli.console_proxy import Target
from storehook_cli.errors import CommandError

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from types_boto3_lambda import LambdaClient

ALIAS = "live"
"""What is called of each function, by queues and others (template.yaml)."""

LONGEST = 900.0
"""Seconds that a function may take on AWS (AWS docs, Lambda quotas)."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployed stack.

    Args:
        outputs: the stack's outputs.
        session: whose credentials and region are used.
        endpoint_url: where every service is; None on AWS.
        client_secret: the app's, where we made it ourselves; empty on AWS.
        stack_name: the stack's.
    """

    outputs: Mapping[str, str]
    session: "boto3.Session"
    endpoint_url: str | None = None
    client_secret: str = field(default="", repr=False)
    stack_name: str = ""
    _opened: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)

    @property
    def title(self) -> str:
        """Which stack it is, for people."""
        if self.endpoint_url:
            return "that of `make run`, on this machine"
        return f"{self.stack_name} in {self.session.region_name}"

    def output(self, name: str) -> str:
        """One of the stack's outputs, with the API's own id where `PublicUrl` leaves it open.

        Raises:
            CommandError: there is none of that name; the message lists them.
        """
        if name not in self.outputs:
            raise CommandError(
                f"The stack has no output {name!r}. It has: {', '.join(sorted(self.outputs))}. "
                "If it is older than this command, deploy it."
            )
        api_id = self.outputs.get("ApiUrl", "").partition("//")[2].partition(".")[0]
        return self.outputs[name].replace("{api_id}", api_id)

    def webhook_url(self, store_hash: str) -> str:
        """Where BigCommerce posts a store's webhooks."""
        return self.output("WebhookUrl").replace("{store_hash}", store_hash)

    def environment(self) -> dict[str, dict[str, str]]:
        """Each function's environment variables, by its logical id."""
        return {name: self.variables(function) for name, function in self.resources("AWS::Lambda::Function")}

    def variables(self, function: str) -> dict[str, str]:
        """Return a function's environment variables."""
        configuration = self._lambda.get_function_configuration(FunctionName=function)
        return configuration.get("Environment", {}).get("Variables", {})

    def resources(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield the logical id and the physical id of each resource of a CloudFormation type."""
        paginator = self.client("cloudformation").get_paginator("list_stack_resources")
        for page in paginator.paginate(StackName=self.stack_name):
            for resource in page["StackResourceSummaries"]:
                if resource["ResourceType"] == kind:
                    yield resource["LogicalResourceId"], resource["PhysicalResourceId"]

    def runs(self) -> RunsService:
        """What is asked about runs, and done with them."""
        return runs_service(self._clients(), self._settings())

    def stores(self) -> StoresService:
        """What is asked about stores, and done with them."""
        return stores_service(self._clients(), self._settings(), token_key=self.output("TokenKey"))

    def pauses(self) -> PausesService:
        """What is asked about pauses of actions and lanes, and done with them."""
        return pauses_service(self._clients(), self._settings())

    def caller(self) -> str:
        """Who asks: the ARN of the credentials."""
        return self.client("sts").get_caller_identity()["Arn"]

    def audit(self) -> Audit:
        """What operators have asked for."""
        return audit(self.client("dynamodb"), self._settings())

    def note(self, operation: OperationName, subject: str, detail: str = "") -> str:
        """Note in the audit log what is about to be done: see `operations.audit.Audit.note`. Gives who asks for it."""
        by = self.caller()
        self.audit().note(by, operation, subject, detail)
        return by

    def dead_letters(self, lane: str) -> DeadLettersService:
        """What is asked about a lane's dead letters, and done with them."""
        sqs, urls = self.client("sqs"), self._queues(lane)
        return DeadLettersService(
            lane=lane,
            letters=SqsDeadLetters(sqs, *urls),
            move=SqsMove(sqs, *urls),
            parallel_map=ThreadPoolExecutor(AT_ONCE).map,
        )

    def records(self) -> RecordsService:
        """What is asked about records."""
        return records_service(self._clients(), self._settings())

    def run_log(self) -> RunLog:
        """What runs have logged."""
        return RunLog(self.runs().logs, CloudWatchLines(self.client("logs")))

    def secrets(self) -> ActionSecrets:
        """The secrets of the author's own."""
        return SsmActionSecrets(self.client("ssm"), self.output("SecretsPath"))

    def purge(self) -> PurgeService:
        """Deletes all that is kept of a store."""
        runs, records, windows = map(self.output, ("Runs", "Records", "RateWindows"))
        return PurgeService(
            stores=self.stores().stores,
            rows=DynamoPurge(self.client("dynamodb"), runs, records, windows),
            dead_letters=[SqsDeadLetters(self.client("sqs"), *self._queues(name)) for name in (*LANES, "reconcile")],
        )

    def console(self) -> Target:
        """Where the console's API is."""
        region = self.session.region_name or ""
        if self.endpoint_url:
            return console_proxy.on_this_machine(self.output("ApiUrl"), region, self.endpoint_url)
        return console_proxy.on_aws(self.output("ApiUrl"), region)

    def credentials(self) -> "Credentials | None":
        """The operator's AWS credentials, looked up anew: a session reads a profile's file only once."""
        session = self.session if self.endpoint_url else boto3.Session(region_name=self.session.region_name)
        return session.get_credentials()

    def _settings(self) -> ConsoleSettings:
        """What the console's own environment says, from the stack's outputs."""
        return ConsoleSettings(
            queue_urls={lane: self._queue(lane, "Queue") for lane in LANES},
            dead_letter_urls={lane: self._queue(lane, "DeadLetterQueue") for lane in LANES},
            reconcile_queue_url=self.output("ReconcileQueue"),
            reconciler=self.output("Reconciler"),
            runs_table=self.output("Runs"),
            records_table=self.output("Records"),
            stores_table=self.output("Stores"),
            log_groups=f"/storehook/{self.stack_name}",
            region=self.session.region_name or "",
            runs_retention=float(self.output("RunsRetentionDays")) * DAY,
            version=self.output("Version"),
            is_local=self.endpoint_url is not None,
        )

    def _clients(self) -> Clients:
        return Clients(self.client("dynamodb"), self.client("sqs"), self._lambda, self.client("kms"))

    @property
    def _lambda(self) -> "LambdaClient":
        # One attempt: the function is at work while we wait, and must not be started a second time.
        patient = Config(read_timeout=LONGEST + 10, tcp_keepalive=True, retries={"total_max_attempts": 1})
        return self.client("lambda", patient)

    def _queues(self, name: str) -> tuple[str, str]:
        """The dead-letter queue of a lane, or of the reconciler, and the queue that it belongs to."""
        return self._queue(name, "DeadLetterQueue"), self._queue(name, "Queue")

    def _queue(self, lane: str, kind: str) -> str:
        return self.output(f"{lane.capitalize()}{kind}")

    def client(self, service: str, config: Config | None = None) -> Any:
        """An AWS service, with the stack's credentials and region."""
        if service not in self._opened:
            session: Any = self.session
            self._opened[service] = session.client(service, endpoint_url=self.endpoint_url, config=config)
        return self._opened[service]


def on_aws(stack_name: str, region: str | None = None) -> Deployment:
    """A stack in the account of the AWS credentials in force.

    Args:
        stack_name: the stack's.
        region: where it is; None is what boto3 finds in the environment or the profile.

    Raises:
        CommandError: there is no such stack, or it is not deployed.
        BotoCoreError: AWS cannot be asked.
        ClientError: AWS refuses to answer.
    """
    session: Any = boto3.Session(region_name=region)
    try:
        found = session.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"][0]
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "ValidationError":
            raise
        raise CommandError(
            f"There is no stack {stack_name!r} in {session.region_name}, in the account of these credentials. "
            "Name another with --stack-name and --region, or `--local` for that of `make run`; `make deploy` makes one."
        ) from error
    return Deployment(
        {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}, session, stack_name=stack_name
    )


def on_this_machine(state: Path) -> Deployment:
    """The stack that `storehook run` keeps up.

    Args:
        state: the folder of its `stack.json`.

    Raises:
        CommandError: it is not up, or its file is none of ours.
    """
    info = local_info(state)
    try:
        region, outputs, *more = (info[name] for name in _SAID)
    except KeyError as error:
        raise _not_ours(state) from error
    return Deployment(outputs, boto3.Session("test", "test", region_name=region), *more)


_SAID = ("region", "outputs", "aws_endpoint_url", "client_secret", "stack_name")


def local_info(state: Path) -> dict[str, Any]:
    """What `storehook run` says of its stack: see `local.local_stack.StackInfo`.

    Args:
        state: the folder of its `stack.json`.

    Raises:
        CommandError: it is not up, or its file is none of ours.
    """
    try:
        return dict(json.loads((state / "stack.json").read_text()))
    except FileNotFoundError as error:
        raise CommandError("No local stack is up. Start one with `make run`, in another terminal.") from error
    except (ValueError, TypeError) as error:
        raise _not_ours(state) from error


def _not_ours(state: Path) -> CommandError:
    file = state / "stack.json"
    return CommandError(f"{file} is not as `make run` writes it. Stop that, and start it again.")
