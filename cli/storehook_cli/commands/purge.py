"""Delete all that is kept of a store."""

from pathlib import Path
from typing import Annotated

import typer

from storehook.runs.pauses import holder
from storehook_cli.authoring import project
from storehook_cli.commands.parameters import StoreHash
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import bar, say, waiting

NOT_FOUND = """\
What still comes for it is dropped and not stored, for 35 days or until it is installed or added anew: its row says that
it was purged, and no more. An action that was at work on it may save records to its end, up to 15 minutes from now:
then run this once more.
What is not deleted: its webhooks at BigCommerce, which `storehook stores remove` deletes before a purge; messages that
still wait in a queue, until they are dropped (for 14 days at most); marks of the last writes to its resources, which
expire within hours; turns that its runs have not given up, which name a resource and expire within a year; log lines,
which name the store but hold no payload; backups, if the stack has Protected=true (for 35 days)."""


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
    What still comes for it is dropped.
    """
    service = deployment.purge()
    before = service.purgeable(store_hash, force=force)
    names = {*_models(models or [], scan=scan)}
    if before is None:
        service.check_exists(store_hash, names, scan=scan)
    if not yes:
        typer.confirm(f"Delete all that is kept of {store_hash}? It cannot be undone.", abort=True, err=True)
    deployment.note("purge store", holder("store", store_hash))
    with waiting("Waiting until all that is at work knows"):
        service.start(store_hash, before)
    if scan:
        names |= {name for page in bar(service.rows.models(store_hash), "Looking for its models") for name in page}
    done = service.delete(store_hash, names, bar)
    by_model = ", ".join(f"{name} {count}" for name, count in done.records.items()) or "no model is known"
    say(f"Deleted of {store_hash}: {done.dead_letters} dead letters, {done.runs} runs, records ({by_model}), its row.")
    say(NOT_FOUND)


def _models(named: list[str], *, scan: bool) -> list[str]:
    try:
        return [*named, *project.models(Path.cwd())]
    except CommandError as error:
        if named or scan:
            return named
        raise CommandError(f"{error} Or name the models: --model Order; or find them: --scan.") from error
