"""Delete all that is kept of a store."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from storehook.queues.dead_letters import LetterFilter, LetterScan
from storehook.queues.lanes import LANES
from storehook.queues.ports import DeadLetters
from storehook_cli.authoring import project
from storehook_cli.commands.parameters import StoreHash
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import bar, say

NOT_FOUND = """\
What is not deleted: messages that still wait in a queue (for 14 days at most); marks of the last writes to its
resources, which expire within hours; log lines, which name the store but hold no payload; backups, if the stack has
Protected=true (for 35 days)."""


@on_stack
def purge(
    deployment: Deployment,
    store_hash: StoreHash,
    *,
    models: Annotated[
        list[str] | None, typer.Option("--model", metavar="NAME", help="A model besides those of your code. Repeat it.")
    ] = None,
    scan: Annotated[bool, typer.Option("--scan", help="Look through all stores' records for its models.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Even if it has not been removed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete all that is kept of a store. It cannot be undone.

    Its runs, dead letters, row, and its records of the models in functions/worker here, and of --model; or --scan.
    """
    store = deployment.stores().get(store_hash)
    if store and store.status != "uninstalled" and not force:
        raise CommandError(f"{store_hash} is {store.status}. First: storehook stores remove {store_hash}")
    names = {*_models(models or [], scan=scan)}
    if not yes:
        typer.confirm(f"Delete all that is kept of {store_hash}? It cannot be undone.", abort=True, err=True)
    tables = deployment.purge()
    if scan:
        names |= {name for page in bar(tables.models(store_hash), "Looking for its models") for name in page}
    letters = sum(_purge_letters(deployment.dead_letters(lane), store_hash) for lane in LANES)
    runs = _sum(tables.delete_runs(store_hash), "Deleting runs")
    records = {name: _sum(tables.delete_records(store_hash, name), f"Deleting {name}") for name in sorted(names)}
    # Last: as long as the row is there, what still waits in a queue is ignored.
    if not tables.delete_store(store_hash, store.installed_at if store else None):
        raise CommandError(f"{store_hash} was installed anew meanwhile: what it had is deleted, and its row stays.")
    by_model = ", ".join(f"{name} {count}" for name, count in records.items()) or "no model is known"
    say(f"Deleted of {store_hash}: {letters} dead letters, {runs} runs, records ({by_model}), its row.")
    say(NOT_FOUND)


def _models(named: list[str], *, scan: bool) -> list[str]:
    try:
        return [*named, *project.models(Path.cwd())]
    except CommandError as error:
        if named or scan:
            return named
        raise CommandError(f"{error} Or name the models: --model Order; or find them: --scan.") from error


def _sum(pages: Iterable[int], text: str) -> int:
    return sum(bar(pages, text))


def _purge_letters(letters: DeadLetters, store_hash: str) -> int:
    deleted, letter_filter = 0, LetterFilter(store=store_hash)
    with LetterScan(letters, letters.count()) as scan:
        for found in scan:
            wanted = [letter for letter in found if letter_filter.holds(letter)]
            for letter in wanted:
                letters.delete(letter)
            scan.take(wanted)
            deleted += len(wanted)
    return deleted
