"""The local AWS: ministack in one process, on loopback only, with IAM enforced, behind the gate."""

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
"""Pinned packages of the emulator, with hashes. `make lock` exports them from the lock file."""

_START = (
    "import sys; sys.path += sys.argv[1:]; del sys.argv[1:]; from storehook_cli.local.local_aws import main; main()"
)
"""Code that starts the emulator.

The gate's folder is last on its path, so the emulator's own packages come first. Functions do not see it.
"""

_PACKAGES = [str(Path(package.__path__[0]).parent) for package in (storehook_cli, bigcommerce_sandbox)]

MEMORY = Path("/dev/shm")  # noqa: S108 -- a name in it is bound to a project's folder, and cleared before use

NOTE = "emulator.json"
"""Name of the note with the emulator's process, in its state folder and in its folder in memory."""

SCRATCH_BYTES = 4 * 1024**3
"""Free bytes of memory that are needed to unpack functions there."""

START_TIMEOUT = 60.0
"""Seconds."""

STOP_TIMEOUT = 30.0
"""Seconds. It may write hundreds of megabytes of packages."""


@dataclass
class Emulator:
    """Local AWS. Its log, its files and the note with its process are in the state folder.

    Args:
        keeps: whether its contents are in the state folder, too, and outlive it.
    """

    state: Path
    port: int
    keeps: bool = False
    _process: psutil.Popen | None = None
    _clients: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def url(self) -> str:
        """Endpoint of every service."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def functions_log(self) -> Path:
        """File with the output of the functions, as they print it."""
        return self.state / "functions.log"

    @property
    def contents(self) -> Path:
        """Folder with what it keeps, such as the tables' items, and secrets in plain text."""
        return self.state / "aws"

    @property
    def credentials(self) -> dict[str, str]:
        """Environment variables that direct `sam` and boto3 to it, regardless of this machine's configuration."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "SAM_CLI_POLL_DELAY": "0.5",  # `sam deploy` asks every five seconds, and this AWS is ready in less
        }

    def start(self) -> None:
        """Start it and wait until it answers. First stop the process that an earlier start left.

        Raises:
            CommandError: another program uses the port, or the local AWS stopped or did not answer in time.
        """
        note = self.state / NOTE
        self.end_earlier()
        processes.check_free(self.port, PORT_VARIABLE)
        python = environment(REQUIREMENTS, cache())
        clear_abandoned(MEMORY)
        self._clear_scratch()
        self._scratch.mkdir(mode=0o700)
        if self.keeps:
            self.contents.mkdir(mode=0o700, exist_ok=True)
        with (self.state / "emulator.log").open("wb") as log:
            self._process = psutil.Popen(
                [str(python), "-c", _START, *_PACKAGES],
                env=self._environment(),
                cwd=self.state,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # this process handles Ctrl-C, and stops the emulator last
            )
        for file in (note, self._scratch / NOTE):
            processes.remember(self._process, file)
        self._wait()

    def clear(self) -> None:
        """Delete what it keeps."""
        self.end_earlier()
        shutil.rmtree(self.contents, ignore_errors=True)

    def end_earlier(self) -> None:
        """Stop the process that an earlier start left. It writes what it keeps."""
        processes.end_remembered(self.state / NOTE, STOP_TIMEOUT)

    def stop(self) -> None:
        """Stop it and every function that runs in it."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()
        if self._process is not None:
            processes.end(self._process, STOP_TIMEOUT)
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
        """Return a client with every permission."""
        if service not in self._clients:
            session: Any = boto3.Session("test", "test", region_name=REGION)
            self._clients[service] = session.client(service, endpoint_url=self.url)
        return self._clients[service]

    @cached_property
    def _scratch(self) -> Path:
        # The 2,400 files of the layers are unpacked after each deployment, which is four times faster in memory.
        has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > SCRATCH_BYTES
        name = f"storehook-{hashlib.sha256(str(self.state).encode()).hexdigest()[:16]}"
        return MEMORY / name if has_room or (MEMORY / name).exists() else self.state / "tmp"

    def _clear_scratch(self) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.state),
            "TMPDIR": str(self._scratch),
            # Its default is a folder in /tmp that all users of this machine share.
            "STATE_DIR": str(self.contents if self.keeps else self._scratch),
            "PERSIST_STATE": str(int(self.keeps)),
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "LOG_LEVEL": "WARNING",
            # Unused services that would listen on further ports.
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
        raise CommandError(f"The local AWS did not start. See its log, {self.state / 'emulator.log'}.")


def clear_abandoned(memory: Path) -> None:
    """Free the memory folders of killed emulators. Each can hold several GB."""
    for note in memory.glob(f"storehook-*/{NOTE}"):
        if processes.is_gone(note):
            shutil.rmtree(note.parent, ignore_errors=True)


def cache() -> Path:
    """Return the folder of environments for all stacks of this user (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "storehook"


def is_installed() -> bool:
    """Return whether its packages are on this machine."""
    return _venv(REQUIREMENTS, cache()).exists()


def install() -> None:
    """Install its packages."""
    environment(REQUIREMENTS, cache())


def environment(requirements: Path, folder: Path) -> Path:
    """Create a virtual environment with exactly these packages, unless it exists, and return its Python.

    The emulator runs functions with its own Python. Without the development packages, functions start faster and are
    less likely to find a package that the bundle lacks.
    """
    venv = _venv(requirements, folder)
    if not venv.exists():
        problem = "The local AWS could not be installed:\n"
        partial = folder / f"{venv.name}-{os.getpid()}"
        uv("venv", "--quiet", "--python", sys.executable, str(partial), problem=problem)
        target = ("--python", str(partial / "bin" / "python"))
        packages = ("--require-hashes", "--requirement", str(requirements))
        uv("pip", "install", "--quiet", *target, *packages, problem=problem)
        with suppress(OSError):  # another process was faster
            partial.rename(venv)
        shutil.rmtree(partial, ignore_errors=True)
    return venv / "bin" / "python"


def _venv(requirements: Path, folder: Path) -> Path:
    return folder / f"{requirements.stem}-{hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]}"
