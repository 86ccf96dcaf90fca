"""Two stacks: storehook and the naive peer, both built by a plain `sam build` and deployed to one local AWS."""

import json
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.support.bundle import copy_of_bundle, free_port
from tests.support.deployed import Delivery, Deployed

from storehook_cli.local.local_stack import LocalStack
from storehook_cli.stack import bundle
from storehook_cli.views.progress import ProgressPrinter

NAIVE = Path(__file__).parent / "naive"
STACK = "naive"
LAYERS = ("CoreLayer", "BytecodeLayer")
ORDERS = 3000
"""Orders in the demo store, without events."""
QUOTA = 1_000_000
FUNCTIONS = {"ingest": "Ingest", "consumer": "DefaultConsumer"}


@dataclass(frozen=True, slots=True)
class Artefact:
    """A function as it ships.

    Args:
        folders: its code and its layers, unpacked as on Lambda.
        environment: its variables, with those that point the SDK at the local AWS.
        module: the module of its handler.
        handler: the name of its handler.
    """

    folders: tuple[Path, ...]
    environment: dict[str, str]
    module: str
    handler: str


@dataclass(frozen=True, slots=True)
class TwoStacks:
    """The running stacks.

    Args:
        stack: storehook's stack.
        folder: a folder for files.
        naive: the peer's outputs.
        secret: signs the peer's deliveries.
    """

    stack: LocalStack
    folder: Path
    naive: dict[str, str]
    secret: str = field(repr=False)

    @property
    def deployed(self) -> Deployed:
        """storehook, as seen from outside."""
        return Deployed(self.stack)

    def ours(self, name: str) -> Artefact:
        """Return one of storehook's functions, by its module's name."""
        resource = FUNCTIONS[name]
        environment = self._variables(self.stack.outputs()[resource])
        return Artefact((self.folder / "ours" / resource, self.folder / "opt"), environment, name, "handler")

    def peers(self, name: str) -> Artefact:
        """Return one of the peer's functions, by the name of its resource."""
        return Artefact((self.folder / "naive" / name,), self._variables(self.naive[name]), "app", "lambda_handler")

    def queue(self) -> str:
        """Create a queue that nobody reads."""
        return self.stack.emulator.client("sqs").create_queue(QueueName=f"bench-{secrets.token_hex(4)}")["QueueUrl"]

    def _variables(self, function: str) -> dict[str, str]:
        configuration = self.stack.emulator.client("lambda").get_function_configuration(FunctionName=function)
        return dict(configuration.get("Environment", {}).get("Variables", {})) | self.stack.emulator.credentials


@contextmanager
def two_stacks(folder: Path) -> Iterator[TwoStacks]:
    """Start both stacks."""
    (folder / "project").mkdir()
    project = copy_of_bundle(folder / "project")
    ports = {"aws_port": free_port(), "sandbox_port": 0}
    with LocalStack(
        project, project / ".local", **ports, keeps=False, progress=ProgressPrinter(), size=ORDERS
    ) as stack:
        _lift_quota(stack)
        with stack.progress.step("Built both with a plain sam build"):
            _build(project, folder / "ours")
            _build(NAIVE, folder / "naive")
        for layer in LAYERS:
            shutil.copytree(folder / "ours" / layer / "python", folder / "opt", dirs_exist_ok=True)
        secret = secrets.token_hex(32)
        with stack.progress.step("Deployed the naive peer"):
            outputs = _deploy_naive(stack, folder / "naive", secret)
        yield TwoStacks(stack, folder, outputs, secret)


def _lift_quota(stack: LocalStack) -> None:
    url = f"{stack.sandbox.url}/_sandbox/stores/{stack.info.store_hash}/rate"
    httpx.put(url, json={"quota": QUOTA}).raise_for_status()


def _build(project: Path, target: Path) -> None:
    architecture = f"Architecture={bundle.architecture()}"
    caches = ["--cache-dir", str(target.with_suffix(".cache"))]
    bundle.sam(["build", "--build-dir", str(target), *caches, "--parameter-overrides", architecture], project=project)


def _deploy_naive(stack: LocalStack, built: Path, secret: str) -> dict[str, str]:
    bundle.sam(
        [
            *("deploy", "--template-file", str(built / "template.yaml"), "--stack-name", STACK),
            *("--resolve-s3", "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "--no-confirm-changeset"),
            *("--parameter-overrides", f"BigCommerceUrl={stack.sandbox.url}"),
        ],
        project=NAIVE,
        environment=stack.emulator.credentials,
    )
    _grant_everything(stack)
    described = stack.emulator.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    outputs = {output.get("OutputKey", ""): output.get("OutputValue", "") for output in described.get("Outputs", [])}
    value = {"client_secret": secret, "access_token": stack.demo.store.access_token}
    stack.emulator.client("secretsmanager").put_secret_value(SecretId=outputs["Secret"], SecretString=json.dumps(value))
    return outputs


def _grant_everything(stack: LocalStack) -> None:
    """Give the peer's roles all permissions: the local AWS doesn't read the policies that SAM makes for it."""
    iam = stack.emulator.client("iam")
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    for role in iam.list_roles()["Roles"]:
        if role["RoleName"].startswith(f"{STACK}-"):
            iam.put_role_policy(
                RoleName=role["RoleName"], PolicyName="everything", PolicyDocument=json.dumps(everything)
            )


def rest_event(delivery: Delivery) -> dict[str, Any]:
    """Make the event that a REST API makes of a delivery (AWS docs, Lambda proxy integrations)."""
    path = f"/webhooks/{delivery.store_hash}"
    return {
        "resource": "/webhooks/{store_hash}",
        "path": path,
        "httpMethod": "POST",
        "headers": delivery.headers(),
        "multiValueHeaders": {name: [value] for name, value in delivery.headers().items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"store_hash": delivery.store_hash},
        "stageVariables": None,
        "requestContext": {
            "requestId": secrets.token_hex(8),
            "stage": "Prod",
            "httpMethod": "POST",
            "path": path,
            "resourcePath": "/webhooks/{store_hash}",
            "identity": {"sourceIp": "35.226.165.250"},
            "requestTimeEpoch": int(time.time() * 1000),
        },
        "body": delivery.body.decode(),
        "isBase64Encoded": False,
    }


def http_event(delivery: Delivery) -> dict[str, Any]:
    """Make the event that an HTTP API makes of a delivery (AWS docs, payload format 2.0)."""
    path = f"/webhooks/{delivery.store_hash}"
    return {
        "version": "2.0",
        "routeKey": "POST /webhooks/{store_hash}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": delivery.headers(),
        "requestContext": {
            "requestId": secrets.token_hex(8),
            "stage": "$default",
            "http": {"method": "POST", "path": path, "sourceIp": "35.226.165.250"},
            "timeEpoch": int(time.time() * 1000),
        },
        "pathParameters": {"store_hash": delivery.store_hash},
        "body": delivery.body.decode(),
        "isBase64Encoded": False,
    }


def sqs_event(*bodies: str) -> dict[str, Any]:
    """Make the event that a queue makes of messages (AWS docs, Amazon SQS event)."""
    now = str(int(time.time() * 1000))
    return {
        "Records": [
            {
                "messageId": secrets.token_hex(16),
                "receiptHandle": "none",
                "body": body,
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "SentTimestamp": now,
                    "SenderId": "bench",
                    "ApproximateFirstReceiveTimestamp": now,
                },
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:bench",
                "awsRegion": "us-east-1",
            }
            for body in bodies
        ]
    }
