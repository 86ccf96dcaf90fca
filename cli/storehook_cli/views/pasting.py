"""Command lines to paste into the terminal that shows them."""

import shlex
import sys
from contextvars import ContextVar
from pathlib import Path

STACK: ContextVar[tuple[str, ...]] = ContextVar("STACK", default=())
"""Options that selected the stack of this command. A hint repeats them, so that it speaks to the same stack."""


def hint(*words: object) -> str:
    """Return a command about the same stack, to show at the end of a message."""
    return shlex.join(["storehook", *map(str, words), *STACK.get()])


def storehook(*words: object) -> str:
    """Return a command line for this `storehook`, which need not be on the PATH."""
    # Not resolved: in a virtual environment, Python is a link to another folder.
    program = Path(sys.executable).parent / "storehook"
    folder = Path.cwd()
    path = program.relative_to(folder) if program.is_relative_to(folder) else program
    return shlex.join([str(path), *map(str, words)])
