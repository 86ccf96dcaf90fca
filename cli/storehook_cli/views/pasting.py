"""Command lines to paste into the terminal that shows them."""

import shlex
import sys
from pathlib import Path


def storehook(*words: object) -> str:
    """Return a command line for this `storehook`, which need not be on the PATH."""
    # Not resolved: in a virtual environment, Python is a link to another folder.
    program = Path(sys.executable).parent / "storehook"
    folder = Path.cwd()
    path = program.relative_to(folder) if program.is_relative_to(folder) else program
    return shlex.join([str(path), *map(str, words)])
