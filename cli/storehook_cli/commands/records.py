"""See a store's records, and take them elsewhere."""

import json
import sys
from dataclasses import asdict
from itertools import islice
from typing import Annotated

import typer

from storehook_cli.commands.parameters import AsJson, StoreOption, name_of
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import bar, print_json, print_table, waiting
from storehook_cli.views.records import print_record, print_records

ModelName = Annotated[str, typer.Argument(metavar="MODEL", callback=name_of, help="Its class, as in Order.")]

app = typer.Typer(no_args_is_help=True)


@app.callback()
def records() -> None:
    """See a store's records, and export them."""


@app.command("list")
@on_stack
def list_records(
    deployment: Deployment,
    model: ModelName,
    *,
    store: StoreOption,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List a store's records of a model.

    They come in the order of their ids as text.
    """
    with waiting("Looking for records"):
        found = list(islice(deployment.records().all(store, model), limit))
    if as_json:
        print_json(found)
    else:
        print_records(found, _none(model, store))


@app.command("models")
@on_stack
def list_models(deployment: Deployment, *, as_json: AsJson = False) -> None:
    """List the models that the actions of the deployed code use.

    There may be records of others, which it has had before.
    """
    with waiting("Asking for the models"):
        names = deployment.records().models().models
    if as_json:
        print_json(names)
    else:
        print_table(("MODEL",), [(name,) for name in names], empty="No action of the deployed code uses a model.")


@app.command()
@on_stack
def show(
    deployment: Deployment,
    model: ModelName,
    bigcommerce_id: Annotated[str, typer.Argument(metavar="ID", help="As in 113.")],
    *,
    store: StoreOption,
    as_json: AsJson = False,
) -> None:
    """Show a record as it is stored, whatever its model says today."""
    found = deployment.records().record(store, model, bigcommerce_id)
    if as_json:
        print_json(found)
    else:
        print_record(found)


@app.command()
@on_stack
def export(
    deployment: Deployment,
    model: ModelName,
    *,
    store: StoreOption,
    output: Annotated[
        typer.FileTextWrite | None, typer.Option(metavar="FILE", help="Where to; standard output by default.")
    ] = None,
) -> None:
    """Write a store's records of a model, each a line of JSON.

    Fractions are text: money stays exact.
    """
    found = deployment.records().all(store, model)
    count = 0
    for each in bar(found, "Exporting") if output or not sys.stdout.isatty() else found:
        typer.echo(json.dumps(asdict(each)), file=output)
        count += 1
    typer.echo(f"Exported {count}." if count else _none(model, store), err=True)


def _none(model: str, store: str) -> str:
    return (
        f"{store} has no record of {model!r}. Name the model as its class is called: `storehook records models` shows "
        "those of the deployed code. `storehook stores list` shows the stores that there are."
    )
