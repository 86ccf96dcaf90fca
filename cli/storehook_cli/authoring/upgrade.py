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

from storehook_cli.authoring import kept_data, new_project, pins, template
from storehook_cli.errors import CommandError
from storehook_cli.files import written
from storehook_cli.stack import bundle
from storehook_cli.stack.packages import uv

type Files = Mapping[str, bytes]
"""Files of a project by path."""

Outcome = Literal["new", "changed", "merged", "conflict", "deleted", "left"]
"""Change of a file by the upgrade.

A changed file becomes storehook's. A merged one keeps the author's changes. A file that is left was rewritten by its
author.
"""

INDEXES = ("UV_INDEX", "UV_DEFAULT_INDEX")
"""Variables that name a package index to uv. By default, it takes packages from PyPI."""

PROSE = ".md"
"""End of the names of files that people read. A rewritten one does not get storehook's changes."""

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
        project = tomllib.loads((folder / pins.FILE).read_text())["project"]
        pinned = filter(None, map(_PINNED.fullmatch, project["dependencies"]))
        name, version = project["name"], next(pinned)[1]
    except tomllib.TOMLDecodeError as error:
        raise CommandError(f"{pins.FILE} is not valid: {error}. Fix it, and any conflict markers in it.") from error
    except (OSError, KeyError, TypeError, StopIteration) as error:
        raise CommandError(
            "This folder is not a project of `storehook new`: its pyproject.toml does not pin storehook-core."
        ) from error
    new_project.check_name(name)
    return name, version


def upgraded(mine: Files, base: Files, ours: Files) -> Iterator[FileUpgrade]:
    """Yield each file that changes, and each rewritten one that is left as it is.

    Args:
        mine: the project's files.
        base: files that `storehook new` of the project's version writes.
        ours: files that it writes now.
    """
    pinned, pinned_base = (pins.with_pins_of(ours, files) for files in (mine, base))
    for path in sorted(base.keys() | ours.keys()):
        file = _upgraded(path, pinned.get(path), pinned_base.get(path), ours.get(path))
        if file is None and pinned.get(path) != mine.get(path):
            file = FileUpgrade(path, "merged", pinned[path])
        if file and (file.outcome == "left" or file.content != mine.get(path)):
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
        case bytes(), bytes(), _ if path.endswith(PROSE) and is_rewritten(mine, base):
            return FileUpgrade(path, "left", mine)
        case _:
            return _merged(path, mine or b"", base or b"", ours or b"")


def is_rewritten(mine: bytes, base: bytes) -> bool:
    """Return whether a text has less than half of the lines of the one that it began as. Empty lines don't count."""
    before, now = ({*filter(None, text.splitlines())} for text in (base, mine))
    return len(before & now) * 2 < len(before)


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


def files_of(version: str, name: str, folder: Path) -> Files:
    """Run a version of storehook and return the files that its `storehook new` writes.

    Args:
        folder: the project. If it was created from a clone, it has the packages of that version.

    Raises:
        CommandError: there are none, and no index is named. On PyPI, a package of this name isn't ours.
    """
    wheels = sorted((folder.resolve() / bundle.WHEELS).glob(f"*-{version}-*.whl"))
    if not wheels and not any(map(os.environ.get, INDEXES)):
        raise CommandError(
            f"storehook {version}, which this project pins, cannot be fetched: storehook is not published yet. Set "
            "UV_INDEX to the address of your own package index that has it."
        )
    with tempfile.TemporaryDirectory() as empty:
        words = ["tool", "run", "--quiet", "--python", sys.executable, *_sources(version, wheels), "storehook"]
        problem = f"storehook {version}, which this project pins, cannot be fetched:"
        uv(*words, "new", "project", "--no-lock", "--", name, problem=problem, folder=Path(empty))
        return read(Path(empty) / name)


def _sources(version: str, wheels: list[Path]) -> Iterator[str]:
    for wheel in wheels:
        yield from ("--from" if wheel.name.startswith("storehook-") else "--with", str(wheel))
    if not wheels:
        yield from ("--from", f"storehook=={version}")


def read(folder: Path, paths: Iterable[str] | None = None) -> dict[str, bytes]:
    """Return existing files by path: those of `paths`, or all except git's own.

    A new project has a repository. An upgrade must not take its files for files of storehook.
    """
    names = paths if paths is not None else (str(path.relative_to(folder)) for path in _without_git(folder))
    return {path: (folder / path).read_bytes() for path in names if (folder / path).is_file()}


def _without_git(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if ".git" not in path.relative_to(folder).parts)


def write(folder: Path, files: Iterable[FileUpgrade]) -> None:
    """Write or delete each changed file."""
    for file in files:
        path = folder / file.path
        if file.content is None:
            path.unlink()
        elif file.outcome != "left":
            written(path, file.content)


def require_committed(folder: Path) -> None:
    """Check that a project is committed to git, so that the user can see and undo the upgrade's changes."""
    done = subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode or done.stdout:
        raise CommandError("Commit this project to git first, so that `git diff` shows the changes of the upgrade.")
