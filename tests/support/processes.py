"""Processes of this machine."""

from contextlib import suppress
from pathlib import Path

import psutil


def working_in(folder: Path) -> list[str]:
    """Return the command lines of the processes that work in a folder."""
    found: list[str] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.cwd().startswith(str(folder)) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
    return found
