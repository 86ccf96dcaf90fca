"""Bring a project to the version of this command."""

import difflib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from storehook_cli.authoring import new_project
from storehook_cli.authoring.template import FILE
from storehook_cli.authoring.upgrade import (
    Files,
    Upgraded,
    files_of,
    made_of,
    read,
    require_committed,
    require_kept,
    require_newer,
    upgraded,
    write,
)
from storehook_cli.commands.parameters import AsJson, DryRun
from storehook_cli.views.printing import print_json, print_table, say, waiting


def upgrade(
    *,
    dry_run: DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the project in this folder to the version of this command.

    What we have changed since its own goes in, what you have changed stays. Run it as uvx storehook@latest upgrade.
    """
    folder, now = Path.cwd(), version("storehook")
    name, before = made_of(folder)
    if before == now:
        return (
            print_json(_answer(before, now, []))
            if as_json
            else say(f"This project is made of storehook {now} already.")
        )
    require_newer(before, now)
    require_committed(folder)
    with waiting(f"Fetching storehook {before}"):
        base = files_of(before, name)
    ours = dict(new_project.files(name))
    mine = read(folder, base.keys() | ours.keys())
    found = [*upgraded(mine, base, ours)]
    if as_json:
        print_json(_answer(before, now, found))
    else:
        _show_template(base, ours)
        print_table(("", "FILE"), [(each.outcome, each.path) for each in found])
    require_kept(mine, base, ours, found)
    if dry_run:
        return None
    if not yes:
        typer.confirm(f"Upgrade from {before} to {now}?", abort=True, err=True)
    write(folder, found)
    with waiting("Pinning its packages"):
        new_project.lock(folder)
    return None if as_json else _say_what_is_next(before, now, found)


def _answer(before: str, now: str, found: Iterable[Upgraded]) -> dict[str, object]:
    files = [{"path": each.path, "outcome": each.outcome} for each in found]
    return {"from": before, "to": now, "files": files}


def _say_what_is_next(before: str, now: str, found: Iterable[Upgraded]) -> None:
    say(f"Upgraded from {before} to {now}. See it with git diff; then make test, and deploy.")
    for each in found:
        if each.outcome == "conflict":
            say(f"Both you and we have changed the same lines of {each.path}: choose between the marks in it.")


def _show_template(base: Files, ours: Files) -> None:
    """What we have changed in the template, before anything happens."""
    before, after = (files.get(FILE, b"").decode().splitlines() for files in (base, ours))
    for line in difflib.unified_diff(before, after, f"{FILE} before", f"{FILE} now", lineterm="", n=1):
        say(line)
