"""`storehook doctor`: examine a deployed stack, or BigCommerce's undocumented behavior."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from storehook.operations import holder
from storehook_cli.authoring.permissions import descriptions
from storehook_cli.authoring.upgrade import made_of
from storehook_cli.commands.parameters import AsJson, store_hash_of
from storehook_cli.doctor import checks
from storehook_cli.doctor.examination import Examination
from storehook_cli.doctor.facts import Facts
from storehook_cli.doctor.findings import Finding
from storehook_cli.doctor.open_questions import answers
from storehook_cli.doctor.store_api import store_api
from storehook_cli.errors import CommandError
from storehook_cli.stack import bundle
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import bar, print_json, printable, say

WORST_FIRST = ("problem", "warning", "ok")
COLORS = {"ok": "green", "warning": "yellow", "problem": "bold red"}


@on_stack
def doctor(
    deployment: Deployment,
    *,
    sandbox_store: Annotated[
        str | None,
        typer.Option(
            metavar="HASH", callback=store_hash_of, help="Test BigCommerce's API in this sandbox store instead."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Examine a stack, and say how to fix each problem.

    Exits with code 1 if there is a problem. With --sandbox-store, tests what BigCommerce's documents leave open. The
    test creates webhooks in your own sandbox store, to an address that doesn't exist, and deletes them again.
    """
    if sandbox_store:
        _try_out(deployment, sandbox_store, as_json=as_json)
        return
    examination = Examination(deployment, Facts(deployment))
    findings = [*_of_project(Path.cwd()), *bar(examination.findings(), "Examining")]
    findings.sort(key=lambda finding: WORST_FIRST.index(finding.level))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            _print(finding)
    if any(finding.level == "problem" for finding in findings):
        raise typer.Exit(1)


def _of_project(folder: Path) -> Iterator[Finding]:
    """Yield the findings about the project in a folder; none if it has no project."""
    try:
        _, pinned = made_of(folder)
    except CommandError:
        return
    yield checks.project_version(pinned, version("storehook"))
    yield checks.permissions(descriptions(folder))
    yield checks.sam(bundle.sam_version())


def _print(finding: Finding) -> None:
    line = Text.assemble(
        (f"{finding.level:<8}", COLORS[finding.level]), f" {finding.check}: {finding.text.removesuffix('.')}"
    )
    if finding.advice:
        line.append(f". {finding.advice}")
    Console(highlight=False).print(Text(printable(line.plain).replace("\n", " "), spans=line.spans), soft_wrap=True)
    for command in finding.commands:
        say(f"{'':<9} {command}")


def _try_out(deployment: Deployment, store_hash: str, *, as_json: bool) -> None:
    deployment.note("test sandbox store", holder("store", store_hash))
    # The trial is closed before the connection, so that its webhooks are deleted however this ends.
    with store_api(deployment, store_hash) as ask, closing(answers(ask)) as trial:
        results = list(bar(trial, "Testing"))
    if as_json:
        print_json([asdict(result) for result in results])
    else:
        for result in results:
            say(f"{result.question}: {result.answer}")
