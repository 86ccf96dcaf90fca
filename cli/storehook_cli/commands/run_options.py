"""Which runs a command is about: the options that all such commands have, from one place."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, Concatenate

import typer

from storehook.history.rows import Filter
from storehook.runs.run import State
from storehook_cli.commands.parameters import moment, name_of, store_hash_of
from storehook_cli.stack.deployment import Deployment


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the command line says of the runs; each field is an option, and part of a `Filter`."""

    state: Annotated[
        State | None, typer.Option(metavar="STATE", show_choices=False, help="failed, retrying, waiting, completed, …")
    ] = None
    store: Annotated[str | None, typer.Option(metavar="HASH", callback=store_hash_of, help="Of this store only.")] = (
        None
    )
    scope: Annotated[str | None, typer.Option(metavar="SCOPE", callback=name_of, help="As in store/order/updated.")] = (
        None
    )
    action: Annotated[str | None, typer.Option(metavar="NAME", callback=name_of, help="Of this action only.")] = None
    resource: Annotated[str | None, typer.Option(metavar="KIND/ID", callback=name_of, help="As in order/113.")] = None
    fingerprint: Annotated[str | None, typer.Option(metavar="HEX", callback=name_of, help="Of this cause only.")] = None
    since: Annotated[
        float | None, typer.Option(metavar="TIME", parser=moment, help="2026-08-01T12:00Z; or 90m, 6h, 2d ago.")
    ] = None
    until: Annotated[float | None, typer.Option(metavar="TIME", parser=moment, help="The same.")] = None


def on_runs[**P](command: Callable[Concatenate[Deployment, Filter, P], None]) -> Callable[..., None]:
    """Make a command that takes a stack and a filter one that takes the options which the filter is made of.

    It goes below `on_stack`.
    """
    options = inspect.signature(RunOptions).parameters

    @wraps(command)
    def with_options(deployment: Deployment, **given: Any) -> None:
        where = Filter(**{name: given.pop(name) for name in options})
        command(deployment, where, **given)  # pyright: ignore[reportCallIssue] -- typer calls by the signature below

    stack, _, *own = inspect.signature(command).parameters.values()
    every = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in [*own, *options.values()]]
    with_options.__signature__ = inspect.Signature([stack, *every])  # pyright: ignore[reportAttributeAccessIssue]
    return with_options
