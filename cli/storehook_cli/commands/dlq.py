"""`storehook dlq`: dead letters."""

from typing import Annotated

import typer

from storehook.operations import LetterFilter, holder
from storehook.operations.audit import described
from storehook_cli.commands.parameters import AsJson, DryRun, Lane, store_hash_of
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.letters import print_groups, print_letter
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import print_answer, print_json, say, stopping, waiting

LaneOption = Annotated[Lane, typer.Option(help="Lane of the dead letters.")]

OTHER: dict[Lane, Lane] = {"default": "long", "long": "default"}

_REST = "For the rest, run this command again. If SQS moves the dead letters itself, it goes on."

app = typer.Typer(
    no_args_is_help=True,
    help="List, show and redrive dead letters.\n\nA dead letter is the message of a failed run. It is kept for 14 "
    "days. Fix the cause before you redrive it.",
)


@app.command("list")
@on_stack
def list_letters(deployment: Deployment, *, lane: LaneOption = "default", as_json: AsJson = False) -> None:
    """List dead letters by cause, with a count for each.

    Reads every dead letter and deletes none. Reading hides a dead letter from other readers for a moment.
    """
    with waiting("Reading dead letters"):
        groups = deployment.dead_letters(lane).by_cause()
    print_answer(groups, print_groups, _none(lane), as_json=as_json)


@app.command()
@on_stack
def show(
    deployment: Deployment,
    letter: Annotated[str, typer.Argument(metavar="ID", help="ID of the dead letter, from EXAMPLE in `dlq list`.")],
    *,
    lane: LaneOption = "default",
    as_json: AsJson = False,
) -> None:
    """Show a dead letter: its run and its payload.

    To see the error, show the run: storehook runs show.
    """
    with waiting("Looking for the dead letter"):
        answer = deployment.dead_letters(lane).letter(letter)
    deployment.note("read payload", holder("lane", lane), f"dead letter {letter}")
    print_answer(answer, print_letter, as_json=as_json)


@app.command()
@on_stack
def redrive(
    deployment: Deployment,
    *,
    lane: LaneOption = "default",
    action: Annotated[str | None, typer.Option(metavar="NAME", help="Only this action.")] = None,
    store: Annotated[str | None, typer.Option(metavar="HASH", callback=store_hash_of, help="Only this store.")] = None,
    scope: Annotated[
        str | None, typer.Option(metavar="SCOPE", help="Only this scope, as in store/order/updated.")
    ] = None,
    fingerprint: Annotated[
        str | None, typer.Option(metavar="HEX", help="Only this cause, from FINGERPRINT in `dlq list`.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most this many. Default: all.")] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send dead letters back to their lane.

    Each run starts over, with the same payload, the deployed code and a full set of retries. Each matching dead letter
    that is there now is sent once. You can stop this command and start it again: no dead letter is lost, and runs that
    are under way or completed aren't started again.
    """
    wanted = LetterFilter(action=action, store=store, scope=scope, fingerprint=fingerprint)
    service = deployment.dead_letters(lane)
    if dry_run:
        with waiting("Reading dead letters"):
            count = service.count(wanted, limit)
        return print_json({"count": count}) if as_json else say(f"Dead letters that would be redriven: {count}.")
    deployment.note("redrive dead letters", holder("lane", lane), described(wanted))
    sent = 0
    with stopping(lambda: f"At least {sent} dead letters were sent. {_REST}"), waiting("Redriving") as spinner:

        def on_progress(read: int | None, moved: int) -> None:
            nonlocal sent
            sent = moved
            by_sqs = f"SQS redrives the dead letters: {moved} so far. Ctrl-C stops only this view."
            spinner.update(by_sqs if read is None else f"Redriving: {read} read, {moved} sent …")

        done = service.redrive(wanted, limit, on_progress)
    if as_json:
        return print_json(done)
    say(f"Dead letters redriven: {done.moved}." if done.moved else "No dead letter matches.")
    if done.left:
        say(f"Dead letters left in the lane: {done.left}. They don't match, or arrived or failed again meanwhile.")
    if done.hidden:
        say(
            f"Another process hides {done.hidden} more dead letters, because it is reading them. "
            "If that process was killed, run this command again in ten minutes."
        )
    return None


def _none(lane: Lane) -> str:
    other = hint("dlq", "list", "--lane", OTHER[lane])
    return f"The lane {lane} has no dead letters. To list those of the other lane: {other}"
