"""Frozen releases: a stack or a project of any release may exist when the next version comes.

`python -m tests.support.releases` freezes the current version. This is done once per release, and the files are never
edited.
"""

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

from packaging.version import Version
from tests.support.repository import ROOT

from storehook_cli.authoring import new_project
from storehook_cli.files import written

FOLDER = ROOT / "tests" / "releases"

TEMPLATE, PROJECT, WHEEL, REQUIREMENTS = "template.yaml", "project", "storehook_core-*.whl", "requirements.txt"

CORE = Path("layers", "core")

NAME = "my-app"
"""The name of the frozen project."""


def _version(template: Path) -> Version:
    return Version(template.parent.name)


RELEASES = sorted(FOLDER.glob(f"*/{TEMPLATE}"), key=_version)
"""The templates of the releases, oldest first."""


def copy_of_release(template: Path, project: Path) -> Path:
    """Copy the built files of a release, with its own library and dependencies, to a folder that a test may change."""
    release = template.parent
    shutil.copytree(release / PROJECT, project, dirs_exist_ok=True)
    shutil.copy(release / REQUIREMENTS, project / CORE)
    (wheel,) = release.glob(WHEEL)
    with ZipFile(wheel) as library:
        library.extractall(project / CORE, [name for name in library.namelist() if name.startswith("storehook/")])
    return project


def keep() -> Path:
    """Freeze the current template, library, and the project that the command writes. Return the folder."""
    folder = FOLDER / version("storehook")
    folder.mkdir(parents=True)
    shutil.copy(ROOT / TEMPLATE, folder)
    shutil.copy(ROOT / CORE / REQUIREMENTS, folder)
    uv = Path(sys.executable).with_name("uv")
    subprocess.run(
        [uv, "build", "--quiet", "--wheel", "--no-create-gitignore", "--out-dir", folder, ROOT / CORE], check=True
    )
    for path, content in new_project.files(NAME):
        written(folder / PROJECT / path, content)
    return folder


if __name__ == "__main__":
    print(keep())  # noqa: T201 -- for the maintainer
