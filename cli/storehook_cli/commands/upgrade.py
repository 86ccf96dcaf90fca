"""`storehook upgrade`: bring a project to the version of this command."""

import difflib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import typer

from storehook_cli.authoring import new_project, pins, template
from storehook_cli.authoring.upgrade import (
    Files,
    FileUpgrade,
    files_of,
    made_of,
    read,
    require_committed,
    require_kept,
    require_newer,
    upgraded,
    write,
)
from storehook_cli.commands.parameters import AsJson, DryRun, Yes
from storehook_cli.documents.changelog import changes
from storehook_cli.stack.bundle import WHEELS
from storehook_cli.views.printing import print_json, print_table, say, waiting

NEEDED_BY_LOCK = (pins.FILE, "Makefile", f"{new_project.FOLDER}/targets.mk")
"""Files that `make lock` reads."""


def upgrade(
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Upgrade the project in this folder to this command's version.

    Merges storehook's changes, and keeps yours. Run the command of a newer clone, in the project's folder.
    """
    folder, now = Path.cwd(), version("storehook")
    name, before = made_of(folder)
    if before == now:
        return print_json(_answer(before, now, [])) if as_json else say(f"This project already has storehook {now}.")
    require_newer(before, now)
    require_committed(folder)
    with waiting(f"Fetching storehook {before}"):
        base = files_of(before, name, folder)
    ours = dict(new_project.files(name))
    mine = read(folder, base.keys() | ours.keys())
    files = [*upgraded(mine, base, ours)]
    if not as_json:
        _show(before, now, mine, files, whole=dry_run)
    require_kept(mine, base, ours, files)
    if as_json and dry_run:
        return print_json(_answer(before, now, files))
    if dry_run:
        return None
    if not yes:
        typer.confirm(f"Upgrade from {before} to {now}?", abort=True, err=True)
    write(folder, files)
    _bring_packages(folder, files)
    return print_json(_answer(before, now, files)) if as_json else _print_next_steps(before, now, files)


def _answer(before: str, now: str, files: Iterable[FileUpgrade]) -> dict[str, object]:
    answer = [{"path": file.path, "outcome": file.outcome} for file in files]
    return {"from": before, "to": now, "files": answer}


def _show(before: str, now: str, mine: Files, files: Iterable[FileUpgrade], *, whole: bool) -> None:
    """Print the changes of the version, and the diff of the template, or of all files."""
    say(changes(before, now))
    for file in files:
        if whole or file.path == template.FILE:
            _print_diff(file, mine.get(file.path, b""))
    print_table(("CHANGE", "FILE"), [(file.outcome, file.path) for file in files])


def _print_diff(file: FileUpgrade, mine: bytes) -> None:
    before, after = (content.decode(errors="replace").splitlines() for content in (mine, file.content or b""))
    for line in difflib.unified_diff(before, after, f"{file.path} before", f"{file.path} now", lineterm="", n=1):
        say(line)


def _bring_packages(folder: Path, files: Iterable[FileUpgrade]) -> None:
    """Take the new packages from where the project has them, and pin them, unless a conflict prevents that."""
    if (folder / WHEELS).is_dir():
        new_project.drop_packages(folder)
        if new_project.is_clone():
            with waiting("Building the packages of storehook"):
                new_project.bring_packages(folder)
    if not _prevent_lock(files):
        with waiting("Pinning packages"):
            new_project.lock(folder)


def _prevent_lock(files: Iterable[FileUpgrade]) -> bool:
    return any(file.outcome == "conflict" and file.path in NEEDED_BY_LOCK for file in files)


def _print_next_steps(before: str, now: str, files: Iterable[FileUpgrade]) -> None:
    say(f"Upgraded from {before} to {now}. `git diff` shows all changes.")
    for file in files:
        if file.outcome == "left":
            say(f"You rewrote {file.path}, so it stays as it is.")
    conflicts = [file.path for file in files if file.outcome == "conflict"]
    steps = [*(["make lock"] if _prevent_lock(files) else []), "make test", "make deploy"]
    if conflicts:
        say("Conflicts: you and storehook changed the same lines of these files.")
        for path in conflicts:
            say(f"  {path}")
        say("Edit each. Keep what you need of the lines between <<<<<<< and >>>>>>>, and delete these markers.")
    say(f"Then run: {', '.join(steps)}." if conflicts else f"Next, run: {', '.join(steps)}.")
    say("If `make run` is running, stop it first, and start it again.")
