"""Options that select the stack of a command, shared by all such commands."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache, wraps
from pathlib import Path
from typing import Annotated, Any, Concatenate

import typer
from botocore.exceptions import BotoCoreError, ClientError

from storehook_cli.errors import CommandError
from storehook_cli.stack import context, sam_config
from storehook_cli.stack.aws_errors import explain
from storehook_cli.stack.deployment import Deployment, on_aws, on_this_machine
from storehook_cli.stack.restoration import Restoration, restoration_on_aws
from storehook_cli.views import pasting
from storehook_cli.views.printing import say_to_watchers

PANEL = "Which stack"

LOCAL_STATE = ".local"
"""Folder in which `storehook run` describes its stack."""


@dataclass(frozen=True, slots=True)
class StackOptions:
    """Command line and environment that select the stack. Each field is an option."""

    stack_name: Annotated[
        str | None,
        typer.Option(
            envvar="STOREHOOK_STACK",
            show_envvar=False,
            rich_help_panel=PANEL,
            help="Stack. Default: STOREHOOK_STACK, samconfig.toml.",
        ),
    ] = None
    region: Annotated[
        str | None,
        typer.Option(
            envvar=["AWS_REGION", "AWS_DEFAULT_REGION"],
            show_envvar=False,
            rich_help_panel=PANEL,
            help="Region. Default: AWS_REGION, samconfig.toml.",
        ),
    ] = None
    config_env: Annotated[str | None, typer.Option(rich_help_panel=PANEL, help="Environment in samconfig.toml.")] = None
    local: Annotated[bool, typer.Option("--local", rich_help_panel=PANEL, help="Use the stack of `make run`.")] = False


def in_context(chosen: StackOptions, name: str | None) -> StackOptions:
    """Return the options, completed with the choice of `storehook use` if they select no stack."""
    if name is None or chosen.local or chosen.stack_name or chosen.config_env:
        return chosen
    return replace(chosen, local=True) if name == context.LOCAL else replace(chosen, config_env=name)


type Opener = Callable[[StackOptions], Any]
"""Function that finds the stack of the options."""


def open_stack(chosen: StackOptions) -> Deployment:
    """Find the chosen stack."""
    if chosen.local:
        # A deploy by hand with `sam` leaves the outputs in `stack.json` as they were.
        return on_this_machine(Path.cwd() / LOCAL_STATE).current()
    return on_aws(*_name_and_region(chosen))


def open_deleted_stack(chosen: StackOptions) -> Restoration:
    """Find the chosen stack, which was deleted."""
    if chosen.local:
        raise CommandError(
            "`make run` creates a new stack each time, so there is nothing to restore from an earlier one."
        )
    return restoration_on_aws(*_name_and_region(chosen))


def _name_and_region(chosen: StackOptions) -> tuple[str, str | None]:
    config = sam_config.read(Path.cwd(), chosen.config_env or sam_config.DEFAULT)
    if not (name := chosen.stack_name or config.stack_name):
        raise typer.BadParameter(
            "No stack is named. Pass --stack-name, or run this in a folder whose samconfig.toml names one.",
            param_hint="--stack-name",
        )
    return name, chosen.region or config.region


def on_stack[**P](command: Callable[Concatenate[Deployment, P], None]) -> Callable[..., None]:
    """Give a command the options that select its stack.

    The command's first parameter is the stack. A caller can pass its own `Opener` as the context's `obj`. The command
    prints the stack's name to stderr. An error from AWS becomes a `CommandError`.
    """
    return with_stack(_with_opened(command))


def on_deleted_stack[**P](command: Callable[Concatenate[Restoration, P], None]) -> Callable[..., None]:
    """Do as `on_stack` for a command about a deleted stack."""
    return with_stack(_with_opened(command), open_deleted_stack)


def _with_opened(command: Callable[..., None]) -> Callable[..., None]:
    @wraps(command)
    def with_opened(open_it: Callable[[], Any], *arguments: Any, **options: Any) -> None:
        command(open_it(), *arguments, **options)

    return with_opened


def _given(ctx: typer.Context, chosen: StackOptions) -> Iterator[str]:
    """Yield the options that the command line has, as words. Variables of the environment also apply to a hint."""
    for field in fields(chosen):
        source = ctx.get_parameter_source(field.name)
        if source is not None and source.name == "COMMANDLINE":
            value = getattr(chosen, field.name)
            yield f"--{field.name.replace('_', '-')}"
            yield from () if isinstance(value, bool) else (str(value),)


def with_stack(command: Callable[..., None], open_it: Opener = open_stack) -> Callable[..., None]:
    """Do as `on_stack` for a command that may not need the stack. Its first parameter is a function that opens it."""
    stack_options = inspect.signature(StackOptions).parameters

    @wraps(command)
    def with_options(ctx: typer.Context, **options: Any) -> None:
        chosen = StackOptions(**{name: options.pop(name) for name in stack_options})
        token = pasting.STACK.set(tuple(_given(ctx, chosen)))
        opener: Opener = ctx.obj or open_it

        @cache
        def opened() -> Any:
            stack = opener(in_context(chosen, context.read(Path.cwd())))
            if not options.get("as_json"):
                say_to_watchers(f"Stack: {stack.title}")
            return stack

        try:
            command(opened, **options)
        except (BotoCoreError, ClientError) as error:
            raise CommandError(explain(error)) from error
        finally:
            pasting.STACK.reset(token)

    _, *command_options = inspect.signature(command).parameters.values()
    context_parameter = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    keywords = [
        option.replace(kind=inspect.Parameter.KEYWORD_ONLY) for option in [*command_options, *stack_options.values()]
    ]
    parameters = [context_parameter, *keywords]
    # typer reads both the signature and the annotations.
    with_options.__signature__ = inspect.Signature(parameters)  # pyright: ignore[reportAttributeAccessIssue]
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return with_options
