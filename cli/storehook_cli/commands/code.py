"""Commands about the code in this folder: scopes, check, settings, new."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from storehook_cli.authoring import new_action, new_project, project, repository, template
from storehook_cli.authoring.safety import require_safe
from storehook_cli.commands.parameters import AsJson
from storehook_cli.stack import sam_config
from storehook_cli.views.printing import print_json, print_table, say, waiting

HEADS = ("SCOPE", "ACTIONS")
NONE = "No action subscribes to a scope. Create one: storehook new action NAME --scope store/order/created"


class NewCommands(TyperGroup):
    """The commands of `storehook new`. Any other word is the name of a project: `storehook new my-app`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the named command, or the one that creates a project."""
        named = args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if named else ["project", *args])


new = typer.Typer(
    cls=NewCommands,
    no_args_is_help=True,
    help="Create a project or an action.\n\n`storehook new my-app` creates a project.",
)


def scopes(*, as_json: AsJson = False) -> None:
    """List subscribed scopes, and the actions that handle them.

    Reads functions/worker/actions in this folder.
    """
    registry = project.actions(Path.cwd())
    by_scope = {
        scope: [action.name for action in registry if scope in action.webhooks] for scope in sorted(registry.scopes())
    }
    if as_json:
        print_json(by_scope)
    else:
        print_table(HEADS, ((scope, ", ".join(names)) for scope, names in by_scope.items()), empty=NONE)


def check(
    *,
    config_env: Annotated[str | None, typer.Option(metavar="ENV", help="Environment in samconfig.toml.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check your actions, settings, permissions and template.

    Imports the actions in this folder. Finds changes to template.yaml that would lose messages or weaken security.
    """
    folder = Path.cwd()
    sam_config.read(folder, config_env or sam_config.DEFAULT)
    names = [action.name for action in project.actions(folder)]
    count = len(names)
    require_safe(folder)
    without = project.without_actions(folder)
    if as_json:
        return print_json({"actions": names, "without_actions": [*map(str, without)]})
    for file in without:
        say(f"{file} declares no action. Add @action, or begin its name with _ if other files import it.")
    return say(
        f"No problems found in {count} action{'' if count == 1 else 's'}, settings, permissions and {template.FILE}."
    )


def settings(*, as_json: AsJson = False) -> None:
    """Check your actions' settings and permissions.

    Reads functions/worker/settings.py, settings.toml and permissions.json in this folder.
    """
    environments = project.environments(Path.cwd())
    if as_json:
        print_json(environments)
    elif environments:
        say(f"The settings are valid in {', '.join(environments)}.")
    else:
        say("This project has no settings.")


@new.command()
def action(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the action, as in send_invoice.")],
    *,
    scope: Annotated[str, typer.Option(metavar="SCOPE", help="Scope that triggers it, as in store/order/updated.")],
) -> None:
    """Create an action and its test."""
    for written in new_action.write(Path.cwd(), name, scope):
        say(f"Wrote {written}")
    say("Next: edit both, and test them with .venv/bin/pytest tests/actions. Then make run, or make deploy.")


@new.command("project")
def create_project(
    folder: Annotated[
        Path,
        typer.Argument(metavar="NAME", help="Folder of the project. Its name is the project's name, as in my-app."),
    ],
    *,
    pins: Annotated[bool, typer.Option("--lock/--no-lock", hidden=True)] = True,
) -> None:
    """Create a project with an example action."""
    written = new_project.write(folder.resolve())
    if new_project.is_clone():
        with waiting("Building the packages of storehook"):
            written += new_project.bring_packages(folder.resolve())
    if pins:
        with waiting("Pinning packages"):
            new_project.lock(folder.resolve())
    say(f"Wrote {len(written)} files to {folder}.")
    if hint := repository.create(folder):
        say(hint)
    say(f"Next: cd {folder} && make run. Its README.md has the next steps.")
