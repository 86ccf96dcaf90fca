"""Examine a deployed stack, and what BigCommerce does where its documents leave it open."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from storehook_cli.authoring.permissions import told
from storehook_cli.authoring.upgrade import made_of
from storehook_cli.commands.parameters import AsJson, store_hash_of
from storehook_cli.doctor import project_check
from storehook_cli.doctor.examination import Examination
from storehook_cli.doctor.facts import Facts
from storehook_cli.doctor.findings import Finding
from storehook_cli.doctor.open_questions import answers
from storehook_cli.doctor.store_api import store_api
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import bar, print_json, printable, say

COLOURS = {"ok": "green", "warning": "yellow", "problem": "bold red"}


@on_stack
def doctor(
    deployment: Deployment,
    *,
    sandbox_store: Annotated[
        str | None,
        typer.Option(metavar="HASH", callback=store_hash_of, help="Try out BigCommerce's API in this store instead."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Examine a stack: what is wrong, and what to do about it.

    Exit code 1 if anything is a problem. With --sandbox-store, webhooks to an address that does not exist are made in
    a store of your own, and deleted again, to find out what BigCommerce's documents leave open.
    """
    if sandbox_store:
        _try_out(deployment, sandbox_store, as_json=as_json)
        return
    examination = Examination(deployment, Facts(deployment))
    found = [*_of_project(Path.cwd()), *bar(examination.findings(), "Examining")]
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        for each in found:
            _print(each)
    if any(each.level == "problem" for each in found):
        raise typer.Exit(1)


def _of_project(folder: Path) -> Iterator[Finding]:
    """What there is to say of the project in a folder; nothing, if there is none."""
    try:
        _, pinned = made_of(folder)
    except CommandError:
        return
    yield project_check.version(pinned, version("storehook"))
    yield project_check.permissions(told(folder))


def _print(found: Finding) -> None:
    line = Text.assemble((f"{found.level:<8}", COLOURS[found.level]), f" {found.check}: {found.text}")
    if found.advice:
        line.append(f". {found.advice}")
    Console(highlight=False).print(Text(printable(line.plain).replace("\n", " "), spans=line.spans), soft_wrap=True)


def _try_out(deployment: Deployment, store_hash: str, *, as_json: bool) -> None:
    # Closed before the connection is: then the hooks are deleted, however this ends.
    with store_api(deployment, store_hash) as ask, closing(answers(ask)) as trial:
        found = list(bar(trial, "Trying out"))
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        for each in found:
            say(f"{each.question}: {each.answer}")
