"""`storehook schedules`: the schedules of the deployed actions."""

import time
from collections.abc import Iterable
from typing import Annotated

import typer

from storehook.operations.schedules_service import ScheduleAnswer
from storehook_cli.commands.parameters import AsJson, OptionalStore
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import ago, instant, print_answer, print_json, print_table, say, say_beside

HEADS = ("ACTION", "SCHEDULE", "FOR EACH", "NEXT", "LAST", "STATE")
NONE = 'No deployed action has a schedule. To give it one: @action(every="1 hour"), and deploy'

Action = Annotated[str, typer.Argument(metavar="ACTION", help="Name of the action.")]

app = typer.Typer(no_args_is_help=True, help="List, pause and resume schedules, and run one now.")


@app.command("list")
@on_stack
def list_schedules(deployment: Deployment, *, as_json: AsJson = False) -> None:
    """List the schedules of the deployed actions.

    Shows when each is due next, and when its last occurrence began.
    """
    print_answer(deployment.schedules().all(), _print_schedules, as_json=as_json)


@app.command()
@on_stack
def pause(
    deployment: Deployment,
    action: Action,
    *,
    reason: Annotated[str, typer.Option(help="Why it is paused, as `schedules list` shows it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Pause a schedule. No occurrence begins until you resume it.

    Runs that exist continue. To hold them, too, pause the action: storehook runs pause --action ACTION.
    """
    service = deployment.schedules()
    service.get(action)
    by = deployment.note("pause", f"schedule/{action}", reason)
    answer = service.pause(action, reason, by)
    if as_json:
        return print_json(answer)
    return say(f"Paused the schedule of {action}. To resume it: {hint('schedules', 'resume', action)}")


@app.command()
@on_stack
def resume(deployment: Deployment, action: Action, *, as_json: AsJson = False) -> None:
    """Resume a schedule. Its option `missed` says which occurrences of the pause run."""
    service = deployment.schedules()
    service.get(action)
    deployment.note("resume", f"schedule/{action}")
    answer = service.resume(action)
    if as_json:
        return print_json(answer)
    return say(f"Resumed the schedule of {action}. Next occurrence: {instant(answer.next_at) or 'none'}")


@app.command()
@on_stack
def run_now(deployment: Deployment, action: Action, *, store: OptionalStore = None, as_json: AsJson = False) -> None:
    """Run a scheduled action now, in one store or in all.

    Its schedule stays as it is. A pause of the schedule doesn't prevent it.
    """
    service = deployment.schedules()
    service.get(action)
    if store:
        deployment.stores().installed(store)
    deployment.note("run schedule", f"schedule/{action}", store or "")
    answer = service.run_now(action, store)
    if as_json:
        return print_json(answer)
    return say(f"The timer creates its runs within a minute. To see them: {hint('runs', 'list', '--action', action)}")


def _print_schedules(answers: Iterable[ScheduleAnswer]) -> None:
    now = time.time()
    rows = [_row(answer, now) for answer in answers]
    print_table(HEADS, rows, empty=NONE)
    if rows:
        say_beside(f"To see the runs of one: {hint('runs', 'list', '--action', 'ACTION')}")


def _row(answer: ScheduleAnswer, now: float) -> tuple[str, ...]:
    last = ago(answer.last_at, now)
    return answer.action, answer.schedule, answer.for_each, instant(answer.next_at) or "-", last, _state(answer)


def _state(answer: ScheduleAnswer) -> str:
    states = (
        ("paused: " + answer.pause.reason if answer.pause.reason else "paused") if answer.pause else "",
        "creating runs" if answer.is_creating else "",
        "runs within a minute" if answer.is_requested else "",
    )
    return ", ".join(filter(None, states)) or "active"
