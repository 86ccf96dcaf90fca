"""Upgrade of a project to this version. It adds storehook's changes and keeps the author's.

Each file is merged three ways, as git does it: the project's file, storehook's file of the project's version, and
storehook's file of this version.
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from packaging.version import Version

from storehook_cli.authoring import kept_data, new_project, template
from storehook_cli.errors import CommandError
from storehook_cli.files import written
from storehook_cli.stack.packages import uv

type Files = Mapping[str, bytes]
"""Files of a project by path."""

Outcome = Literal["new", "changed", "merged", "conflict", "deleted"]
"""Change of a file by the upgrade. A changed file becomes storehook's. A merged one keeps the author's changes."""

INDEXES = ("UV_INDEX", "UV_DEFAULT_INDEX")
"""Variables that name a package index to uv. By default, it takes packages from PyPI."""

_PINNED = re.compile(r"storehook-core==(\d[\w.+!]*)")


@dataclass(frozen=True, slots=True)
class FileUpgrade:
    """File of a project after an upgrade. Its content is None if it is deleted."""

    path: str
    outcome: Outcome
    content: bytes | None


def made_of(folder: Path) -> tuple[str, str]:
    """Return a project's name and its storehook version.

    Raises:
        CommandError: the folder is not a project, or `storehook new` would refuse its name, which becomes a path.
    """
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
        pins = filter(None, map(_PINNED.fullmatch, project["dependencies"]))
        name, pinned = project["name"], next(pins)[1]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, StopIteration) as error:
        raise CommandError(
            "This folder is not a project of `storehook new`: its pyproject.toml does not pin storehook-core."
        ) from error
    new_project.check_name(name)
    return name, pinned


def upgraded(mine: Files, base: Files, ours: Files) -> Iterator[FileUpgrade]:
    """Yield each file that changes.

    Args:
        mine: the project's files.
        base: files that `storehook new` of the project's version writes.
        ours: files that it writes now.
    """
    for path in sorted(base.keys() | ours.keys()):
        file = _upgraded(path, mine.get(path), base.get(path), ours.get(path))
        if file and file.content != mine.get(path):
            yield file


def _upgraded(path: str, mine: bytes | None, base: bytes | None, ours: bytes | None) -> FileUpgrade | None:
    match mine, base, ours:
        case _ if base == ours:
            return None
        case None, None, bytes():
            return FileUpgrade(path, "new", ours)
        case None, bytes(), _:  # the author deleted it
            return None
        case bytes(), bytes(), None:
            return FileUpgrade(path, "deleted", None) if mine == base else None
        case _ if mine == base:
            return FileUpgrade(path, "changed", ours)
        case _:
            return _merged(path, mine or b"", base or b"", ours or b"")


def _merged(path: str, mine: bytes, base: bytes, ours: bytes) -> FileUpgrade:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("yours", "before", "storehook")]
        for file, content in zip(files, (mine, base, ours), strict=True):
            file.write_bytes(content)
        labels = [word for name in ("yours", "before", "storehook") for word in ("-L", name)]
        done = subprocess.run(["git", "merge-file", "-p", *labels, *map(str, files)], capture_output=True, check=False)
    if done.returncode < 0 or done.returncode > 127:
        raise CommandError(f"git cannot merge {path}: {done.stderr.decode(errors='replace').strip()}")
    return FileUpgrade(path, "conflict" if done.returncode else "merged", done.stdout)


def require_newer(before: str, now: str) -> None:
    """Check that the upgrade does not lead to an older version, which may not understand rows of a newer one."""
    if Version(now) < Version(before):
        raise CommandError(
            f"This project pins storehook {before}, but this command is the older {now}, which may not understand data "
            "of a newer one. Run the command of a newer clone."
        )


def require_kept(mine: Files, base: Files, ours: Files, files: Iterable[FileUpgrade]) -> None:
    """Check that the next deploy would keep all data of a stack of the project. The arguments are as in `upgraded`.

    Raises:
        CommandError: data would be lost. The message lists it.
    """
    merged = next((file for file in files if file.path == template.FILE), None)
    if merged is None or merged.content is None:
        return
    # A file with conflict markers cannot be read, so only storehook's change is checked.
    pair = (base, ours) if merged.outcome == "conflict" else (mine, {template.FILE: merged.content})
    before, after = (template.parsed(files[template.FILE], template.FILE) for files in pair)
    if reasons := list(kept_data.lost(before, after)):
        lines = "\n".join(f"  {reason}." for reason in reasons)
        raise CommandError(f"Nothing was changed: the next deploy would lose data.\n{lines}")


def files_of(version: str, name: str) -> Files:
    """Fetch a version of storehook and return the files that its `storehook new` writes.

    Raises:
        CommandError: it cannot be fetched, or no index is named. On PyPI, a package of this name isn't ours.
    """
    if not any(map(os.environ.get, INDEXES)):
        raise CommandError(
            f"storehook {version}, which this project pins, cannot be fetched: storehook is not published yet. Set "
            "UV_INDEX to the address of your own package index that has it."
        )
    with tempfile.TemporaryDirectory() as folder:
        words = ["tool", "run", "--quiet", "--python", sys.executable, "--from", f"storehook=={version}", "storehook"]
        problem = f"storehook {version}, which this project pins, cannot be fetched:"
        uv(*words, "new", "project", "--no-lock", "--", name, problem=problem, folder=Path(folder))
        return read(Path(folder) / name)


def read(folder: Path, paths: Iterable[str] | None = None) -> dict[str, bytes]:
    """Return existing files by path: those of `paths`, or all."""
    names = paths if paths is not None else (str(path.relative_to(folder)) for path in folder.rglob("*"))
    return {path: (folder / path).read_bytes() for path in names if (folder / path).is_file()}


def write(folder: Path, files: Iterable[FileUpgrade]) -> None:
    """Write or delete each changed file."""
    for file in files:
        path = folder / file.path
        if file.content is None:
            path.unlink()
        else:
            written(path, file.content)


def require_committed(folder: Path) -> None:
    """Check that a project is committed to git, so that the user can see and undo the upgrade's changes."""
    done = subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode or done.stdout:
        raise CommandError("Commit this project to git first, so that `git diff` shows the changes of the upgrade.")
