"""Parts of a folder that `make run` deploys only when it starts. An edit of them is not live before."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from storehook_cli.errors import CommandError

PARTS = (
    "template.yaml",
    "layers",
    *(f"functions/{name}" for name in ("connect", "console", "ingest", "timer")),
    "functions/worker/permissions.json",
    *(f"from-storehook/{name}" for name in ("functions", "layers")),
)
"""Files and folders, of this repository or of a project. A project has most of them in `from-storehook`."""


def digests(project: Path) -> dict[str, str]:
    """Return a digest of the files of each part."""
    return {part: _digest(project / part) for part in PARTS}


def require_unchanged(project: Path, deployed: Mapping[str, str]) -> None:
    """Refuse to continue if a part has another digest than at the last deployment.

    Raises:
        CommandError: it names these parts.
    """
    changed = [part for part, digest in digests(project).items() if deployed.get(part) != digest]
    if changed:
        raise CommandError(
            f"{', '.join(changed)} changed since `make run` deployed this folder. It deploys them when it starts: "
            "stop it with Ctrl-C, and start it again."
        )


def _digest(part: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(_files(part)):
        digest.update(f"{file.relative_to(part.parent)}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(part: Path) -> Iterator[Path]:
    paths = part.rglob("*") if part.is_dir() else [part]
    return (path for path in paths if path.is_file() and "__pycache__" not in path.parts)
