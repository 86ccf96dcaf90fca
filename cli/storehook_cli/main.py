"""The `storehook` command, put together."""

from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from storehook.errors import StorehookError
from storehook_cli.commands import (
    actions,
    audit,
    catch_up,
    code,
    console,
    cost,
    deploy,
    deployed,
    dlq,
    docs,
    doctor,
    local,
    logs,
    pauses,
    purge,
    records,
    restore,
    run_actions,
    runs,
    sandbox,
    secrets,
    send,
    stores,
    upgrade,
    use,
    webhooks,
)
from storehook_cli.errors import CommandError
from storehook_cli.views.printing import printable, say_error


class Commands(TyperGroup):
    """The group of all commands. An error is one line on standard error, and exit code 1."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words. Refuse a word that is not valid UTF-8."""
        for word in args:
            if word.encode(errors="ignore").decode() != word:
                raise typer.BadParameter(f"{printable(word)!r} is not valid UTF-8.", ctx=ctx)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
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


for command in (
    local.run,
    deploy.deploy,
    local.sign,
    deployed.output,
    send.send,
    doctor.doctor,
    code.scopes,
    code.check,
    code.settings,
    use.use,
    upgrade.upgrade,
):
    cli.command()(command)
cli.command(hidden=True)(deployed.env)  # only for `sam local invoke`
cli.command("catch-up")(catch_up.catch_up)
cli.command()(console.console)
cli.command("open")(console.open_page)
cli.command()(cost.cost)
cli.command()(audit.audit)
cli.command()(logs.logs)
cli.command()(docs.docs)
cli.command()(restore.restore)
for command in (run_actions.retry, run_actions.cancel, pauses.pause, pauses.resume, pauses.paused):
    runs.app.command()(command)
stores.app.command()(purge.purge)
for name, group in (
    ("actions", actions.app),
    ("stores", stores.app),
    ("webhooks", webhooks.app),
    ("runs", runs.app),
    ("records", records.app),
    ("dlq", dlq.app),
    ("secrets", secrets.app),
    ("new", code.new),
    ("sandbox", sandbox.app),
):
    cli.add_typer(group, name=name)
