"""A deployed stack whose action `note_run` notes in files what it does, and what these files say."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from tests.support.bundle import ACTIONS, copy_of_bundle
from tests.support.deployed import Deployed
from tests.support.quiet_stacks import quiet_stack


@dataclass(frozen=True)
class Note:
    """Note of an attempt: its time, `began` or `ended`, and the process."""

    at: float
    what: str
    process: str


@contextmanager
def noting_stack(folder: Path, *changes: Callable[[Path], None]) -> Generator[Deployed]:
    """Deploy a separate stack with the action `note_run`.

    Args:
        folder: an empty folder for the bundle.
        changes: made to the bundle before it is built.
    """
    project = copy_of_bundle(folder)
    shutil.copy(ACTIONS / "note_run.py", project / "functions" / "worker" / "actions")
    for change in changes:
        change(project)
    with quiet_stack(project) as stack:
        deployed = Deployed(stack)
        yield deployed
        deployed.http.close()


def effects(folder: Path) -> list[str]:
    """Return the keys of the runs that had their effect."""
    return sorted(unquote(file.name) for file in (folder / "effects").iterdir())


def attempts(folder: Path) -> dict[str, list[Note]]:
    """Return the notes of each run's attempts, in order."""
    found = defaultdict[str, list[Note]](list)
    for line in (folder / "attempts").read_text().splitlines():
        at, what, process, run_key = line.split()
        found[run_key].append(Note(float(at), what, process))
    return found
