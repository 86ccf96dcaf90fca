"""Options that select runs, shared by all commands about runs."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, Concatenate

import typer

from storehook.operations import Filter, State
from storehook_cli.commands.parameters import SINCE, moment, name_of, store_hash_of
from storehook_cli.stack.deployment import Deployment


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Filter options of the command line. Each field is an option, and a part of a `Filter`."""

    state: Annotated[
        State | None,
        typer.Option(metavar="STATE", show_choices=False, help="Only this state: failed, retrying, completed, …"),
    ] = None
    store: Annotated[str | None, typer.Option(metavar="HASH", callback=store_hash_of, help="Only this store.")] = None
    scope: Annotated[
        str | None, typer.Option(metavar="SCOPE", callback=name_of, help="Only this scope, as in store/order/updated.")
    ] = None
    action: Annotated[str | None, typer.Option(metavar="NAME", callback=name_of, help="Only this action.")] = None
    resource: Annotated[
        str | None, typer.Option(metavar="KIND/ID", callback=name_of, help="Only this resource, as in order/113.")
    ] = None
    fingerprint: Annotated[
        str | None,
        typer.Option(metavar="HEX", callback=name_of, help="Only this cause, from FINGERPRINT in `dlq list`."),
    ] = None
    since: Annotated[float | None, typer.Option(metavar="TIME", parser=moment, help=SINCE)] = None
    until: Annotated[
        float | None, typer.Option(metavar="TIME", parser=moment, help="Ending at a time in the same form.")
    ] = None


def on_runs[**P](command: Callable[Concatenate[Deployment, Filter, P], None]) -> Callable[..., None]:
    """Give a command that takes a stack and a filter the options of the filter. Use it below `on_stack`."""
    options = inspect.signature(RunOptions).parameters

    @wraps(command)
    def with_options(deployment: Deployment, **values: Any) -> None:
        where = Filter(**{name: values.pop(name) for name in options})
        command(deployment, where, **values)  # pyright: ignore[reportCallIssue] -- typer calls by the signature below

    stack, _, *own = inspect.signature(command).parameters.values()
    named = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in [*own, *options.values()]]
    with_options.__signature__ = inspect.Signature([stack, *named])  # pyright: ignore[reportAttributeAccessIssue]
    return with_options
