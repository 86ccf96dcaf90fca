"""storehook and the naive peer, both built by a plain `sam build` and deployed to one local AWS."""

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
"""Orders in the demo store, none of which anybody is told of."""
QUOTA = 1_000_000
FUNCTIONS = {"ingest": "Ingest", "consumer": "DefaultConsumer"}


@dataclass(frozen=True, slots=True)
class Artefact:
    """A function as it ships.

    Args:
        folders: where it is, unpacked as Lambda does it: its own code, then what its layers share.
        environment: its variables, with what sends the SDK to the local AWS.
        module: the file that it begins with.
        handler: what is called in it.
    """

    folders: tuple[Path, ...]
    environment: dict[str, str]
    module: str
    handler: str


@dataclass(frozen=True, slots=True)
class TwoStacks:
    """What is up.

    Args:
        stack: storehook's.
        folder: where things may be put.
        naive: the peer's outputs.
        secret: what signs the peer's webhooks.
    """

    stack: LocalStack
    folder: Path
    naive: dict[str, str]
    secret: str = field(repr=False)

    @property
    def deployed(self) -> Deployed:
        """storehook from outside."""
        return Deployed(self.stack)

    def ours(self, name: str) -> Artefact:
        """One of storehook's functions, by its module's name."""
        resource = FUNCTIONS[name]
        environment = self._variables(self.stack.outputs()[resource])
        return Artefact((self.folder / "ours" / resource, self.folder / "opt"), environment, name, "handler")

    def peers(self, name: str) -> Artefact:
        """One of the peer's, by the name of its resource."""
        return Artefact((self.folder / "naive" / name,), self._variables(self.naive[name]), "app", "lambda_handler")

    def queue(self) -> str:
        """A queue that nobody reads."""
        return self.stack.emulator.client("sqs").create_queue(QueueName=f"bench-{secrets.token_hex(4)}")["QueueUrl"]

    def _variables(self, function: str) -> dict[str, str]:
        found = self.stack.emulator.client("lambda").get_function_configuration(FunctionName=function)
        return dict(found.get("Environment", {}).get("Variables", {})) | self.stack.emulator.credentials


@contextmanager
def two_stacks(folder: Path) -> Iterator[TwoStacks]:
    """Bring both up."""
    (folder / "project").mkdir()
    project = copy_of_bundle(folder / "project")
    ports = {"aws_port": free_port(), "sandbox_port": 0}
    with LocalStack(project, project / ".local", **ports, progress=ProgressPrinter(), size=ORDERS) as stack:
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
    _let(stack)
    found = stack.emulator.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0].get("Outputs", [])
    outputs = {each.get("OutputKey", ""): each.get("OutputValue", "") for each in found}
    known = {"client_secret": secret, "access_token": stack.demo.store.access_token}
    stack.emulator.client("secretsmanager").put_secret_value(SecretId=outputs["Secret"], SecretString=json.dumps(known))
    return outputs


def _let(stack: LocalStack) -> None:
    """Let the peer do what its template says: the local AWS does not read the policies that SAM makes of it."""
    iam = stack.emulator.client("iam")
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    for role in iam.list_roles()["Roles"]:
        if role["RoleName"].startswith(f"{STACK}-"):
            iam.put_role_policy(
                RoleName=role["RoleName"], PolicyName="everything", PolicyDocument=json.dumps(everything)
            )


def rest_event(delivery: Delivery) -> dict[str, Any]:
    """The delivery as a REST API hands it over (AWS docs, Lambda proxy integrations)."""
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
    """The delivery as an HTTP API hands it over (AWS docs, payload format 2.0)."""
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
    """Messages as a queue hands them over (AWS docs, Amazon SQS event)."""
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
