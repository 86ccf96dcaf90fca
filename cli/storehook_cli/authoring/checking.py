"""Check that a project's actions can be imported, in a separate process because a process imports a file only once."""

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
from storehook_cli.stack.local_packages import lists_packages

TIMEOUT = 60.0
"""Seconds that all imports may take."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Names of the actions, or the reason and place of a failed import, and the package that it lacks, if any."""

    actions: tuple[str, ...] = ()
    problem: str = ""
    missing: str = ""


def check(folder: Path, packages: Path | None = None) -> Findings:
    """Import a project's actions.

    Args:
        packages: folder with the packages of its requirements.txt, if it has been built.

    Raises:
        CommandError: the imports do not end, or they end the process, or the project has no folder of actions.
    """
    project.require(folder)
    paths = [str(packages or ""), os.environ.get("PYTHONPATH", "")]
    # Bytecode would end up among the author's files, and sam would ship it.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", __name__, str(TIMEOUT)]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=TIMEOUT + 10
        )
    except subprocess.TimeoutExpired as error:
        raise CommandError(
            f"Importing {project.ACTIONS} took longer than {TIMEOUT:.0f} s. Fix the import that hangs."
        ) from error
    try:
        # Earlier lines come from files that print while they are imported.
        fields = json.loads(done.stdout.splitlines()[-1])
        return Findings(tuple(fields["actions"]), fields["problem"], fields["missing"])
    except (IndexError, ValueError, KeyError, TypeError) as error:
        raise CommandError(
            f"Importing {project.ACTIONS} ended the process. Fix the import that does.\n{done.stderr.strip()}"
        ) from error


def require_sound(folder: Path, packages: Path | None = None) -> Findings:
    """Require that a project's actions can be imported. Ignore a package that requirements.txt may install.

    Args:
        packages: folder with its packages, if they are installed.
    """
    findings = check(folder, packages)
    if findings.problem and not (findings.missing and lists_packages(folder / REQUIREMENTS)):
        raise CommandError(findings.problem)
    return findings


def _findings(folder: Path) -> Findings:
    try:
        return Findings(actions=tuple(action.name for action in project.actions(folder)))
    except (CommandError, StorehookError) as error:
        return Findings(problem=str(error), missing=_missing(error.__cause__))


def _missing(cause: BaseException | None) -> str:
    name = cause.name or "" if isinstance(cause, ModuleNotFoundError) else ""
    return "" if name.partition(".")[0] in OURS else name


def _end_in(seconds: float) -> None:
    """Make the import that runs after some seconds fail, so that the message names it."""

    def end(*_: object) -> None:
        raise TimeoutError(f"it is still being imported after {seconds:g} s")

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    _end_in(float(sys.argv[1]))
    print("\n" + json.dumps(asdict(_findings(Path.cwd()))))  # noqa: T201 -- the parent reads it
