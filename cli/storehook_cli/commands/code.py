"""Commands about your own actions."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from storehook_cli.authoring import new_action, new_project, project, template
from storehook_cli.authoring.safety import require_safe
from storehook_cli.commands.parameters import AsJson
from storehook_cli.stack import sam_config
from storehook_cli.views.printing import print_json, print_table, say, waiting

HEADS = ("SCOPE", "ACTIONS")
NONE = "No action wants a webhook. Write one: storehook new action NAME --scope store/order/created"


class NewCommands(TyperGroup):
    """The commands of `storehook new`. A word that is none of theirs is a project's name: `storehook new my-app`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is named, or that for a project."""
        named = args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if named else ["project", *args])


new = typer.Typer(cls=NewCommands, no_args_is_help=True)


@new.callback()
def begin() -> None:
    """Begin a project, as in `storehook new my-app`; or an action in it."""


def scopes(*, as_json: AsJson = False) -> None:
    """List the scopes that your actions want, and which.

    It reads functions/worker/actions in this folder.
    """
    registry = project.actions(Path.cwd())
    by_scope = {
        scope: [found.name for found in registry if scope in found.webhooks] for scope in sorted(registry.scopes())
    }
    if as_json:
        print_json(by_scope)
    else:
        print_table(HEADS, ((scope, ", ".join(names)) for scope, names in by_scope.items()), empty=NONE)


def check(
    *,
    config_env: Annotated[str | None, typer.Option(metavar="NAME", help="To be deployed, of samconfig.toml.")] = None,
) -> None:
    """Check your actions, what stands beside them, and the template.

    It imports the actions, and looks at settings, permissions and template.yaml in this folder: whatever you change, no
    message may be lost, nothing may lie unencrypted, and nobody may do more than is needed.
    """
    folder = Path.cwd()
    sam_config.read(folder, config_env or sam_config.DEFAULT)
    found = len([*project.actions(folder)])
    require_safe(folder)
    say(f"Sound: {found} action{'' if found == 1 else 's'}, settings, permissions and {template.FILE}.")


@new.command()
def action(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the file and its function, as in send_invoice.")],
    *,
    scope: Annotated[str, typer.Option(metavar="SCOPE", help="What triggers it, as in store/order/updated.")],
) -> None:
    """Write a new action, and a test for it."""
    for written in new_action.write(Path.cwd(), name, scope):
        say(f"Wrote {written}")
    say("Try it: .venv/bin/pytest tests/actions; then make deploy, or make run.")


@new.command("project")
def begin_project(
    folder: Annotated[Path, typer.Argument(metavar="NAME", help="Of the project and its folder, as in my-app.")],
    *,
    pins: Annotated[bool, typer.Option("--lock/--no-lock", hidden=True)] = True,
) -> None:
    """Write a project of your own, with a sample action."""
    written = new_project.write(folder.resolve())
    if new_project.is_clone():
        with waiting("Building the packages of storehook"):
            written += new_project.bring_packages(folder.resolve())
    if pins:
        with waiting("Pinning its packages"):
            new_project.lock(folder.resolve())
    say(f"Wrote {len(written)} files into {folder}.")
    say(f"Next: cd {folder}; make run. Its README.md says more.")
