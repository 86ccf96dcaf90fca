"""Look after dead letters."""

import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import typer

from storehook.queues.dead_letters import LetterFilter, LetterScan, by_cause
from storehook.queues.ports import DeadLetter, DeadLetters
from storehook.queues.redrive import redrive
from storehook_cli.commands.parameters import AsJson, DryRun, Lane, store_hash_of
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import AT_ONCE, Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.letters import HEADS, line, summary, whole
from storehook_cli.views.printing import print_json, print_table, say, waiting

PAUSE = 1.0
"""Seconds between two looks at how far SQS has come."""

OfLane = Annotated[Lane, typer.Option(help="Whose dead letters.")]

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
        groups = by_cause(_each(deployment.dead_letters(lane)))
    if as_json:
        print_json([summary(group) for group in groups])
    else:
        print_table(HEADS, (line(group, time.time()) for group in groups))


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
        every = _each(deployment.dead_letters(lane))
        found = next((each for each in every if each.id == letter), None)
        every.close()
    if found is None:
        raise CommandError(
            f"There is no dead letter {letter} in the lane {lane!r}. `storehook dlq list` shows examples."
        )
    if as_json:
        print_json(whole(found))
    else:
        for name, value in whole(found).items():
            say(f"{name:<15} {'' if value is None else value}")


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
) -> None:
    """Send dead letters back to their queue.

    Each is tried anew: the same payload, the code deployed now, a fresh set of retries. It can be stopped and started
    again: no letter is lost, and none runs twice.
    """
    letter_filter = LetterFilter(action=action, store=store, scope=scope, fingerprint=fingerprint)
    if dry_run:
        say(f"{_count(deployment.dead_letters(lane), letter_filter, limit)} would be sent back.")
    else:
        hidden = deployment.dead_letters(lane).hidden()
        moved = _natively(deployment, lane) if letter_filter.any and limit is None else None
        if moved is None:
            moved = _one_by_one(deployment.dead_letters(lane), limit, letter_filter)
        say(f"{moved} sent back." if moved else "There were none.")
        if hidden:
            say(f"{hidden} more were hidden by another process. If that was killed, run this again in ten minutes.")


def _natively(deployment: Deployment, lane: str) -> int | None:
    """Let SQS move all of them; None where it cannot."""
    move = deployment.move(lane)
    if not move.start():
        return None
    with waiting("SQS sends them back") as spinner:
        while not (state := move.progress()).ended:
            spinner.update(f"SQS sends them back: {state.count} so far. Ctrl-C ends only this view.")
            time.sleep(PAUSE)
    if state.problem:
        raise CommandError(f"SQS moved {state.count} dead letters, then stopped: {state.problem}\nRun this once more.")
    return state.count


def _one_by_one(letters: DeadLetters, limit: int | None, letter_filter: LetterFilter) -> int:
    with waiting("Sending back") as spinner, ThreadPoolExecutor(AT_ONCE) as pool:

        def watch(looked_at: int, moved: int) -> None:
            spinner.update(f"Sending back: {looked_at} looked at, {moved} sent …")

        return redrive(letters, limit, letter_filter, together=pool.map, watch=watch)


def _count(letters: DeadLetters, letter_filter: LetterFilter, limit: int | None) -> int:
    with waiting("Looking at the dead letters"):
        found = sum(letter_filter.holds(letter) for letter in _each(letters))
    return found if limit is None else min(found, limit)


def _each(letters: DeadLetters) -> Generator[DeadLetter]:
    with LetterScan(letters, letters.count()) as scan:
        for found in scan:
            yield from found
