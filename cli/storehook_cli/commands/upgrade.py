"""`storehook upgrade`: bring a project to the version of this command."""

import difflib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import typer

from storehook_cli.authoring import new_project
from storehook_cli.authoring.template import FILE
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
from storehook_cli.views.printing import print_json, print_table, say, waiting


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
        base = files_of(before, name)
    ours = dict(new_project.files(name))
    mine = read(folder, base.keys() | ours.keys())
    files = [*upgraded(mine, base, ours)]
    if as_json:
        print_json(_answer(before, now, files))
    else:
        _show_template(base, ours)
        print_table(("CHANGE", "FILE"), [(file.outcome, file.path) for file in files])
    require_kept(mine, base, ours, files)
    if dry_run:
        return None
    if not yes:
        typer.confirm(f"Upgrade from {before} to {now}?", abort=True, err=True)
    write(folder, files)
    with waiting("Pinning packages"):
        new_project.lock(folder)
    return None if as_json else _print_next_steps(before, now, files)


def _answer(before: str, now: str, files: Iterable[FileUpgrade]) -> dict[str, object]:
    changes = [{"path": file.path, "outcome": file.outcome} for file in files]
    return {"from": before, "to": now, "files": changes}


def _print_next_steps(before: str, now: str, files: Iterable[FileUpgrade]) -> None:
    say(f"Upgraded from {before} to {now}. Review the changes with git diff. Then run make test, and deploy.")
    for file in files:
        if file.outcome == "conflict":
            say(f"You and storehook changed the same lines of {file.path}. Resolve git's conflict markers in it.")


def _show_template(base: Files, ours: Files) -> None:
    """Print storehook's changes to the template, before anything is written."""
    before, after = (files.get(FILE, b"").decode().splitlines() for files in (base, ours))
    for line in difflib.unified_diff(before, after, f"{FILE} before", f"{FILE} now", lineterm="", n=1):
        say(line)
