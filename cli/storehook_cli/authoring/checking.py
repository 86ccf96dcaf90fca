"""Whether a project's actions can be imported: asked of a process of its own, as one imports a file only once."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from storehook.errors import StorehookError
from storehook_cli.authoring import project
from storehook_cli.authoring.importing import OURS, REQUIREMENTS
from storehook_cli.errors import CommandError

TIMEOUT = 60.0
"""Seconds that all imports may take."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the imports have shown.

    Args:
        actions: the names of the actions.
        problem: why they cannot be imported, and where; empty if they can.
        missing: the package that one of them imports and that is not there; empty for none.
    """

    actions: tuple[str, ...] = ()
    problem: str = ""
    missing: str = ""


def check(folder: Path, packages: Path | None = None) -> Findings:
    """Import a project's actions.

    Args:
        folder: the project.
        packages: a folder with the packages of its requirements.txt, if it has been built.

    Raises:
        CommandError: the imports do not end, or end the process; or it has no folder of actions.
    """
    project.require(folder)
    paths = [str(packages or ""), os.environ.get("PYTHONPATH", "")]
    # No bytecode: it would lie among the author's files, and sam would ship it.
    variables = {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONDONTWRITEBYTECODE": "1"}
    command, done = [sys.executable, "-m", __name__, str(TIMEOUT)], None
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT + 10,
        )
        # What a file prints while it is imported comes before.
        found = json.loads(done.stdout.splitlines()[-1])
        return Findings(tuple(found["actions"]), found["problem"], found["missing"])
    except subprocess.TimeoutExpired as error:
        raise CommandError(f"{project.ACTIONS} is still being imported after {TIMEOUT:.0f} s. Mend it.") from error
    except (IndexError, ValueError, KeyError, TypeError) as error:
        said = done.stderr.strip() if done else ""
        raise CommandError(f"Importing {project.ACTIONS} has ended the process. Mend it.\n{said}") from error


def require_sound(folder: Path) -> Findings:
    """Import a project's actions; a package that requirements.txt may bring is not missed.

    Raises:
        CommandError: they cannot be imported; the message names file and line.
    """
    found = check(folder)
    if found.problem and not (found.missing and has_requirements(folder)):
        raise CommandError(found.problem)
    return found


def has_requirements(folder: Path) -> bool:
    """Whether a project asks for packages of its own."""
    file = folder / REQUIREMENTS
    lines = file.read_text().splitlines() if file.is_file() else []
    return any(line.strip() and not line.lstrip().startswith("#") for line in lines)


def _findings(folder: Path) -> Findings:
    try:
        return Findings(actions=tuple(found.name for found in project.actions(folder)))
    except (CommandError, StorehookError) as error:
        return Findings(problem=str(error), missing=_missing(error.__cause__))


def _missing(cause: BaseException | None) -> str:
    name = cause.name or "" if isinstance(cause, ModuleNotFoundError) else ""
    return "" if name.partition(".")[0] in OURS else name


def _end_in(seconds: float) -> None:
    """Have the import that then goes on fail: so it is known which it is."""

    def end(*_: object) -> None:
        raise TimeoutError(f"it is still being imported after {seconds:g} s")

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    _end_in(float(sys.argv[1]))
    print("\n" + json.dumps(asdict(_findings(Path.cwd()))))  # noqa: T201 -- the parent reads it
