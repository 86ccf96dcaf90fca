"""`storehook catch-up`: find events that BigCommerce didn't deliver."""

import time
from typing import Annotated

import typer

from storehook.operations import holder
from storehook.operations.store_answers import CatchUpProgress, ResourcePreviewAnswer
from storehook.operations.stores_service import StoresService
from storehook_cli.commands.parameters import AsJson, DryRun, Since, StoreOption
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import instant, print_answer, print_json, print_table, say, stopping, waiting

HEADS = ("RESOURCE", "FOUND", "SENT", "COVERED", "DETAIL")
PREVIEW_HEADS = ("RESOURCE", "FOUND", "TO SEND", "COVERED", "DETAIL")
NONE = "No action subscribes to orders, products or customers."
PAUSE = 1.0
"""Seconds between two reads of the progress."""

START_TIMEOUT = 180.0
"""Seconds that the reconciler may take to start."""


@on_stack
def catch_up(
    deployment: Deployment,
    *,
    store: StoreOption,
    since: Since,
    dry_run: DryRun = False,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait until the catch-up ends. Ctrl-C stops only the waiting.")
    ] = True,
    beyond_retention: Annotated[
        bool,
        typer.Option(
            "--beyond-retention",
            help="Accept a TIME whose runs may have expired. Actions run again for changes whose runs have expired.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Catch up on events that BigCommerce didn't deliver.

    Finds orders, products and customers that changed since TIME, and runs the actions that missed them.
    """
    service = deployment.stores()
    if dry_run:
        _preview(service, store, since, as_json=as_json)
    else:
        before = service.catch_up_progress(store)
        deployment.note("catch up", holder("store", store), f"since {instant(since)}")
        service.catch_up(store, since, beyond_retention=beyond_retention)
        if not as_json:
            say(f"Requested the catch-up. To see its progress: {hint('stores', 'show', store)}")
        if wait:
            with stopping(lambda: f"The catch-up of {store} continues."):
                progress = _ended(service, store, since, before, deployment.log("Reconciler"))
            _print(progress, as_json=as_json)


def _preview(service: StoresService, store_hash: str, since: float, *, as_json: bool) -> None:
    with waiting("Reading the changes"):
        resources = service.preview_catch_up(store_hash, since).resources
    if as_json:
        return print_json(resources)
    return print_table(PREVIEW_HEADS, map(_preview_row, resources), empty=NONE)


def _preview_row(preview: ResourcePreviewAnswer) -> tuple[str, ...]:
    by_action = ", ".join(f"{action} {count}" for action, count in sorted(preview.actions.items())) or "0"
    return preview.resource, str(preview.found), by_action, str(preview.covered), preview.detail


def _ended(
    service: StoresService, store_hash: str, since: float, before: CatchUpProgress | None, log: str
) -> CatchUpProgress:
    """Wait until our task has ended, and show its progress."""
    latest_start = time.monotonic() + START_TIMEOUT
    with waiting("Waiting for the reconciler") as spinner:
        while True:
            progress = service.catch_up_progress(store_hash)
            if progress and _includes(progress, since, before):
                if progress.state != "running":
                    return progress
                counts = (f"{part.resource} {part.found} found, {part.sent} sent" for part in progress.resources)
                spinner.update(f"Catching up: {'; '.join(counts)}")
            elif time.monotonic() > latest_start:
                raise CommandError(
                    f"The reconciler did not start the catch-up within {START_TIMEOUT:.0f} s. Its task is still "
                    f"queued. Check the log for errors: {log}"
                )
            time.sleep(PAUSE)


def _includes(progress: CatchUpProgress, since: float, before: CatchUpProgress | None) -> bool:
    """Return whether the progress includes our task, not only an earlier one."""
    is_later = before is None or (progress.version > before.version and progress.until > before.until)
    return progress.since <= since and is_later


def _print(progress: CatchUpProgress, *, as_json: bool) -> None:
    print_answer(progress, _print_counts, as_json=as_json)
    if progress.state != "done":
        raise CommandError(f"Not everything was caught up: {progress.detail}")
    if not as_json:
        say(f"Caught up from {instant(progress.since)} to {instant(progress.until)}.")


def _print_counts(progress: CatchUpProgress) -> None:
    rows = (
        (part.resource, str(part.found), str(part.sent), str(part.covered), part.detail) for part in progress.resources
    )
    print_table(HEADS, rows)
