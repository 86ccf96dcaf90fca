"""A deployed stack, as an operator's commands see it: on AWS, or the local one that `storehook run` keeps up."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from storehook.aws.queues import SqsDeadLetters
from storehook_cli.errors import CommandError

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient
    from types_boto3_sqs import SQSClient

FUNCTIONS = ("Ingest", "DefaultConsumer", "LongConsumer")


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployed stack.

    Args:
        outputs: the stack's outputs.
        sqs: its queues' service.
        lambdas: its functions' service.
        client_secret: the app's, where we made it ourselves; empty on AWS.
    """

    outputs: dict[str, str]
    sqs: "SQSClient"
    lambdas: "LambdaClient"
    client_secret: str = ""

    def output(self, name: str) -> str:
        """One of the stack's outputs.

        Raises:
            CommandError: there is none of that name; the message lists them.
        """
        if name not in self.outputs:
            raise CommandError(f"The stack has no output {name!r}. It has: {', '.join(sorted(self.outputs))}.")
        return self.outputs[name]

    def environment(self) -> dict[str, dict[str, str]]:
        """Each function's environment variables, by its logical id."""
        found: dict[str, dict[str, str]] = {}
        for name in FUNCTIONS:
            configuration = self.lambdas.get_function_configuration(FunctionName=self.output(name))
            found[name] = configuration.get("Environment", {}).get("Variables", {})
        return found

    def dead_letters(self, lane: str) -> SqsDeadLetters:
        """A lane's dead letters."""
        title = lane.capitalize()
        return SqsDeadLetters(self.sqs, self.output(f"{title}DeadLetterQueue"), self.output(f"{title}Queue"))


def on_aws(stack_name: str) -> Deployment:
    """A stack in the account of the AWS credentials in force.

    Raises:
        CommandError: the credentials do not work, or there is no such stack.
    """
    session: Any = boto3.Session()
    try:
        found = session.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"][0]
        outputs = {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}
        return Deployment(outputs, session.client("sqs"), session.client("lambda"))
    except (BotoCoreError, ClientError) as error:
        raise CommandError(
            f"The stack {stack_name!r} cannot be read: {error}\n"
            "Check your AWS credentials and region, and name the stack with --stack, or --local for that of `make run`."
        ) from error


def on_this_machine(state: Path) -> Deployment:
    """The stack that `storehook run` keeps up.

    Raises:
        CommandError: it is not up.
    """
    try:
        info = json.loads((state / "stack.json").read_text())
    except FileNotFoundError as error:
        raise CommandError("No local stack is up. Start one with `make run`, in another terminal.") from error
    session: Any = boto3.Session("test", "test", region_name=info["region"])
    sqs, lambdas = (session.client(name, endpoint_url=info["aws_endpoint_url"]) for name in ("sqs", "lambda"))
    return Deployment(info["outputs"], sqs, lambdas, info["client_secret"])
