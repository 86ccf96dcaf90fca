"""`storehook actions`: the actions in this folder, and their latest runs."""

import time
from pathlib import Path

import typer

from storehook.operations.actions_service import ActionAnswer, action_answer
from storehook_cli.authoring import project
from storehook_cli.commands.parameters import AsJson
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import ago, print_json, print_table, waiting

HEADS = ("ACTION", "LANE", "LAST", "FAILED", "SCOPES")
NONE = "No action found. Create one: storehook new action NAME --scope store/order/created"

app = typer.Typer(no_args_is_help=True, help="Show your actions and their latest runs.")


@app.command("list")
@on_stack
def list_actions(deployment: Deployment, *, as_json: AsJson = False) -> None:
    """List your actions, with the last run of each.

    Reads functions/worker/actions in this folder, and the stack's runs of the last day. Shows when the last run was
    created, its state, and how many runs failed.
    """
    registry = project.actions(Path.cwd())
    with waiting("Reading the runs of the last day"):
        by_action = deployment.runs().by_action()
    answers = [action_answer(action.name, action.webhooks, action.lane, by_action) for action in registry]
    if as_json:
        print_json(answers)
    else:
        now = time.time()
        print_table(HEADS, (_row(answer, now) for answer in answers), empty=NONE)


def _row(action: ActionAnswer, now: float) -> tuple[str, ...]:
    last = f"{ago(action.last_at, now)}, {action.last_state}" if action.last_at else "none in a day"
    failed = f"{action.failed}{' or more' if action.capped else ''}"
    return action.action, action.lane, last, failed, ", ".join(action.scopes) or "none: other actions run it"
