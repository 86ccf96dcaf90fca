"""The `storehook` command, put together."""

import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import CompletionItem, TyperGroup  # pyright: ignore[reportPrivateImportUsage]

from storehook.errors import StorehookError
from storehook_cli.commands.table import SUMMARIES, LazyCommands
from storehook_cli.errors import CommandError
from storehook_cli.views.printing import printable, say_error

PLATFORMS = ("linux", "darwin")
"""Values of `sys.platform` that the command supports. WSL is Linux."""

UNSUPPORTED = "storehook runs on Linux, macOS and WSL, not on {}. On Windows, use it within WSL."


class Commands(TyperGroup):
    """The group of all commands. An error is one line on standard error, and exit code 1."""

    def __init__(self, **attributes: Any) -> None:
        """Take the commands of the table."""
        attributes["commands"] = LazyCommands()
        super().__init__(**attributes)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 -- typer passes it
        """Return the names without importing a command."""
        return [*self.commands]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 -- typer passes it
        """Write the list of commands without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([*SUMMARIES.items()])

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Return the commands and options that begin with a text without importing a command."""
        commands = [CompletionItem(name, help=text) for name, text in SUMMARIES.items() if name.startswith(incomplete)]
        return [*commands, *super(TyperGroup, self).shell_complete(ctx, incomplete)]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words. Refuse a word that is not valid UTF-8."""
        for word in args:
            if word.encode(errors="ignore").decode() != word:
                raise typer.BadParameter(f"{printable(word)!r} is not valid UTF-8.", ctx=ctx)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
        if sys.platform not in PLATFORMS:
            # say_error needs Rich, which imports modules of the system.
            typer.echo(f"Error: {UNSUPPORTED.format(sys.platform)}", err=True)
            raise typer.Exit(1)
        try:
            return super().invoke(ctx)
        except (CommandError, StorehookError) as error:
            say_error(str(error))
            raise typer.Exit(1) from error
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")  # pydantic's prefix
            raise

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters. Hide the option that prints the completion: another option installs it."""
        params: list[Any] = super().get_params(ctx)
        for param in params:
            param.hidden = getattr(param, "hidden", False) or param.name == "show_completion"
        return params


# Python prints unexpected errors, because typer can print the values of variables.
cli = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"storehook {version('storehook')}")
        raise typer.Exit


@cli.callback()
def storehook(
    *,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """Run Python functions on BigCommerce events, in your own AWS account."""
