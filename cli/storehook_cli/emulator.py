"""The local AWS: ministack, one process, on loopback only, with IAM enforced."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import boto3
import httpx
import psutil

from storehook_cli import processes
from storehook_cli.errors import CommandError

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_sqs import SQSClient

PORT_VARIABLE = "STOREHOOK_AWS_PORT"
REGION = "us-east-1"
START_TIMEOUT = 60.0
"""Seconds."""


@dataclass(slots=True)
class Emulator:
    """A local AWS.

    Args:
        state: the folder for its log, its files and the note of its process.
        port: where it listens.
        runtime: the folder of the virtual environment that functions run in.
    """

    state: Path
    port: int
    runtime: Path
    _process: psutil.Popen | None = None
    _clients: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def url(self) -> str:
        """The endpoint of every service."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def credentials(self) -> dict[str, str]:
        """Environment variables that send `sam` and boto3 here, whatever else this machine is configured for."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def start(self) -> None:
        """Start it and wait until it answers. What an earlier start left behind is ended first.

        Raises:
            PortBusyError: another program has the port.
            CommandError: it ended, or did not answer in time.
        """
        noted = self.state / "emulator.json"
        processes.end_remembered(noted)
        processes.check_free(self.port, PORT_VARIABLE)
        (self.state / "tmp").mkdir(exist_ok=True)
        with (self.state / "emulator.log").open("wb") as log:
            self._process = psutil.Popen(
                [sys.executable, "-m", "ministack"],
                env=self._environment(),
                cwd=self.state,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is ours to handle: the emulator ends after we have let go of it
            )
        processes.remember(self._process, noted)
        self._wait()

    def stop(self) -> None:
        """End it and every function that runs in it."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()
        if self._process is not None:
            processes.end(self._process)
            (self.state / "emulator.json").unlink(missing_ok=True)
            self._process = None

    @overload
    def client(self, service: Literal["cloudformation"]) -> "CloudFormationClient": ...
    @overload
    def client(self, service: Literal["dynamodb"]) -> "DynamoDBClient": ...
    @overload
    def client(self, service: Literal["lambda"]) -> "LambdaClient": ...
    @overload
    def client(self, service: Literal["secretsmanager"]) -> "SecretsManagerClient": ...
    @overload
    def client(self, service: Literal["sqs"]) -> "SQSClient": ...
    def client(self, service: Any) -> Any:
        """A client with every permission."""
        if service not in self._clients:
            session: Any = boto3.Session("test", "test", region_name=REGION)
            self._clients[service] = session.client(service, endpoint_url=self.url)
        return self._clients[service]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.runtime / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.state),
            "TMPDIR": str(self.state / "tmp"),
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "LOG_LEVEL": "WARNING",
            # Services with ports of their own, which we do not use.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
        }

    def _wait(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/_ministack/health", timeout=2).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        self.stop()
        raise CommandError(f"The local AWS did not start. Its log is {self.state / 'emulator.log'}.")
