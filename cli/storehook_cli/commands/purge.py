"""`storehook stores purge`: delete the data of a store."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from storehook.operations import holder
from storehook_cli.authoring import project
from storehook_cli.commands.parameters import AsJson, StoreHash, Yes
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import bar, print_json, say, stopping, waiting

NOT_DELETED = """\
Later events of the store are dropped and not stored, for 35 days or until it is reinstalled or added again. Its row
says only that it was purged. An action that is still running may save records for up to 15 minutes. To delete these,
purge the store again.
Not deleted:
- webhooks at BigCommerce: remove the store before a purge
- messages that wait in a queue: they are dropped within 14 days
- write marks: they expire within hours
- resource locks and the runs that wait for them: they name a resource and events, and expire within a year
- log lines: they name the store, but contain no payload
- backups, if the stack has Protected=true: they are kept for 35 days"""


@on_stack
def purge(
    deployment: Deployment,
    store_hash: StoreHash,
    *,
    models: Annotated[
        list[str] | None,
        typer.Option("--model", metavar="NAME", help="Another model, besides those in your code. Repeatable."),
    ] = None,
    scan: Annotated[
        bool, typer.Option("--scan", help="Find the store's other models. Reads the records of all stores.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Purge the store even if it has not been removed.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Delete all data of a store. This can't be undone.

    Deletes its runs, its dead letters, its row, and its records of the models in functions/worker in this folder. Name
    other models with --model, or find them with --scan. Afterwards, the stack drops events of the store.
    """
    service = deployment.purge()
    before = service.purgeable(store_hash, force=force)
    names = {*_models(models or [], scan=scan)}
    if before is None:
        service.check_exists(store_hash, names, scan=scan)
    if not yes:
        typer.confirm(f"Delete all data of {store_hash}? This can't be undone.", abort=True, err=True)
    deployment.note("purge store", holder("store", store_hash))
    with stopping(lambda: f"Data of {store_hash} may be left. To delete the rest, run this command again."):
        with waiting("Waiting until all consumers know"):
            service.start(store_hash, before)
        if scan:
            names |= {name for page in bar(service.rows.models(store_hash), "Searching for models") for name in page}
        done = service.delete(store_hash, names, bar)
    if as_json:
        return print_json({"store_hash": store_hash, **asdict(done)})
    by_model = ", ".join(f"{name} {count}" for name, count in done.records.items()) or "no known model"
    counts = f"{done.dead_letters} dead letters, {done.runs} runs, records ({by_model})"
    say(f"Deleted the data of {store_hash}: {counts} and its row.")
    return say(NOT_DELETED)


def _models(named: list[str], *, scan: bool) -> list[str]:
    try:
        return [*named, *project.models(Path.cwd())]
    except CommandError as error:
        if named or scan:
            return named
        raise CommandError(f"{error} Or name the models, as in --model Order, or find them with --scan.") from error
