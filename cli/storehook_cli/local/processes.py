"""Processes that must not outlive us, even if we are killed."""

import contextlib
import json
import socket
from pathlib import Path

import psutil

from storehook_cli.errors import PortBusyError


def remember(process: psutil.Popen, file: Path) -> None:
    """Note a process, so that a later start finds it if we are killed before we can end it."""
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps({"pid": process.pid, "started": process.create_time()}))
    beside.replace(file)


def end_remembered(file: Path) -> None:
    """End the process that an earlier start left behind, and all that it started; nothing if there is none."""
    with contextlib.suppress(FileNotFoundError, psutil.NoSuchProcess, ValueError, KeyError):
        noted = json.loads(file.read_text())
        process = psutil.Process(noted["pid"])
        # A pid is used again; its start time tells whether it is still the same process.
        if process.create_time() == noted["started"]:
            end(process)
    file.unlink(missing_ok=True)


def is_gone(file: Path) -> bool:
    """Whether the process that was noted has ended for certain: nobody has its pid now."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        return not psutil.pid_exists(json.loads(file.read_text())["pid"])
    return False


def end(process: psutil.Process, seconds: float = 5.0) -> None:
    """End a process and all that it started: first politely, then not."""
    with contextlib.suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        for each in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.terminate()
        _, alive = psutil.wait_procs(family, timeout=seconds)
        for each in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(alive, timeout=seconds)


def check_free(port: int, variable: str) -> None:
    """Make sure that we can listen on a loopback port.

    Raises:
        PortBusyError: another program does; the message names the variable to set.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortBusyError(port, variable) from error
