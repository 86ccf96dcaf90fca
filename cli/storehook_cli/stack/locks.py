"""Locks between processes of one folder. However a process ends, its lock ends with it."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from storehook_cli.errors import CommandError

_ALREADY_UP = """The stack of this folder is up already, or just starting: process {} keeps it up.
Use that one: .local/stack.json says where it is, and your edits go live in it. Or end it with Ctrl-C in its terminal.
For a second stack take another clone, and set STOREHOOK_AWS_PORT and STOREHOOK_SANDBOX_PORT there."""


@contextmanager
def only_stack(file: Path) -> Generator[None]:
    """Be the only process that keeps up the stack of a folder.

    Args:
        file: the lock; its content is the process that holds it.

    Raises:
        CommandError: another does; the message names it, and says what to do.
    """
    with file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise CommandError(_ALREADY_UP.format(lock.read().strip())) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def waiting_for(file: Path) -> Generator[None]:
    """Hold a file's lock, once whoever has it lets go."""
    with file.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
