"""Commands that can be pasted into the terminal in which they are shown."""

import shlex
import sys
from pathlib import Path


def storehook(*words: object) -> str:
    """A call of this very `storehook`, which is on no PATH unless its user has put it there."""
    # Not resolved: in a virtual environment, Python is a link to one that lies elsewhere.
    program = Path(sys.executable).parent / "storehook"
    here = Path.cwd()
    shown = program.relative_to(here) if program.is_relative_to(here) else program
    return shlex.join([str(shown), *map(str, words)])
