"""See the actions of the code at hand, and how their runs went."""

import time
from pathlib import Path

import typer

from storehook.operations.answers import ActionAnswer
from storehook.operations.views import action_answer
from storehook_cli.authoring import project
from storehook_cli.commands.parameters import AsJson
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import ago, print_json, print_table, waiting

HEADS = ("ACTION", "LANE", "LAST", "FAILED", "SCOPES")
NONE = "There is no action. Write one: storehook new action NAME --scope store/order/created"

app = typer.Typer(no_args_is_help=True)


@app.callback()
def actions() -> None:
    """See your actions, and how their runs went."""


@app.command("list")
@on_stack
def list_actions(deployment: Deployment, *, as_json: AsJson = False) -> None:
    """List your actions, with the last run of each.

    It reads functions/worker/actions in this folder, and the stack's runs of the last day: when the latest was created,
    how that went, and how many have failed.
    """
    registry = project.actions(Path.cwd())
    with waiting("Looking at the runs of the last day"):
        by_action = deployment.runs().by_action()
    found = [action_answer(each.name, each.webhooks, each.lane, by_action) for each in registry]
    if as_json:
        print_json(found)
    else:
        now = time.time()
        print_table(HEADS, (_line(each, now) for each in found), empty=NONE)


def _line(found: ActionAnswer, now: float) -> tuple[str, ...]:
    last = f"{ago(found['last_at'], now)}, {found['last_state']}" if found["last_at"] else "not in a day"
    failed = f"{found['failed']}{' or more' if found['capped'] else ''}"
    return found["action"], found["lane"], last, failed, ", ".join(found["scopes"]) or "none: other actions run it"
