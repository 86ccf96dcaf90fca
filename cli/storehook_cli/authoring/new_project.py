"""A project of one's own: the bundle, a sample action with its test, and what builds and deploys them.

Its template, handlers, events and samples are this repository's own files: in the wheel, copies of them lie beside this
module; in a checkout, they are where they always are.
"""

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from string import Template

from storehook_cli.errors import CommandError
from storehook_cli.files import written
from storehook_cli.stack.packages import uv

HERE = Path(__file__).parent

SHARED = (
    "template.yaml",
    "samconfig.toml",
    "docs/deployer.yaml",
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
    "functions/worker/actions/__init__.py",
    "functions/worker/actions/sync_order.py",
    "functions/worker/consumer.py",
    "functions/worker/models/__init__.py",
    "functions/worker/models/order.py",
    "functions/worker/permissions.json",
    "functions/worker/reconciler.py",
    "functions/worker/requirements.txt",
    "layers/core/Makefile",
    "tests/actions/test_sync_order.py",
)
"""Files that a project has as this repository has them."""

OWN = {
    "AGENTS.md": "AGENTS.md",
    "README.md": "README.md",
    "pyproject.txt": "pyproject.toml",
    "Makefile": "Makefile",
    "gitignore": ".gitignore",
    "github/deploy.yml": ".github/workflows/deploy.yml",
}
"""Files that only a project has: where they are here, and there."""

LAYER = "layers/core/requirements.txt"

_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")


def write(folder: Path) -> list[Path]:
    """Write a project, and tell which files it has.

    Args:
        folder: where to. Its name is the project's.

    Raises:
        CommandError: the name cannot be one, or the folder has something in it; then nothing is written.
    """
    if not _NAME.fullmatch(folder.name):
        raise CommandError(
            f"{folder.name!r} cannot be a project's name. Use small letters, digits and -, as in my-app."
        )
    if folder.exists() and any(folder.iterdir()):
        raise CommandError(f"{folder} has something in it. Name a folder that is empty, or not there yet.")
    return sorted(written(folder / path, text) for path, text in files(folder.name))


def sources() -> Path:
    """Where the files are that a project shares with this repository."""
    packaged = HERE / "shared_files"
    return packaged if packaged.is_dir() else HERE.parents[2]


def files(name: str) -> Iterator[tuple[str, bytes]]:
    """Each file of a project by its path, but for what `lock` makes."""
    for path in SHARED:
        yield path, (sources() / path).read_bytes()
    values = {"name": name, "version": version("storehook")}
    for source, path in OWN.items():
        text = (HERE / "project_files" / source).read_text()
        yield path, Template(text).substitute(values).encode()


def lock(folder: Path) -> None:
    """Pin what the project is built of: `uv.lock`, and the layer's requirements with their hashes.

    Raises:
        CommandError: the packages cannot be found, as without a network.
    """
    problem = f"{folder} is written, but its packages are not pinned. `make lock` there does it:"
    uv("lock", "--quiet", problem=problem, folder=folder)
    export = ["--frozen", "--no-dev", "--no-emit-project", "--no-header", "--no-annotate", "--output-file", LAYER]
    uv("export", "--quiet", *export, problem=problem, folder=folder)
