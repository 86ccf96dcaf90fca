"""The layer ships the packages of the lock file, with their hashes."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.support.repository import ROOT

from storehook_cli.authoring.template import Template
from storehook_cli.local.emulator import REQUIREMENTS

LAYER = (ROOT / "layers/core/requirements.txt").read_text()
EXPORT = (
    "export --quiet --frozen --offline --no-default-groups --package storehook-core --no-emit-workspace "
    "--no-header --no-annotate"
)


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_layers_requirements_are_the_export_of_the_lock_file() -> None:
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    exported = subprocess.run([uv, *EXPORT.split()], cwd=ROOT, capture_output=True, text=True, check=True)

    assert exported.stdout == LAYER


@pytest.mark.parametrize(("group", "file"), [("emulator", REQUIREMENTS), ("uv", ROOT / "uv.txt")])
def test_what_is_installed_by_itself_is_what_the_lock_file_says(group: str, file: Path) -> None:
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    words = EXPORT.replace("--package storehook-core", f"--only-group {group}").replace("--no-default-groups ", "")
    exported = subprocess.run([uv, *words.split()], cwd=ROOT, capture_output=True, text=True, check=True)

    assert exported.stdout == file.read_text()


def test_every_requirement_is_pinned_and_hashed() -> None:
    for block in re.split(r"\n(?! )", LAYER.strip()):
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+( ; .+)? \\\n    --hash=sha256:[0-9a-f]{64}", block), block


def test_the_three_distributions_have_one_version_and_the_command_pins_the_others() -> None:
    command, library, sandbox = (
        tomllib.loads((ROOT / folder / "pyproject.toml").read_text())["project"]
        for folder in ("", "layers/core", "sandbox")
    )

    assert command["version"] == library["version"] == sandbox["version"]
    assert f"{library['name']}=={library['version']}" in command["dependencies"]
    assert f"{sandbox['name']}=={sandbox['version']}" in command["dependencies"]


def test_the_stack_tells_the_version(template: Template) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert template["Outputs"]["Version"]["Value"] == version


def test_the_layer_has_every_dependency_of_the_project_and_leaves_boto3_to_the_runtime() -> None:
    project = tomllib.loads((ROOT / "layers/core/pyproject.toml").read_text())["project"]
    wanted = {normalized(re.split(r"[<>=\[ ]", line)[0]) for line in project["dependencies"]}
    pinned = {normalized(name) for name in re.findall(r"^([\w.-]+)==", LAYER, re.MULTILINE)}

    assert wanted <= pinned
    assert pinned & {"boto3", "botocore"} == set()
