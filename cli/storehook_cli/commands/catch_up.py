"""Fetch what a store has not delivered."""

import time
from collections.abc import Generator
from typing import Annotated

import typer

from storehook.operations.store_answers import CatchUpProgress, ResourcePreviewAnswer
from storehook.operations.stores_service import StoresService
from storehook.runs.pauses import holder
from storehook_cli.commands.parameters import AsJson, DryRun, Since, StoreOption
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import instant, print_json, print_table, say, waiting

HEADS = ("", "FOUND", "SENT", "COVERED", "LEFT OUT")
PREVIEW_HEADS = ("", "FOUND", "TO SEND", "COVERED", "NOT ALL")
NONE = "No action wants to hear of orders, products or customers."
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
    as_json: AsJson = False,
) -> None:
    """Fetch what a store has not delivered.

    Orders, products and customers that were changed since then go to the actions that have missed it.
    """
    service = deployment.stores()
    if dry_run:
        _preview(service, store, since, as_json=as_json)
    else:
        before = service.catch_up_progress(store)
        deployment.note("catch up", holder("store", store), f"since {instant(since)}")
        service.catch_up(store, since)
        if not as_json:
            say(f"Asked for. How it goes: storehook stores show {store}")
        if wait:
            _print(_ended(service, store, since, before), as_json=as_json)


def _preview(service: StoresService, store_hash: str, since: float, *, as_json: bool) -> None:
    with waiting("Looking at what has changed"):
        resources = service.preview_catch_up(store_hash, since).resources
    if as_json:
        return print_json(resources)
    return print_table(PREVIEW_HEADS, map(_preview_row, resources), empty=NONE)


def _preview_row(preview: ResourcePreviewAnswer) -> tuple[str, ...]:
    by_action = ", ".join(f"{action} {count}" for action, count in sorted(preview.actions.items())) or "0"
    return preview.resource, str(preview.found), by_action, str(preview.covered), preview.detail


def _ended(service: StoresService, store_hash: str, since: float, before: CatchUpProgress | None) -> CatchUpProgress:
    with waiting("Waiting for the reconciler") as spinner:
        every = _watched(service, store_hash, since, before)
        while (found := next(every)).state == "running":
            counts = (f"{each.resource} {each.found} found, {each.sent} sent" for each in found.resources)
            spinner.update(f"Catching up: {'; '.join(counts)}")
        return found


def _watched(
    service: StoresService, store_hash: str, since: float, before: CatchUpProgress | None
) -> Generator[CatchUpProgress]:
    """How far it has come, again and again, once our task has begun."""
    latest_start = time.monotonic() + START_TIMEOUT
    while True:
        found = service.catch_up_progress(store_hash)
        if found is not None and _answers(found, since, before):
            yield found
        elif time.monotonic() > latest_start:
            raise CommandError(
                f"The reconciler has not begun after {START_TIMEOUT:.0f} s. The task is still in its queue; the log "
                f"says whether it fails: sam logs --name Reconciler"
            )
        time.sleep(PAUSE)


def _answers(found: CatchUpProgress, since: float, before: CatchUpProgress | None) -> bool:
    """Whether it has come as far as our task, not only an earlier one."""
    is_later = before is None or (found.version > before.version and found.until > before.until)
    return found.since <= since and is_later


def _print(found: CatchUpProgress, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
    else:
        _print_counts(found)
    if found.state != "done":
        raise CommandError(f"Not everything was caught up: {found.detail}")
    if not as_json:
        say(f"Caught up: {instant(found.since)} to {instant(found.until)}.")


def _print_counts(found: CatchUpProgress) -> None:
    rows = (
        (each.resource, str(each.found), str(each.sent), str(each.covered), each.detail) for each in found.resources
    )
    print_table(HEADS, rows)
