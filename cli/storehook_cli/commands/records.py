"""`storehook records`: a store's records."""

import json
import sys
from dataclasses import asdict
from itertools import islice
from typing import Annotated

import typer

from storehook.operations import holder
from storehook_cli.commands.parameters import AsJson, ModelName, StoreOption
from storehook_cli.commands.record_migration import migrate
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import bar, print_answer, print_json, print_table, stopping, waiting
from storehook_cli.views.records import print_record, print_records

app = typer.Typer(no_args_is_help=True, help="List, show, export and migrate records.")


@app.command("list")
@on_stack
def list_records(
    deployment: Deployment,
    model: ModelName,
    *,
    store: StoreOption,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List a store's records of a model.

    Sorts them by ID, as text.
    """
    with waiting("Reading records"):
        rows = list(islice(deployment.records().all(store, model), limit))
    deployment.note("read records", holder("store", store), model)
    print_answer(rows, print_records, _none(model, store), as_json=as_json)


@app.command("models")
@on_stack
def list_models(deployment: Deployment, *, as_json: AsJson = False) -> None:
    """List the models that the deployed actions use.

    Records of other models may exist, if earlier code used them.
    """
    with waiting("Reading the models"):
        names = deployment.records().models().models
    if as_json:
        print_json(names)
    else:
        print_table(("MODEL",), [(name,) for name in names], empty="The deployed actions use no models.")


@app.command()
@on_stack
def show(
    deployment: Deployment,
    model: ModelName,
    bigcommerce_id: Annotated[str, typer.Argument(metavar="ID", help="ID of the record, as in 113.")],
    *,
    store: StoreOption,
    as_json: AsJson = False,
) -> None:
    """Show a record as stored, even if its model has changed since."""
    record = deployment.records().record(store, model, bigcommerce_id)
    deployment.note("read records", holder("store", store), f"{model} {bigcommerce_id}")
    print_answer(record, print_record, as_json=as_json)


@app.command()
@on_stack
def export(
    deployment: Deployment,
    model: ModelName,
    *,
    store: StoreOption,
    output: Annotated[
        typer.FileTextWrite | None, typer.Option(metavar="FILE", help="File to write. Default: standard output.")
    ] = None,
) -> None:
    """Export a store's records of a model, as one JSON object per line.

    Writes decimal fractions as text, so that money stays exact.
    """
    deployment.note("export records", holder("store", store), model)
    rows = deployment.records().all(store, model)
    count = 0
    with stopping(lambda: f"Records exported: {count}. There may be more."):
        for row in bar(rows, "Exporting") if output or not sys.stdout.isatty() else rows:
            typer.echo(json.dumps(asdict(row)), file=output)
            count += 1
    typer.echo(f"Records exported: {count}." if count else _none(model, store), err=True)


app.command()(migrate)


def _none(model: str, store: str) -> str:
    return (
        f"Store {store} has no records of the model {model!r}. "
        f"List the models with `{hint('records', 'models')}`, and the stores with `{hint('stores', 'list')}`."
    )
