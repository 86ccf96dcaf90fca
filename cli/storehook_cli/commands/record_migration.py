"""`storehook records migrate`: change the stored form of a model's records."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from storehook.operations import holder
from storehook.operations.record_migration import MigratedRecord, RecordMigration
from storehook_cli.authoring import project
from storehook_cli.commands.parameters import AsJson, DryRun, ModelName, Yes, store_hash_of
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import bar, print_json, say, say_beside, stopping

OUTCOMES = ("changed", "same", "refused")

MAX_NAMED = 20
"""Refused records that are printed with their reasons, and changed records of a dry run."""


@on_stack
def migrate(
    deployment: Deployment,
    model: ModelName,
    *,
    function: Annotated[
        str, typer.Option("--with", metavar="MODULE:FUNCTION", help="Your function in functions/worker.")
    ],
    store: Annotated[
        str | None, typer.Option("--store", metavar="HASH", callback=store_hash_of, help="Store hash.")
    ] = None,
    all_stores: Annotated[bool, typer.Option("--all", help="Migrate the records of all stores.")] = False,
    after: Annotated[str, typer.Option(metavar="HASH/ID", help="Continue after this record.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    yes: Yes = False,
) -> None:
    """Change the stored records of a model with your function.

    It takes the stored fields of a record as a dict, and returns the new ones. It must leave fields alone that it has
    already changed. If it doesn't, or if your model can't read the result, the record stays as it is.
    """
    if (store is None) != all_stores:
        raise typer.BadParameter("Name a store with --store, or use --all.")
    folder = Path.cwd()
    own_model, change = project.model(folder, model), project.function(folder, function)
    if not dry_run:
        _confirm(deployment, model, function, store, yes=yes)
    migration = deployment.record_migration(own_model, change, dry_run=dry_run)
    stores = [store] if store else sorted(row.store_hash for row in deployment.stores().all())
    report = _Report(dry_run, as_json)
    with stopping(report.stopped):
        for record in bar(_records(migration, stores, after), f"Migrating {model}"):
            report.add(record)
    report.print()


def _confirm(deployment: Deployment, model: str, function: str, store: str | None, *, yes: bool) -> None:
    where = f"store {store}" if store else "all stores"
    if not yes:
        typer.confirm(f"Change the {model} records of {where}? Try it with --dry-run first.", abort=True, err=True)
    deployment.note("migrate records", holder("store", store) if store else where, f"{model} with {function}")


def _records(migration: RecordMigration, stores: Sequence[str], after: str) -> Iterator[MigratedRecord]:
    first, _, bigcommerce_id = after.partition("/")
    for store_hash in stores:
        if store_hash >= first:
            yield from migration.run(store_hash, bigcommerce_id if store_hash == first else None)


@dataclass
class _Report:
    """Numbers of records by outcome. Some records are printed when they are counted."""

    dry_run: bool
    as_json: bool
    counts: Counter[str] = field(default_factory=Counter[str])
    last: str = ""

    def add(self, record: MigratedRecord) -> None:
        """Count a record. Print the first that are refused, and that would change in a dry run."""
        self.last = f"{record.key.store_hash}/{record.key.bigcommerce_id}"
        self.counts[record.outcome] += 1
        if self.counts[record.outcome] > MAX_NAMED:
            return
        if record.outcome == "refused":
            say_beside(f"{self.last}: {record.detail}")
        elif record.outcome == "changed" and self.dry_run and not self.as_json:
            say(f"{self.last}: {record.detail}")

    def stopped(self) -> str:
        """Describe the progress, and say how to continue."""
        return f"{self._summary()} To continue: repeat the command with --after {self.last}"

    def print(self) -> None:
        """Print the numbers. Exit with 1 if a record was refused."""
        if self.as_json:
            print_json({"dry_run": self.dry_run, **{outcome: self.counts[outcome] for outcome in OUTCOMES}})
        else:
            say(self._summary())
        if self.counts["refused"]:
            raise typer.Exit(1)

    def _summary(self) -> str:
        verb = "Would change" if self.dry_run else "Changed"
        return (
            f"{verb} {self.counts['changed']} records. Already in the new form: {self.counts['same']}. "
            f"Left as they are, because the function or the model refused them: {self.counts['refused']}."
        )
