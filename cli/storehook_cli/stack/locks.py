"""Locks between processes of one folder. A lock ends with its process."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from storehook_cli.errors import CommandError

_ALREADY_RUNNING = """Process {} already runs the stack of this folder, or is starting it.
Use that stack: .local/stack.json has its addresses, and your edits go live in it. Or stop it with Ctrl-C in its
terminal. For a second stack, use another clone and set STOREHOOK_AWS_PORT and STOREHOOK_SANDBOX_PORT there."""


@contextmanager
def only_stack(file: Path) -> Generator[None]:
    """Be the only process that runs the stack of a folder. The lock contains the id of this process."""
    with file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise CommandError(_ALREADY_RUNNING.format(lock.read().strip())) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def waiting_for(file: Path) -> Generator[None]:
    """Wait for a file's lock and hold it."""
    with file.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
