"""A deployed stack, as an operator's commands see it: on AWS, or the local one that `storehook run` keeps up."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from storehook.aws.catch_ups import DynamoCatchUps
from storehook.aws.message_moves import SqsMove
from storehook.aws.purge import DynamoPurge
from storehook.aws.queues import SqsDeadLetters, SqsLanes, SqsTasks
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.run_indexes import DynamoRunIndexes
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.stores import DynamoStores, KmsCipher
from storehook.catch_up.progress import CatchUps
from storehook.history.reading import RunHistory
from storehook.operations.retrying import RunOperations
from storehook.queues.lanes import LANES
from storehook.queues.ports import DeadLetters, Tasks
from storehook.registration.record import Registrations
from storehook.runs.ports import RunRepository
from storehook.runs.run import Run, RunKey
from storehook.stores.ports import Stores
from storehook_cli import console_proxy
from storehook_cli.console_proxy import Target
from storehook_cli.errors import CommandError, FunctionFailedError

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_sqs import SQSClient

FUNCTIONS = ("Ingest", "Connect", "DefaultConsumer", "LongConsumer", "Reconciler", "Console")

AT_ONCE = 8
"""Calls that go on at the same time, of those that can."""

DAY = 86_400.0

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
    _clients: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)

    def output(self, name: str) -> str:
        """One of the stack's outputs.

        Raises:
            CommandError: there is none of that name; the message lists them.
        """
        if name not in self.outputs:
            raise CommandError(
                f"The stack has no output {name!r}. It has: {', '.join(sorted(self.outputs))}. "
                "If it is older than this command, deploy it."
            )
        return self.outputs[name]

    def webhook_url(self, store_hash: str) -> str:
        """Where BigCommerce posts a store's webhooks."""
        api_id = self.output("ApiUrl").partition("//")[2].partition(".")[0]
        return self.output("WebhookUrl").replace("{api_id}", api_id).replace("{store_hash}", store_hash)

    def environment(self) -> dict[str, dict[str, str]]:
        """Each function's environment variables, by its logical id."""
        return {name: self._variables(name) for name in filter(self.outputs.__contains__, FUNCTIONS)}

    def dead_letters(self, lane: str) -> DeadLetters:
        """A lane's dead letters."""
        title = lane.capitalize()
        return SqsDeadLetters(self._sqs, self.output(f"{title}DeadLetterQueue"), self.output(f"{title}Queue"))

    def move(self, lane: str) -> SqsMove:
        """SQS's own way of moving a lane's dead letters."""
        title = lane.capitalize()
        return SqsMove(self._sqs, self.output(f"{title}DeadLetterQueue"), self.output(f"{title}Queue"))

    def stores(self) -> Stores:
        """The stack's table of stores."""
        cipher = KmsCipher(self.client("kms"), self.output("TokenKey"))
        return DynamoStores(self._dynamodb, self.output("Stores"), cipher)

    def registrations(self) -> Registrations:
        """What that table says of the stores' webhooks."""
        return DynamoRegistrations(self._dynamodb, self.output("Stores"))

    def catch_ups(self) -> CatchUps:
        """What that table says of the stores' catch-ups."""
        return DynamoCatchUps(self._dynamodb, self.output("Stores"))

    def history(self) -> RunHistory:
        """What has run."""
        indexes = DynamoRunIndexes(self._dynamodb, self.output("Runs"))
        return RunHistory(indexes=indexes, together=ThreadPoolExecutor(AT_ONCE).map)

    def run_operations(self) -> RunOperations:
        """Retries and cancels runs.

        Raises:
            CommandError: the stack does not say for how long it keeps runs.
        """
        if not (days := self._variables("DefaultConsumer").get("RUNS_RETENTION_DAYS")):
            raise CommandError("DefaultConsumer has no RUNS_RETENTION_DAYS. Deploy this version of the stack.")
        queues = {lane: self.output(f"{lane.capitalize()}Queue") for lane in LANES}
        return RunOperations(
            repository=self._repository(float(days) * DAY),
            lanes=SqsLanes(self._sqs, queues, lane="default", dead_letter_url=""),  # it only sends
            letters={lane: self.dead_letters(lane) for lane in LANES},
            together=ThreadPoolExecutor(AT_ONCE).map,
        )

    def run(self, key: RunKey) -> Run | None:
        """A run as it is stored now, or None."""
        return self._repository(0.0).get(key)

    def purge(self) -> DynamoPurge:
        """Deletes all that the tables hold of a store."""
        runs, records, stores, windows = map(self.output, ("Runs", "Records", "Stores", "RateWindows"))
        return DynamoPurge(self._dynamodb, runs, records, stores, windows)

    def tasks(self) -> Tasks:
        """The reconcile queue."""
        return SqsTasks(self._sqs, self.output("ReconcileQueue"))

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

    def invoke(self, function: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Invoke a function, wait for it, and give its answer.

        Args:
            function: its logical id, which is also the name of the stack's output.
            payload: its event.

        Raises:
            FunctionFailedError: it raised.
        """
        answer = self._lambda.invoke(FunctionName=self.output(function), Payload=json.dumps(payload).encode())
        said: dict[str, Any] = json.loads(answer["Payload"].read() or b"null") or {}
        if "FunctionError" in answer:
            kind, message = (str(said.get(name, "")) for name in ("errorType", "errorMessage"))
            raise FunctionFailedError(function, kind or answer["FunctionError"], message)
        return said

    def _repository(self, retention: float) -> RunRepository:
        return DynamoRunRepository(self._dynamodb, self.output("Runs"), retention)

    def _variables(self, function: str) -> dict[str, str]:
        configuration = self._lambda.get_function_configuration(FunctionName=self.output(function))
        return configuration.get("Environment", {}).get("Variables", {})

    @property
    def _sqs(self) -> "SQSClient":
        return self.client("sqs")

    @property
    def _dynamodb(self) -> "DynamoDBClient":
        return self.client("dynamodb")

    @property
    def _lambda(self) -> "LambdaClient":
        # One attempt: the function is at work while we wait, and must not be started a second time.
        patient = Config(read_timeout=LONGEST + 10, tcp_keepalive=True, retries={"total_max_attempts": 1})
        return self.client("lambda", patient)

    def client(self, service: str, config: Config | None = None) -> Any:
        """An AWS service, with the stack's credentials and region."""
        if service not in self._clients:
            session: Any = self.session
            self._clients[service] = session.client(service, endpoint_url=self.endpoint_url, config=config)
        return self._clients[service]


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
        CommandError: it is not up.
    """
    try:
        info = json.loads((state / "stack.json").read_text())
    except FileNotFoundError as error:
        raise CommandError("No local stack is up. Start one with `make run`, in another terminal.") from error
    session = boto3.Session("test", "test", region_name=info["region"])
    return Deployment(info["outputs"], session, info["aws_endpoint_url"], info["client_secret"], info["stack_name"])
