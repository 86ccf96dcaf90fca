"""Look after dead letters."""

from typing import Annotated

import typer

from storehook.operations.audit import described
from storehook.queues.dead_letters import LetterFilter
from storehook.runs.pauses import holder
from storehook_cli.commands.parameters import AsJson, DryRun, Lane, store_hash_of
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.letters import print_groups, print_letter
from storehook_cli.views.printing import print_json, say, waiting

OfLane = Annotated[Lane, typer.Option(help="Whose dead letters.")]

NONE: dict[Lane, str] = {
    "default": "No run of the lane 'default' has failed. The other lane's: storehook dlq list --lane long",
    "long": "No run of the lane 'long' has failed. The other lane's: storehook dlq list",
}

app = typer.Typer(no_args_is_help=True)


@app.callback()
def dlq() -> None:
    """Look after dead letters: the runs that have failed."""


@app.command("list")
@on_stack
def list_letters(deployment: Deployment, *, lane: OfLane = "default", as_json: AsJson = False) -> None:
    """List the dead letters by cause, with how many there are of each.

    All are looked at, and for that hidden for a moment. None is taken.
    """
    with waiting("Looking at the dead letters"):
        groups = deployment.dead_letters(lane).by_cause()
    if as_json:
        print_json(groups)
    else:
        print_groups(groups, NONE[lane])


@app.command()
@on_stack
def show(
    deployment: Deployment,
    letter: Annotated[str, typer.Argument(metavar="ID", help="As `dlq list` gives it in EXAMPLE.")],
    *,
    lane: OfLane = "default",
    as_json: AsJson = False,
) -> None:
    """Show a dead letter: what it is about, and what BigCommerce sent.

    Its error is in its run: storehook runs show.
    """
    with waiting("Looking for it"):
        found = deployment.dead_letters(lane).letter(letter)
    if as_json:
        print_json(found)
    else:
        print_letter(found)


@app.command("redrive")
@on_stack
def send_back(
    deployment: Deployment,
    *,
    lane: OfLane = "default",
    action: Annotated[str | None, typer.Option(metavar="NAME", help="Only this action's.")] = None,
    store: Annotated[
        str | None, typer.Option(metavar="HASH", callback=store_hash_of, help="Only this store's.")
    ] = None,
    scope: Annotated[str | None, typer.Option(metavar="SCOPE", help="Only this scope's.")] = None,
    fingerprint: Annotated[str | None, typer.Option(metavar="HEX", help="Only this cause's.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="How many at most; all by default.")] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send dead letters back to their queue.

    Each is tried anew: the same payload, the code deployed now, a fresh set of retries. It can be stopped and started
    again: no letter is lost, and none runs twice.
    """
    wanted = LetterFilter(action=action, store=store, scope=scope, fingerprint=fingerprint)
    service = deployment.dead_letters(lane)
    if dry_run:
        with waiting("Looking at the dead letters"):
            count = service.count(wanted, limit)
        return print_json({"count": count}) if as_json else say(f"{count} would be sent back.")
    deployment.note("redrive dead letters", holder("lane", lane), described(wanted))
    with waiting("Sending back") as spinner:

        def on_progress(looked_at: int | None, moved: int) -> None:
            by_sqs = f"SQS sends them back: {moved} so far. Ctrl-C ends only this view."
            spinner.update(by_sqs if looked_at is None else f"Sending back: {looked_at} looked at, {moved} sent …")

        done = service.redrive(wanted, limit, on_progress)
    if as_json:
        return print_json(done)
    say(f"{done.moved} sent back." if done.moved else "There were none.")
    if done.hidden:
        say(f"{done.hidden} more were hidden by another process. If that was killed, run this again in ten minutes.")
    return None
