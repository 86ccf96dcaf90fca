"""A new project: the bundle, a sample action with its test, and the files that build and deploy them.

The template, handlers, events and samples are this repository's own files. The wheel has copies of them beside this
module. In a clone, they are in their usual places.

A project needs the packages of storehook. One that is made from a clone brings them along as wheels. Any other takes
them from a package index.
"""

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from string import Template

from storehook_cli.authoring import pins, template
from storehook_cli.authoring.project import is_project
from storehook_cli.errors import CommandError
from storehook_cli.files import written
from storehook_cli.stack.bundle import WHEELS
from storehook_cli.stack.packages import make, uv

HERE = Path(__file__).parent

PACKAGED = HERE / "shared_files"

CLONE = HERE.parents[2]

PACKAGES = ("bigcommerce_sandbox", "storehook", "storehook_core")
"""Names of our packages, as their wheels have them."""

FOLDER = "from-storehook"
"""Folder of a project with the files that an author has no reason to edit."""

SHARED = (
    "template.yaml",
    "samconfig.toml",
    "functions/worker/actions/sync_order.py",
    "functions/worker/models/order.py",
    "functions/worker/permissions.json",
    "functions/worker/requirements.txt",
    "tests/actions/test_sync_order.py",
)
"""The author's files that a project has as this repository has them, except for paths in the template."""

OURS = {
    "functions/worker/consumer.py": "layers/core/consumer.py",
    "functions/worker/reconciler.py": "layers/core/reconciler.py",
} | {
    path: path
    for path in (
        "docs/budget.yaml",
        "docs/deployer.yaml",
        "docs/operators.yaml",
        "events/consumer.order-updated.json",
        "events/ingest.order-updated.json",
        "events/reconciler.schedule.json",
        "functions/connect/connect.py",
        "functions/connect/requirements.txt",
        "functions/console/console.py",
        "functions/console/requirements.txt",
        "functions/ingest/ingest.py",
        "functions/ingest/requirements.txt",
        "functions/timer/requirements.txt",
        "functions/timer/timer.py",
        "layers/core/Makefile",
        "uv.txt",
    )
}
"""Files that a project has in FOLDER: where they are here, and there.

The worker's handlers are in the layer, so that the folder `functions/worker` is the author's alone.
"""

OWN = {
    "AGENTS.md": "AGENTS.md",
    "README.md": "README.md",
    "pyproject.txt": "pyproject.toml",
    "Makefile": "Makefile",
    "gitignore": ".gitignore",
    "github/deploy.yml": ".github/workflows/deploy.yml",
    "vscode/launch.json": ".vscode/launch.json",
    "ours/README.md": f"{FOLDER}/README.md",
    "ours/targets.mk": f"{FOLDER}/targets.mk",
}
"""Files that only a project has: where they are here, and there."""

_BUILT = re.compile(rb"((?:Code|Content)Uri: )(functions/(?!worker\b)|layers/)")

_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")


def write(folder: Path) -> list[Path]:
    """Write a project with the folder's name, and return the paths of its files.

    Raises:
        CommandError: the name is not valid, or the folder is not empty or within a project. Nothing is written.
    """
    check_name(folder.name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(f"{folder} already exists and is not an empty folder. Name a new folder.")
    for outer in folder.parents:
        if is_project(outer):
            raise CommandError(f"{outer} is a project, and a project in it would not be deployed. Name another folder.")
    return sorted(written(folder / path, text) for path, text in files(folder.name))


def check_name(name: str) -> None:
    """Check that a name is one that a project may have. The value may come from an edited file, so it may be no text.

    Raises:
        CommandError: a project may not have this name.
    """
    if not _NAME.fullmatch(str(name)):
        raise CommandError(f"{name!r} is not a valid project name. Use lowercase letters, digits and -, as in my-app.")


def sources() -> Path:
    """Return the folder of the files that a project shares with this repository."""
    return CLONE if is_clone() else PACKAGED


def is_clone() -> bool:
    """Return whether this command runs from a clone of the repository."""
    return not PACKAGED.is_dir()


def files(name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of each file of a project. `lock` writes two more."""
    for path in SHARED:
        content = (sources() / path).read_bytes()
        yield path, _BUILT.sub(rf"\1{FOLDER}/\2".encode(), content) if path == template.FILE else content
    for source, path in OURS.items():
        yield f"{FOLDER}/{path}", (sources() / source).read_bytes()
    values = {"name": name, "version": version("storehook")}
    for source, path in OWN.items():
        text = (HERE / "project_files" / source).read_text()
        yield path, Template(text).substitute(values).encode()


def bring_packages(folder: Path) -> list[Path]:
    """Build the packages of storehook from this clone into a project that uses them. Return the wheels."""
    wheels = folder / WHEELS
    drop_packages(folder)
    build = ["build", "--quiet", "--wheel", "--all-packages", "--no-create-gitignore", "--out-dir", str(wheels)]
    problem = f"The packages of storehook cannot be built. If the project is new, delete {folder} and try again:"
    uv(*build, problem=problem, folder=CLONE)
    built = sorted(wheels.glob("*.whl"))
    pins.name_wheels(folder, built)
    return built


def drop_packages(folder: Path) -> None:
    """Delete the packages of storehook that a project has as wheels."""
    for package in PACKAGES:
        for wheel in (folder / WHEELS).glob(f"{package}-*.whl"):
            wheel.unlink()


def lock(folder: Path) -> None:
    """Pin the packages of a project: write `uv.lock` and the layer's requirements with their hashes."""
    make(folder, "lock", problem=f"{folder} is written, but its packages are not pinned. Run `make lock` there:")
