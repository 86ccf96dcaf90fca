"""Fetch what a store has not delivered."""

import time
from collections.abc import Generator
from typing import Annotated, Any

import typer

from storehook.catch_up.progress import CatchUps, Progress
from storehook.queues.task import Task
from storehook_cli.commands.parameters import DryRun, Since, StoreOption
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.stack.reconciling import FUNCTION, UnknownAnswerError
from storehook_cli.views.printing import instant, print_table, say, waiting
from storehook_cli.views.stores import installed

HEADS = ("", "FOUND", "SENT", "COVERED", "LEFT OUT")
PREVIEW_HEADS = ("", "FOUND", "TO SEND", "COVERED", "NOT ALL")
PAUSE = 1.0
"""Seconds between two looks at how far it has come."""

START_TIMEOUT = 180.0
"""Seconds that the reconciler may take to begin."""


@on_stack
def catch_up(
    deployment: Deployment,
    *,
    store: StoreOption,
    since: Since,
    dry_run: DryRun = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Until it has ended; Ctrl-C ends only that.")] = True,
) -> None:
    """Fetch what a store has not delivered.

    Orders, products and customers that were changed since then go to the actions that have missed it.
    """
    installed(deployment.stores(), store)
    if dry_run:
        _preview(deployment, store, since)
    else:
        states = deployment.catch_ups()
        before = states.get(store)
        deployment.tasks().send([Task("catch-up", store, since=since)])
        say(f"Asked for. How it goes: storehook stores show {store}")
        if wait:
            _print(_ended(states, store, since, before))


def _preview(deployment: Deployment, store_hash: str, since: float) -> None:
    with waiting("Looking at what has changed"):
        event = {"kind": "catch-up", "store_hash": store_hash, "since": since, "dry_run": True}
        answer = deployment.invoke(FUNCTION, event)
    try:
        rows = [_preview_row(each) for each in answer["resources"]]
    except (KeyError, TypeError) as error:
        raise UnknownAnswerError from error
    print_table(PREVIEW_HEADS, rows)
    if not rows:
        say("No action wants to hear of orders, products or customers.")


def _preview_row(resource: dict[str, Any]) -> tuple[str, ...]:
    sent: dict[str, int] = resource["actions"]
    by_action = ", ".join(f"{action} {count}" for action, count in sorted(sent.items())) or "0"
    return resource["resource"], str(resource["found"]), by_action, str(resource["covered"]), resource["detail"]


def _ended(states: CatchUps, store_hash: str, since: float, before: Progress | None) -> Progress:
    with waiting("Waiting for the reconciler") as spinner:
        every = _watched(states, store_hash, since, before)
        while (found := next(every)).state == "running":
            counts = (f"{each.resource} {each.found} found, {each.sent} sent" for each in found.resources)
            spinner.update(f"Catching up: {'; '.join(counts)}")
        return found


def _watched(states: CatchUps, store_hash: str, since: float, before: Progress | None) -> Generator[Progress]:
    """How far it has come, again and again, once our task has begun."""
    latest_start = time.monotonic() + START_TIMEOUT
    while True:
        found = states.get(store_hash)
        if found is not None and _answers(found, since, before):
            yield found
        elif time.monotonic() > latest_start:
            raise CommandError(
                f"The reconciler has not begun after {START_TIMEOUT:.0f} s. The task is still in its queue; the log "
                f"says whether it fails: sam logs --name {FUNCTION}"
            )
        time.sleep(PAUSE)


def _answers(found: Progress, since: float, before: Progress | None) -> bool:
    """Whether it has come as far as our task, not only an earlier one."""
    return found.since <= since and (before is None or (found.version > before.version and found.until > before.until))


def _print(found: Progress) -> None:
    rows = (
        (each.resource, str(each.found), str(each.sent), str(each.covered), each.detail) for each in found.resources
    )
    print_table(HEADS, rows)
    if found.state != "done":
        raise CommandError(f"Not everything was caught up: {found.detail}")
    say(f"Caught up: {instant(found.since)} to {instant(found.until)}.")
