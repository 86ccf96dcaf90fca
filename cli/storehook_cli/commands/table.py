"""Table of the commands. A command is imported when it is used: importing all of them takes a second."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.main import get_group

TABLE = {
    "run": ("local.run", "Run everything on this machine."),
    "deploy": ("deploy.deploy", "Check, build and deploy this folder, with sam."),
    "rollback": ("rollback.rollback", "Make the code of the previous deploy live."),
    "sign": ("local.sign", "Print a stored ingest event with a new signature."),
    "output": ("deployed.output", "Print an output of the deployed stack."),
    "send": ("send.send", "Send signed events: samples of a scope, or the payload of a run."),
    "doctor": ("doctor.doctor", "Examine a stack, and say how to fix each problem."),
    "scopes": ("code.scopes", "List subscribed scopes, and the actions that handle them."),
    "check": ("code.check", "Check your actions, settings, permissions and template."),
    "settings": ("code.settings", "Check your actions' settings and permissions."),
    "use": ("use.use", "Choose or show the stack for commands in this folder."),
    "upgrade": ("upgrade.upgrade", "Upgrade the project in this folder to this command's version."),
    "env": ("deployed.env", ""),
    "catch-up": ("catch_up.catch_up", "Catch up on events that BigCommerce didn't deliver."),
    "console": ("console.console", "Open the console in your browser."),
    "open": ("console.open_page", "Open the console or another page of the stack in your browser."),
    "cost": ("cost.cost", "Estimate the monthly AWS cost, by service."),
    "audit": ("audit.audit", "List what operators did, newest first."),
    "logs": ("logs.logs", "Show the lines that a run logged with ctx.logger."),
    "docs": ("docs.docs", "Read the documentation."),
    "restore": ("restore.restore", "Restore the tables, secrets and key of a deleted stack."),
    "actions": ("actions.app", "Show your actions and their latest runs."),
    "schedules": ("schedules.app", "List, pause and resume schedules, and run one now."),
    "stores": ("stores.app", "List, show, add, pause, resume, remove and purge stores."),
    "webhooks": ("webhooks.app", "Reconcile and list webhooks at BigCommerce."),
    "questions": ("questions.questions", "List the questions of runs that wait for a person, oldest first."),
    "runs": ("runs.app", "List, show, retry, cancel, answer, pause and resume runs."),
    "records": ("records.app", "List, show, export and migrate records."),
    "dlq": ("dlq.app", "List, show and redrive dead letters."),
    "secrets": ("secrets.app", "Set, list and delete your actions' secrets."),
    "new": ("code.new", "Create a project or an action."),
    "sandbox": ("sandbox.app", "Change the stand-in store of `make run`, or make it fail."),
}
"""Each command's or group's module and name in this package, and its line in the list of commands.

A command without such a line is hidden: `env` is only for `sam local invoke`.
"""

SUMMARIES = {name: summary for name, (_, summary) in TABLE.items() if summary}


class LazyCommands(Mapping[str, Any]):
    """The commands by name, as a typer group contains them."""

    def __getitem__(self, name: str) -> Any:
        return _imported(name)

    def __iter__(self) -> Iterator[str]:
        return iter(TABLE)

    def __len__(self) -> int:
        return len(TABLE)


@cache
def _imported(name: str) -> Any:
    module, _, attribute = TABLE[name][0].partition(".")
    command = getattr(import_module(f"storehook_cli.commands.{module}"), attribute)
    parent = typer.Typer(rich_markup_mode=None)
    if isinstance(command, typer.Typer):
        parent.add_typer(command, name=name)
    else:
        parent.command(name, hidden=name not in SUMMARIES)(command)
    return get_group(parent).commands[name]
