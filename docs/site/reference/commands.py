"""docs/reference/cli.md: every command, as its `--help` says it."""

import re
from collections.abc import Iterator
from enum import Enum
from inspect import cleandoc
from typing import Any

import typer
from docs.site.reference.markdown import block, code, table
from docs.site.reference.markdown import page as whole_page

from storehook_cli.main import cli

STACK_OPTIONS = {"--stack-name", "--region", "--config-env", "--local"}
"""Options that choose the stack. Most commands take all four, so that the page explains them once."""

INTRODUCTION = """\
`storehook COMMAND --help` prints the same in a terminal. `storehook --install-completion` makes the shell complete
commands and options.

A command that fails says why on standard error and ends with code 1. Wrong arguments end with code 2."""

_TYPE = re.compile(r" <[\w ]+>")
"""A type, as typer names it after a parameter."""


def page() -> str:
    """Write the page."""
    root: Any = typer.main.get_command(cli)
    context = root.make_context("storehook", [], resilient_parsing=True)
    return whole_page("Commands", "the command's own help", INTRODUCTION, *_stack_options(context), *_commands(context))


def _stack_options(root: Any) -> Iterator[str]:
    contexts = (context for context in _leaves(root) if _takes_stack(context.command))
    context = next(contexts)
    yield "## Stack options"
    yield "Commands that talk to a deployed stack take these options. Each command below says if it does."
    yield _parameters(context, [option for option in context.command.params if set(option.opts) & STACK_OPTIONS])


def _commands(context: Any, depth: int = 2) -> Iterator[str]:
    command = context.command
    yield f"{'#' * min(depth, 3)} {context.command_path}"
    yield cleandoc(command.help or "")
    if hasattr(command, "commands"):
        yield from _subcommands(context)
        for child in _children(context):
            yield from _commands(child, depth + 1 if depth > 2 or hasattr(child.command, "commands") else 3)
        return
    yield block(command.get_usage(context).removeprefix("Usage: "), "text")
    own = [option for option in command.params if not (_takes_stack(command) and set(option.opts) & STACK_OPTIONS)]
    yield _parameters(context, own)
    if _takes_stack(command):
        yield "It takes the [stack options](#stack-options)."


def _subcommands(context: Any) -> Iterator[str]:
    yield _parameters(context, context.command.params)
    yield table(
        ("command", "description"),
        (
            (f"[`{child.command_path}`](#{child.command_path.replace(' ', '-')})", _first_line(child.command))
            for child in _children(context)
        ),
    )


def _parameters(context: Any, parameters: list[Any]) -> str:
    rows = (option.get_help_record(context) and _row(option, context) for option in parameters)
    return table(("argument or option", "description"), filter(None, rows))


def _row(option: Any, context: Any) -> tuple[str, str]:
    name, description = option.get_help_record(context)
    if isinstance(choices := option.type_descriptor.annotation, type) and issubclass(choices, Enum):
        description = f"{description} One of: {', '.join(str(choice.value) for choice in choices)}."
    return code(_TYPE.sub("", name)), description


def _children(context: Any) -> Iterator[Any]:
    for name, command in context.command.commands.items():
        if not command.hidden:
            yield type(context)(command, info_name=name, parent=context)


def _leaves(context: Any) -> Iterator[Any]:
    if not hasattr(context.command, "commands"):
        yield context
        return
    for child in _children(context):
        yield from _leaves(child)


def _takes_stack(command: Any) -> bool:
    return {option for parameter in command.params for option in parameter.opts} >= STACK_OPTIONS


def _first_line(command: Any) -> str:
    return cleandoc(command.help or "").partition("\n")[0]
