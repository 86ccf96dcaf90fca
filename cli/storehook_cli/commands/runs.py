"""Look at runs, retry what has failed and cancel what waits."""

import math
from typing import Annotated

import typer

from storehook.history.key_ranges import index_for
from storehook.history.rows import Filter
from storehook.operations.runs_service import RunsAnswer
from storehook.queues.run_key import RunKey
from storehook_cli.commands.parameters import AsJson, RunAction, RunEvent, RunStore
from storehook_cli.commands.run_options import on_runs
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import instant, print_json, say_beside, waiting
from storehook_cli.views.runs import print_run, print_runs

app = typer.Typer(no_args_is_help=True)


@app.callback()
def runs() -> None:
    """See runs, retry what has failed and cancel what waits."""


@app.command("list")
@on_stack
@on_runs
def list_runs(
    deployment: Deployment,
    where: Filter,
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List runs, the newest first.

    Out of all of a time, it looks at the newest ten thousand or so, and says how far. Without a store, a resource, a
    time, or failed or retrying as the state, those of the last day.
    """
    with waiting("Looking for runs"):
        found = deployment.runs().newest(where, limit)
    has_stopped = found.next is not None and len(found.runs) < limit
    if as_json:
        print_json(found.runs)
    else:
        print_runs(found.runs, "No run matches so far." if has_stopped else _none(where))
    if has_stopped:
        say_beside(_further(found))


def _further(found: RunsAnswer) -> str:
    back_to = instant(math.ceil(found.searched_until))
    return f"Looked at {found.rows_read:,} runs, back to {back_to}. Look further: --until {back_to}"


def _none(where: Filter) -> str:
    if where.since is None and index_for(where) == "by-time":
        return "No run of the last day matches. Look further back: --since 7d; or cause one: storehook send SCOPE"
    return "No run matches. Ask for less, or look at all that there are: storehook runs list --since 30d"


@app.command()
@on_stack
def show(
    deployment: Deployment,
    store: RunStore,
    event: RunEvent,
    action: RunAction,
    *,
    as_json: AsJson = False,
) -> None:
    """Show a run: what BigCommerce sent, and each attempt with its error."""
    run = deployment.runs().run(RunKey.named(store, event, action))
    if as_json:
        print_json(run)
    else:
        print_run(run)
