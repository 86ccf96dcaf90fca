"""Bringing a project to this version: what we have changed since its own goes in, what its author has changed stays.

Each file is merged three ways, as git does it: the project's, ours of the project's version, and ours of this one.
"""

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

from storehook_cli.authoring import kept_data, template
from storehook_cli.errors import CommandError
from storehook_cli.files import written
from storehook_cli.stack.packages import uv

type Files = Mapping[str, bytes]
"""A project's files by their paths."""

Outcome = Literal["new", "changed", "merged", "conflict", "deleted"]
"""What becomes of a file: it comes; it is as ours now; it has both our changes and the author's; both have changed the
same lines; or it goes."""

_PINNED = re.compile(r"storehook-core==(\S+)")


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A file of a project, after an upgrade.

    Args:
        path: the file's, in the project.
        outcome: what becomes of it.
        content: what is in it then; None if it is not there.
    """

    path: str
    outcome: Outcome
    content: bytes | None


def made_of(folder: Path) -> tuple[str, str]:
    """A project's name, and the version that it is made of.

    Raises:
        CommandError: it is no project that `storehook new` has made.
    """
    try:
        said = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
        return said["name"], next(found[1] for each in said["dependencies"] if (found := _PINNED.fullmatch(each)))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, StopIteration) as error:
        raise CommandError(
            "This folder is no project that `storehook new` has made: its pyproject.toml pins no storehook-core."
        ) from error


def upgraded(mine: Files, base: Files, ours: Files) -> Iterator[Upgraded]:
    """What becomes of each file that changes.

    Args:
        mine: the project's files, as they are.
        base: what `storehook new` of the project's version writes.
        ours: what it writes now.
    """
    for path in sorted(base.keys() | ours.keys()):
        found = _upgraded(path, mine.get(path), base.get(path), ours.get(path))
        if found and found.content != mine.get(path):
            yield found


def _upgraded(path: str, mine: bytes | None, base: bytes | None, ours: bytes | None) -> Upgraded | None:
    match mine, base, ours:
        case _ if base == ours:
            return None
        case None, None, bytes():
            return Upgraded(path, "new", ours)
        case None, bytes(), _:  # its author has deleted it
            return None
        case bytes(), bytes(), None:
            return Upgraded(path, "deleted", None) if mine == base else None
        case _ if mine == base:
            return Upgraded(path, "changed", ours)
        case _:
            return _merged(path, mine or b"", base or b"", ours or b"")


def _merged(path: str, mine: bytes, base: bytes, ours: bytes) -> Upgraded:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("yours", "before", "storehook")]
        for file, content in zip(files, (mine, base, ours), strict=True):
            file.write_bytes(content)
        labels = [word for name in ("yours", "before", "storehook") for word in ("-L", name)]
        done = subprocess.run(["git", "merge-file", "-p", *labels, *map(str, files)], capture_output=True, check=False)
    if done.returncode < 0 or done.returncode > 127:
        raise CommandError(f"{path} cannot be merged: {done.stderr.decode(errors='replace').strip()}")
    return Upgraded(path, "conflict" if done.returncode else "merged", done.stdout)


def require_newer(before: str, now: str) -> None:
    """Look whether it is an upgrade: rows that a newer version has written, an older one may not know.

    Args:
        before: the project's version.
        now: the one that it would have.

    Raises:
        CommandError: it is older.
    """
    if Version(now) < Version(before):
        raise CommandError(
            f"This project is made of storehook {before}, and this command is {now}, an older one, which may not know "
            "what a newer one has stored. Run uvx storehook@latest upgrade."
        )


def require_kept(mine: Files, base: Files, ours: Files, found: Iterable[Upgraded]) -> None:
    """Look whether the next deploy would keep all that a stack of the project holds.

    Args:
        mine: the project's files, as they are.
        base: what `storehook new` of the project's version writes.
        ours: what it writes now.
        found: what would become of the project's.

    Raises:
        CommandError: something would be lost; the message says what.
    """
    merged = next((each for each in found if each.path == template.FILE), None)
    if merged is None or merged.content is None:
        return
    # What has marks in it cannot be read: then it is our change that is looked at.
    pair = (base, ours) if merged.outcome == "conflict" else (mine, {template.FILE: merged.content})
    before, after = (template.parsed(each[template.FILE], template.FILE) for each in pair)
    if reasons := list(kept_data.lost(before, after)):
        lines = "\n".join(f"  {each}." for each in reasons)
        raise CommandError(f"Nothing was changed: the next deploy would lose data.\n{lines}")


def files_of(version: str, name: str) -> Files:
    """What `storehook new` of a version writes: it is fetched, and run.

    Args:
        version: the version.
        name: the project's.

    Raises:
        CommandError: it cannot be had, as without a network.
    """
    with tempfile.TemporaryDirectory() as folder:
        words = ["tool", "run", "--quiet", "--python", sys.executable, "--from", f"storehook=={version}", "storehook"]
        problem = f"storehook {version}, which this project is made of, cannot be had:"
        uv(*words, "new", "project", name, "--no-lock", problem=problem, folder=Path(folder))
        return read(Path(folder) / name)


def read(folder: Path, paths: Iterable[str] | None = None) -> dict[str, bytes]:
    """Files by their paths: these, as far as they are there, or all."""
    every = paths if paths is not None else (str(each.relative_to(folder)) for each in folder.rglob("*"))
    return {path: (folder / path).read_bytes() for path in every if (folder / path).is_file()}


def write(folder: Path, found: Iterable[Upgraded]) -> None:
    """Have each file be as it is to be."""
    for each in found:
        path = folder / each.path
        if each.content is None:
            path.unlink()
        else:
            written(path, each.content)


def require_committed(folder: Path) -> None:
    """Look whether git has all of a project: then what an upgrade changes can be seen, and undone.

    Raises:
        CommandError: it is no repository, or something is not committed.
    """
    done = subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode or done.stdout:
        raise CommandError("Commit this project to git first: then `git diff` shows what the upgrade has changed.")
