"""The local AWS: ministack, one process, on loopback only, with IAM enforced, behind the gate."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import boto3
import httpx
import psutil

import bigcommerce_sandbox
import storehook_cli
from storehook_cli.errors import CommandError
from storehook_cli.local import processes
from storehook_cli.stack.packages import uv

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

REQUIREMENTS = Path(__file__).parent / "emulator.txt"
"""What the emulator is made of, to the hash: `make lock` exports it from the lock file."""

_START = (
    "import sys; sys.path += sys.argv[1:]; del sys.argv[1:]; from storehook_cli.local.local_aws import main; main()"
)
"""The gate is found last, in a folder with much else: the emulator has packages of its own. Functions do not see it."""

_PACKAGES = [str(Path(package.__path__[0]).parent) for package in (storehook_cli, bigcommerce_sandbox)]

MEMORY = Path("/dev/shm")  # noqa: S108 -- a name in it is bound to a project's folder, and cleared before use

NOTE = "emulator.json"
"""Which process it is, in its state and in what it holds in memory."""

SCRATCH_BYTES = 4 * 1024**3
"""Bytes of free memory from which on functions are unpacked there."""

START_TIMEOUT = 60.0
"""Seconds."""


@dataclass
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
    def functions_log(self) -> Path:
        """What functions print, as they print it."""
        return self.state / "functions.log"

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
        noted = self.state / NOTE
        processes.end_remembered(noted)
        processes.check_free(self.port, PORT_VARIABLE)
        python = environment(REQUIREMENTS, cache())
        clear_abandoned(MEMORY)
        self._clear_scratch()
        self._scratch.mkdir()
        with (self.state / "emulator.log").open("wb") as log:
            self._process = psutil.Popen(
                [str(python), "-c", _START, *_PACKAGES],
                env=self._environment(),
                cwd=self.state,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is ours to handle: the emulator ends after we have let go of it
            )
        for note in (noted, self._scratch / NOTE):
            processes.remember(self._process, note)
        self._wait()

    def stop(self) -> None:
        """End it and every function that runs in it."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()
        if self._process is not None:
            processes.end(self._process)
            (self.state / NOTE).unlink(missing_ok=True)
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

    @cached_property
    def _scratch(self) -> Path:
        # Each copy of a function unpacks the bundle, 1,400 files: four times faster in memory, if there is enough.
        roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > SCRATCH_BYTES
        name = f"storehook-{hashlib.sha256(str(self.state).encode()).hexdigest()[:16]}"
        return MEMORY / name if roomy or (MEMORY / name).exists() else self.state / "tmp"

    def _clear_scratch(self) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
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


def clear_abandoned(memory: Path) -> None:
    """Free what emulators that were killed hold of a folder in memory: each up to some GB, for good."""
    for note in memory.glob(f"storehook-*/{NOTE}"):
        if processes.is_gone(note):
            shutil.rmtree(note.parent, ignore_errors=True)


def cache() -> Path:
    """Where environments are kept for all stacks of this user (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "storehook"


def environment(requirements: Path, folder: Path) -> Path:
    """A virtual environment with exactly these packages, in a folder named by them; gives its Python.

    The emulator runs functions with its own Python. Away from the development tools' packages, they start faster and
    are less likely to find what the bundle forgot to ship.

    Args:
        requirements: a file of pinned requirements with their hashes.
        folder: where environments are kept. It is made once, and serves every stack of this user.

    Raises:
        CommandError: the packages could not be installed.
    """
    made = folder / f"{requirements.stem}-{hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]}"
    if not made.exists():
        problem = "The local AWS could not be installed:\n"
        being_made = folder / f"{made.name}-{os.getpid()}"
        uv("venv", "--quiet", "--python", sys.executable, str(being_made), problem=problem)
        to_it = ("--python", str(being_made / "bin" / "python"))
        uv("pip", "install", "--quiet", "--require-hashes", *to_it, "--requirement", str(requirements), problem=problem)
        with suppress(OSError):  # or another process has been faster
            being_made.rename(made)
        shutil.rmtree(being_made, ignore_errors=True)
    return made / "bin" / "python"
