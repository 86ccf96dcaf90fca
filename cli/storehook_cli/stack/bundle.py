"""Build and deploy the bundle with the real `sam`."""

import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from storehook_cli.errors import CommandError, SamFailedError

BESIDE = Path(sys.executable).parent

SAM = str(BESIDE / "sam")

WHEELS = "wheels"
"""Folder of a project that was made from a clone: the packages of storehook."""


def sam(arguments: list[str], *, project: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run `sam`, and give what it printed.

    Args:
        arguments: its command line.
        project: the folder of template.yaml.
        environment: variables besides those of this process.

    Raises:
        SamFailedError: it ended with an error; the message is the end of what it printed.
    """
    done = subprocess.run(
        [SAM, *arguments],
        cwd=project,
        env=_variables(project) | {**(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SamFailedError(arguments, done.stdout)
    return done.stdout


def sam_shown(arguments: list[str], *, project: Path) -> None:
    """Run `sam`, whose questions and progress are for who watches.

    Args:
        arguments: its command line.
        project: the folder of template.yaml.

    Raises:
        CommandError: it ended with an error, and has said which.
    """
    if subprocess.run([SAM, *arguments], cwd=project, env=_variables(project), check=False).returncode:
        raise CommandError(f"`sam {arguments[0]}` failed; the lines above say why.")


def _variables(project: Path) -> dict[str, str]:
    # sam looks for a python3.13 with pip on PATH: this virtual environment's.
    path = f"{BESIDE}{os.pathsep}{os.environ['PATH']}"
    links = " ".join([os.environ.get("PIP_FIND_LINKS", ""), *map(str, project.resolve().glob(WHEELS))])
    return {**os.environ, "PATH": path, "PIP_FIND_LINKS": links, "SAM_CLI_TELEMETRY": "0"}


def build(project: Path, arguments: list[str], *, build_dir: Path) -> None:
    """Run `sam build`, then add bytecode beside the sources.

    Lambda finds that in a layer of its own. The local AWS has a folder for each layer, where Python does not find it.

    Args:
        project: the folder of template.yaml.
        arguments: more of `sam build`'s command line.
        build_dir: where the result goes.

    Raises:
        SamFailedError: `sam build` failed.
        CommandError: a file of the bundle is no valid Python.
    """
    sam(["build", "--build-dir", str(build_dir), *arguments], project=project)
    compile_bytecode(build_dir)


def compile_bytecode(build_dir: Path) -> None:
    """Add bytecode to every built folder.

    `sam` dates each file in its archive 1980, which voids ordinary bytecode: every cold start would compile every
    module. Bytecode that is not checked against its source's date stays valid.

    Raises:
        CommandError: a file is no valid Python.
    """
    for folder in sorted(path for path in build_dir.iterdir() if path.is_dir()):
        compile_folder(folder)


def compile_folder(folder: Path) -> None:
    """Add bytecode to one built folder, as `compile_bytecode` does to all.

    Raises:
        CommandError: a file is no valid Python.
    """
    is_layer = (folder / "python").is_dir()
    # A process of its own: it forks, and this one may have threads.
    arguments = ["-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    paths = ["-s", str(folder), "-p", "/opt" if is_layer else "/var/task", str(folder)]
    done = subprocess.run([sys.executable, "-m", "compileall", *arguments, *paths], check=False)
    if done.returncode:
        raise CommandError(f"A file in {folder.name} is not valid Python 3.13; the lines above name it.")


def architecture() -> str:
    """This machine's processor, in Lambda's words."""
    return "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"
