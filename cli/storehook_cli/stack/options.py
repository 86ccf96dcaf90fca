"""Which stack a command works on: the options that all such commands have, from one place."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, wraps
from pathlib import Path
from typing import Annotated, Any, Concatenate

import typer
from botocore.exceptions import BotoCoreError, ClientError

from storehook_cli.errors import CommandError
from storehook_cli.stack import context, sam_config
from storehook_cli.stack.aws_errors import explained
from storehook_cli.stack.deployment import Deployment, on_aws, on_this_machine
from storehook_cli.stack.restoration import Restoration, restoration_on_aws
from storehook_cli.views.printing import say_to_watchers

PANEL = "Which stack"

LOCAL_STATE = ".local"
"""The folder in which `storehook run` says what is up."""


@dataclass(frozen=True, slots=True)
class StackOptions:
    """What the command line and the environment say of the stack; each field is an option.

    Args:
        stack_name: the stack's name; None leaves it to samconfig.toml.
        region: its region; None leaves it to samconfig.toml, and then to the profile.
        config_env: the environment in samconfig.toml; None leaves it to `storehook use`.
        local: whether it is the stack of `make run`.
    """

    stack_name: Annotated[
        str | None,
        typer.Option(
            envvar="STOREHOOK_STACK",
            show_envvar=False,
            rich_help_panel=PANEL,
            help="Default: STOREHOOK_STACK, or samconfig.toml.",
        ),
    ] = None
    region: Annotated[
        str | None,
        typer.Option(
            envvar=["AWS_REGION", "AWS_DEFAULT_REGION"],
            show_envvar=False,
            rich_help_panel=PANEL,
            help="Default: AWS_REGION, or samconfig.toml.",
        ),
    ] = None
    config_env: Annotated[str | None, typer.Option(rich_help_panel=PANEL, help="Environment in samconfig.toml.")] = None
    local: Annotated[bool, typer.Option("--local", rich_help_panel=PANEL, help="The stack of `make run`.")] = False


def in_context(chosen: StackOptions, name: str | None) -> StackOptions:
    """The options, with what `storehook use` has chosen where they do not say which stack."""
    if name is None or chosen.local or chosen.stack_name or chosen.config_env:
        return chosen
    return replace(chosen, local=True) if name == context.LOCAL else replace(chosen, config_env=name)


type Opener = Callable[[StackOptions], Any]
"""Finds a stack."""


def open_stack(chosen: StackOptions) -> Deployment:
    """The stack that was chosen.

    Raises:
        BadParameter: nothing names a stack.
        CommandError: there is no such stack, or samconfig.toml cannot be used.
        BotoCoreError: AWS cannot be asked.
        ClientError: AWS refuses to answer.
    """
    if chosen.local:
        return on_this_machine(Path.cwd() / LOCAL_STATE)
    return on_aws(*_name_and_region(chosen))


def open_deleted_stack(chosen: StackOptions) -> Restoration:
    """What there is to do about a stack that was deleted.

    Raises:
        BadParameter: nothing names a stack.
        CommandError: it is that of `make run`, or samconfig.toml cannot be used.
    """
    if chosen.local:
        raise CommandError("`make run` makes its stack anew each time: of an earlier one, nothing is left to restore.")
    return restoration_on_aws(*_name_and_region(chosen))


def _name_and_region(chosen: StackOptions) -> tuple[str, str | None]:
    said = sam_config.read(Path.cwd(), chosen.config_env or sam_config.DEFAULT)
    if not (name := chosen.stack_name or said.stack_name):
        raise typer.BadParameter("No stack is named, and no samconfig.toml here names one.", param_hint="--stack-name")
    return name, chosen.region or said.region


def on_stack[**P](command: Callable[Concatenate[Deployment, P], None]) -> Callable[..., None]:
    """Make a command that takes a deployed stack one that takes the options which name it.

    The command's first parameter is the stack. Who runs the command with an `Opener` as its `obj` gives his own. Who
    watches is told which stack it is. What AWS refuses becomes a `CommandError`.
    """

    return with_stack(_opened(command))


def on_deleted_stack[**P](command: Callable[Concatenate[Restoration, P], None]) -> Callable[..., None]:
    """As `on_stack`, for a command about a stack that has been deleted."""
    return with_stack(_opened(command), open_deleted_stack)


def _opened(command: Callable[..., None]) -> Callable[..., None]:
    @wraps(command)
    def opened(open_it: Callable[[], Any], *positional: Any, **given: Any) -> None:
        command(open_it(), *positional, **given)

    return opened


def with_stack(command: Callable[..., None], open_it: Opener = open_stack) -> Callable[..., None]:
    """As `on_stack`, for a command that may do without: its first parameter gives the stack when it is called."""
    options = inspect.signature(StackOptions).parameters

    @wraps(command)
    def with_options(ctx: typer.Context, **given: Any) -> None:
        said = StackOptions(**{name: given.pop(name) for name in options})
        opener: Opener = ctx.obj or open_it

        @cache
        def opened() -> Any:
            stack = opener(in_context(said, context.read(Path.cwd())))
            if not given.get("as_json"):
                say_to_watchers(f"Stack: {stack.title}")
            return stack

        try:
            command(opened, **given)
        except (BotoCoreError, ClientError) as error:
            raise CommandError(explained(error)) from error

    _, *own = inspect.signature(command).parameters.values()
    typers = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    every = [typers, *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in [*own, *options.values()])]
    # typer reads both.
    with_options.__signature__ = inspect.Signature(every)  # pyright: ignore[reportAttributeAccessIssue]
    with_options.__annotations__ = {each.name: each.annotation for each in every}
    return with_options
