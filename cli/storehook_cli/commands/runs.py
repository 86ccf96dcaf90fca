"""`storehook runs`: list and show runs, with the commands that change them."""

import math
from functools import partial
from typing import Annotated

import typer

from storehook.operations import Filter, RunKey
from storehook.operations.audit import answered_with
from storehook.operations.run_answers import StepAnsweredAnswer, StepForgottenAnswer
from storehook.operations.runs_service import RunsAnswer, covers_one_day
from storehook_cli.commands import pauses, run_actions
from storehook_cli.commands.parameters import AsJson, RunAction, RunEvent, RunStore
from storehook_cli.commands.run_options import on_runs
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import instant, print_answer, say, say_beside, waiting
from storehook_cli.views.runs import print_run, print_runs

app = typer.Typer(no_args_is_help=True, help="List, show, retry, cancel, answer, pause and resume runs.")


@app.command("list")
@on_stack
@on_runs
def list_runs(
    deployment: Deployment,
    where: Filter,
    *,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List runs, newest first.

    Searches about 10,000 runs and says how far back it looked. Covers the last day unless you give a store, a resource,
    a time, or the state failed or retrying.
    """
    with waiting("Looking for runs"):
        answer = deployment.runs().newest(where, limit)
    has_stopped = answer.next is not None and len(answer.runs) < limit
    print_answer(answer.runs, print_runs, "No run matches so far." if has_stopped else _none(where), as_json=as_json)
    if has_stopped:
        say_beside(_further(answer))


def _further(answer: RunsAnswer) -> str:
    back_to = instant(math.ceil(answer.searched_until))
    return f"Searched {answer.rows_read:,} runs, back to {back_to}. To continue from there: --until {back_to}"


def _none(where: Filter) -> str:
    if covers_one_day(where):
        send = hint("send", "SCOPE")
        return f"No run of the last day matches. To search further back: --since 7d. To create one: {send}"
    return f"No run matches. Use fewer filters, or list all recent runs: {hint('runs', 'list', '--since', '30d')}"


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
    """Show a run: its payload, and each attempt with its error."""
    key = RunKey.named(store, event, action)
    run = deployment.runs().run(key)
    deployment.note("read payload", str(key))
    print_answer(run, print_run, as_json=as_json)


@app.command()
@on_stack
def answer(
    deployment: Deployment,
    store: RunStore,
    event: RunEvent,
    action: RunAction,
    *,
    choice: Annotated[str | None, typer.Option(help="Choose this answer.", metavar="TEXT")] = None,
    result: Annotated[
        str | None, typer.Option(help="The step happened, with this result, as JSON.", metavar="JSON")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="The step has not happened: execute it again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Answer the question of a run, so that the run continues."""
    if [choice is None, result is None, not again].count(False) != 1:
        raise typer.BadParameter(
            "Pass one of --choice TEXT, --result JSON if the step has happened, or --again if it has not. "
            f"To see the questions: {hint('questions')}"
        )
    service, key = deployment.runs(), RunKey.named(store, event, action)
    service.require([key])
    deployment.note("answer question", str(key), answered_with(result, choice))
    print_answer(service.answer(key, result, choice), _print_answered, as_json=as_json)


def _print_answered(answered: StepAnsweredAnswer) -> None:
    outcome = "is executed again" if answered.result is None else f"has the result {answered.result}"
    say(f"{answered.step!r} {outcome}. {_CONTINUED[answered.continued]}")


_CONTINUED = {True: "The run continues.", False: "The run had continued before."}


@app.command()
@on_stack
def forget_step(
    deployment: Deployment,
    store: RunStore,
    event: RunEvent,
    action: RunAction,
    step: Annotated[str, typer.Argument(metavar="STEP", help="Name of the step.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Forget a step's result, so that it runs again.

    If a new version of your code can't read the stored result of a step, forget it and retry the run. A forgotten sleep
    begins again.
    """
    service, key = deployment.runs(), RunKey.named(store, event, action)
    service.require([key])
    deployment.note("forget step", str(key), step)
    print_answer(service.forget_step(key, step), partial(_print_forgotten, key), as_json=as_json)


def _print_forgotten(key: RunKey, forgotten: StepForgottenAnswer) -> None:
    say(f"Forgot the result of {forgotten.step!r}. The next attempt executes the step again.")
    if forgotten.state == "failed":
        say(f"To retry the run: {hint('runs', 'retry', key.store_hash, key.event_id, key.name)}")


for command in (run_actions.retry, run_actions.cancel, pauses.pause, pauses.resume, pauses.paused):
    app.command()(command)
