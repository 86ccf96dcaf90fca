"""Processes that must not outlive this one, even if it is killed."""

import contextlib
import json
import socket
from pathlib import Path

import psutil

from storehook_cli.errors import CommandError


def remember(process: psutil.Popen, file: Path) -> None:
    """Note a process, so that a later start can stop it if this process is killed first."""
    new = file.with_suffix(".new")
    new.write_text(json.dumps({"pid": process.pid, "started": process.create_time()}))
    new.replace(file)


def end_remembered(file: Path, seconds: float = 5.0) -> None:
    """Stop the noted process and its descendants, if they still run. See `end`."""
    with contextlib.suppress(FileNotFoundError, psutil.NoSuchProcess, ValueError, KeyError):
        noted = json.loads(file.read_text())
        process = psutil.Process(noted["pid"])
        # Process ids are reused. The start time shows whether it is the same process.
        if process.create_time() == noted["started"]:
            end(process, seconds)
    file.unlink(missing_ok=True)


def is_gone(file: Path) -> bool:
    """Return whether the noted process has certainly ended, because no process has its id."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        return not psutil.pid_exists(json.loads(file.read_text())["pid"])
    return False


def end(process: psutil.Process, seconds: float = 5.0) -> None:
    """Stop a process and its descendants, with SIGTERM first and then with SIGKILL."""
    with contextlib.suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        for member in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.terminate()
        _, alive = psutil.wait_procs(family, timeout=seconds)
        for member in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
        psutil.wait_procs(alive, timeout=seconds)


def check_free(port: int, variable: str) -> None:
    """Check that a loopback port is free. If it is not, the error names the variable to set."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is in use by another program. Set {variable} to a free port and start again."
            ) from error
