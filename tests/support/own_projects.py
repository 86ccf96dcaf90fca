"""Projects that `storehook new` writes from wheels alone, without anything of this checkout."""

import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import pytest
from tests.support.bundle import copy_of_project_sources
from tests.support.package_index import package_index
from tests.support.repository import ROOT

UV = Path(sys.executable).parent / "uv"

VERSION = version("storehook")


def copy_of_sources(folder: Path) -> Path:
    """Copy the sources of the wheels to a folder that a test may change, with samples for the user's files."""
    copy_of_project_sources(folder)
    shutil.copytree(ROOT / "cli", folder / "cli", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "sandbox", folder / "sandbox", ignore=shutil.ignore_patterns("__pycache__", "tests"))
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("site"), dirs_exist_ok=True)
    for path in ("pyproject.toml", "CHANGELOG.md", "README.md", "LICENSE"):
        shutil.copy(ROOT / path, folder / path)
    return folder


class Wheels:
    """Runs programs that can install our wheels and that see nothing of this checkout."""

    def run(self, *words: str | Path, cwd: Path, typed: str = "", **more: str) -> str:
        """Run a program that must succeed, with an optional input, and return its output."""
        environment = {**os.environ, **more}
        environment.pop("VIRTUAL_ENV", None)
        done = subprocess.run(words, cwd=cwd, env=environment, input=typed, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def command(self, folder: Path, number: str) -> Path:
        """Install the command of a version in a folder, and return its path."""
        self.run(UV, "venv", "--quiet", "--python", sys.executable, number, cwd=folder)
        self.run(
            UV, "pip", "install", "--quiet", "--python", f"{number}/bin/python", f"storehook=={number}", cwd=folder
        )
        return folder / number / "bin" / "storehook"


@contextmanager
def wheels_of(sources: list[Path], folder: Path) -> Generator[Wheels]:
    """Build the wheels of each source, and serve them to all programs of this process, including `sam build`."""
    for source in sources:
        build = [UV, "build", "--quiet", "--wheel", "--all-packages", "--out-dir", folder]
        subprocess.run(build, cwd=source, check=True)
    with package_index(folder) as url, pytest.MonkeyPatch.context() as patch:
        for name, value in {"UV_INDEX": url, "PIP_EXTRA_INDEX_URL": url, "PYTHONPATH": ""}.items():
            patch.setenv(name, value)
        yield Wheels()
