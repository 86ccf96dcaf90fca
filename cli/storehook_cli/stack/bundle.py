"""Build and deploy the bundle with the real `sam`."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml
from packaging.version import Version

from storehook_cli.errors import CommandError

BESIDE = Path(sys.executable).parent

SAM = str(BESIDE / "sam")

SAM_MINIMUM = "1.167"
"""Oldest `sam` that deploys the bundle. Before 1.161.1, it sends the path of permissions.json to AWS, not the file."""

WHEELS = "wheels"
"""Folder with the storehook packages, in a project that was created from a clone."""

BYTECODE_LAYER = "BytecodeLayer"

LARGE = 200
"""Modules that one process compiles in the time in which several processes start."""


def sam_version() -> str:
    """Return the version of the `sam` beside this command; empty if there is none."""
    try:
        return version("aws-sam-cli")
    except PackageNotFoundError:
        return ""


def is_deployable_by(sam_version: str) -> bool:
    """Return whether a version of `sam` deploys the bundle."""
    return bool(sam_version) and Version(sam_version) >= Version(SAM_MINIMUM)


def require_sam() -> None:
    """Refuse to deploy with a `sam` that is too old.

    Raises:
        CommandError: `sam` is too old, or missing.
    """
    found = sam_version()
    if not is_deployable_by(found):
        raise CommandError(
            f"sam {SAM_MINIMUM} or later is needed, and {found or 'none'} is installed in {BESIDE}. "
            f'Install it: pip install "aws-sam-cli>={SAM_MINIMUM}"'
        )


def sam(arguments: list[str], *, project: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run `sam` and return its output."""
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
        raise CommandError(f"`sam {arguments[0]}` failed:\n\n{done.stdout.strip()[-4000:]}")
    return done.stdout


def sam_shown(arguments: list[str], *, project: Path) -> None:
    """Run `sam` in the terminal, where the user sees its progress and answers its questions."""
    if subprocess.run([SAM, *arguments], cwd=project, env=_variables(project), check=False).returncode:
        raise CommandError(f"`sam {arguments[0]}` failed. The lines above give the reason.")


def _variables(project: Path) -> dict[str, str]:
    # sam needs a python3.13 with pip on PATH. This virtual environment has one.
    path = f"{BESIDE}{os.pathsep}{os.environ['PATH']}"
    links = " ".join([os.environ.get("PIP_FIND_LINKS", ""), *map(str, project.resolve().glob(WHEELS))])
    return {**os.environ, "PATH": path, "PIP_FIND_LINKS": links, "SAM_CLI_TELEMETRY": "0"}


def build(project: Path, arguments: list[str], *, build_dir: Path) -> None:
    """Run `sam build` for the local AWS: with bytecode beside the sources, and with the template as JSON.

    On Lambda, the bytecode is in a separate layer. The local AWS has one folder per layer, where Python does not find
    it. To build and upload that layer takes as long as the core layer. `sam deploy` parses the template four times, and
    JSON in no time.
    """
    sam(["build", "--exclude", BYTECODE_LAYER, "--build-dir", str(build_dir), *arguments], project=project)
    compile_bytecode(build_dir)
    template = build_dir / "template.yaml"
    template.write_text(json.dumps(without_bytecode_layer(yaml.safe_load(template.read_text()))))


def without_bytecode_layer(template: dict[str, Any]) -> dict[str, Any]:
    """Return a built template without the bytecode layer."""
    resources = {name: resource for name, resource in template["Resources"].items() if name != BYTECODE_LAYER}
    functions = template.get("Globals", {}).get("Function", {})
    layers = [layer for layer in functions.get("Layers", []) if layer != {"Ref": BYTECODE_LAYER}]
    shared = {**template.get("Globals", {}), "Function": functions | {"Layers": layers}}
    return template | {"Globals": shared, "Resources": resources}


def compile_bytecode(build_dir: Path) -> None:
    """Add bytecode to every built folder.

    `sam` dates each file in its archive 1980. That voids ordinary bytecode, so every cold start would compile every
    module. Bytecode that Python does not check against its source's date stays valid.
    """
    for folder in filter(Path.is_dir, sorted(build_dir.iterdir())):
        compile_folder(folder)


def compile_folder(folder: Path) -> None:
    """Add bytecode to one built folder. See `compile_bytecode`."""
    is_layer = (folder / "python").is_dir()
    # compileall forks, and this process may have threads. Several processes pay off with many modules.
    is_large = sum(1 for _ in folder.rglob("*.py")) > LARGE
    arguments = ["-q", "--invalidation-mode", "unchecked-hash", *["-j", "0"] * is_large]
    paths = ["-s", str(folder), "-p", "/opt" if is_layer else "/var/task", str(folder)]
    done = subprocess.run([sys.executable, "-m", "compileall", *arguments, *paths], check=False)
    if done.returncode:
        raise CommandError(f"A file in {folder.name} is not valid Python 3.13. The lines above name the file.")


def architecture() -> str:
    """Return Lambda's name for this machine's processor architecture."""
    return "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"
