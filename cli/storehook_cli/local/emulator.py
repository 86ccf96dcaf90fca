"""The local AWS: ministack, one process, on loopback only, with IAM enforced, behind the gate."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import boto3
import httpx
import psutil

from storehook_cli.errors import CommandError
from storehook_cli.local import processes

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_iam import IAMClient
    from types_boto3_kms import KMSClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_sqs import SQSClient

PORT_VARIABLE = "STOREHOOK_AWS_PORT"

REGION = "us-east-1"

ROOT = Path(__file__).parents[3]
"""The folder of this checkout: its lock file pins the emulator."""

SCRATCH_BYTES = 4 * 1024**3
"""Bytes of free memory from which on functions are unpacked there."""

START_TIMEOUT = 60.0
"""Seconds."""


@dataclass(slots=True)
class Emulator:
    """A local AWS.

    Args:
        state: the folder for its log, its files and the note of its process.
        port: where it listens.
    """

    state: Path
    port: int
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
        python = install("emulator", ROOT / ".local" / "emulator")
        self._clear_scratch()
        self._scratch.mkdir()
        with (self.state / "emulator.log").open("wb") as log:
            self._process = psutil.Popen(
                [str(python), "-m", "storehook_gate.local_aws"],
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
            self._clear_scratch()
            self._process = None

    @overload
    def client(self, service: Literal["cloudformation"]) -> "CloudFormationClient": ...
    @overload
    def client(self, service: Literal["dynamodb"]) -> "DynamoDBClient": ...
    @overload
    def client(self, service: Literal["iam"]) -> "IAMClient": ...
    @overload
    def client(self, service: Literal["kms"]) -> "KMSClient": ...
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

    @property
    def _scratch(self) -> Path:
        # Each copy of a function unpacks the bundle, 1,400 files: four times faster in memory, if there is enough.
        memory = Path("/dev/shm")  # noqa: S108 -- the name is bound to our folder, and cleared before use
        roomy = memory.is_dir() and shutil.disk_usage(memory).free > SCRATCH_BYTES
        name = f"storehook-{hashlib.sha256(str(self.state).encode()).hexdigest()[:16]}"
        return memory / name if roomy or (memory / name).exists() else self.state / "tmp"

    def _clear_scratch(self) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "cli"),
            "HOME": str(self.state),
            "TMPDIR": str(self._scratch),
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


def install(group: str, folder: Path) -> Path:
    """Make a virtual environment of one dependency group, or bring it up to date; give its Python.

    The emulator runs functions with its own Python. Away from the development tools' packages, they start faster and
    are less likely to find what the bundle forgot to ship.

    Args:
        group: a dependency group of pyproject.toml.
        folder: where the environment goes.

    Raises:
        CommandError: the packages could not be installed.
    """
    arguments = ["sync", "--frozen", "--quiet", "--no-default-groups", "--only-group", group]
    done = subprocess.run(
        [str(Path(sys.executable).parent / "uv"), *arguments, "--python", sys.executable, "--project", str(ROOT)],
        env={**os.environ, "UV_PROJECT_ENVIRONMENT": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"The packages of {group!r} could not be installed:\n\n{done.stderr.strip()}")
    return folder / "bin" / "python"
