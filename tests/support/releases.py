"""What the releases were made of: a stack or a project of any of them may be there when the next version comes.

`python -m tests.support.releases` keeps today's as that of its version: done once for a release, and never edited.
"""

import shutil
from importlib.metadata import version
from pathlib import Path

from tests.support.repository import ROOT

from storehook_cli.authoring import new_project
from storehook_cli.files import written

FOLDER = ROOT / "tests" / "releases"

TEMPLATE, PROJECT = "template.yaml", "project"

NAME = "my-app"
"""Of the project that is kept."""


def _version(template: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in template.parent.name.split("."))


RELEASES = sorted(FOLDER.glob(f"*/{TEMPLATE}"), key=_version)
"""Their templates, the oldest first."""


def keep() -> Path:
    """Keep today's template, and the project that today's command writes; gives where."""
    folder = FOLDER / version("storehook")
    folder.mkdir(parents=True)
    shutil.copy(ROOT / TEMPLATE, folder)
    for path, content in new_project.files(NAME):
        written(folder / PROJECT / path, content)
    return folder


if __name__ == "__main__":
    print(keep())  # noqa: T201 -- for whoever makes the release
