"""Retry runs and cancel them: one by its name, or all that match."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import batched
from typing import Annotated

import typer

from storehook.history.rows import Filter
from storehook.operations.audit import runs_named
from storehook.operations.runs_service import MAX_RETRIED, RunRowAnswer, RunsService, retry_filter
from storehook.queues.run_key import RunKey
from storehook.runs.interventions import CANCELLABLE, is_retryable
from storehook_cli.commands.parameters import AsJson, DryRun
from storehook_cli.commands.run_options import on_runs
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import bar, print_json, say, waiting
from storehook_cli.views.runs import print_runs

SAMPLE = 10
"""Runs that are shown before they are acted on."""

Named = Annotated[tuple[str, str, str] | None, typer.Argument(metavar="STORE EVENT ACTION", hidden=True)]
Most = Annotated[int, typer.Option("--max", min=1, help="How many at most, the newest.")]
Rate = Annotated[int, typer.Option(min=1, help="How many a second at most.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@on_stack
@on_runs
def retry(
    deployment: Deployment,
    where: Filter,
    run: Named = None,
    *,
    again: Annotated[bool, typer.Option("--again", help="Completed runs, too.")] = False,
    most: Most = 1_000,
    rate: Rate = 50,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Retry a failed run, or all that match."""
    if where.state and not is_retryable(where.state, again=again):
        raise typer.BadParameter(f"A run that is {where.state} is not retried{'' if again else ' without --again'}.")
    service = deployment.runs()
    keys = _keys(service, where, run, retry_filter(where, again=again), most, shows=not as_json)
    if dry_run:
        _print_names(keys, as_json=as_json)
    elif _agreed(f"Retry {len(keys)}?", keys, asks=not (run or yes)):
        deployment.note("retry runs", *runs_named(keys))
        _act(keys, rate, "Retried", lambda chunk: service.retry(chunk, again=again).retried, as_json=as_json)


@on_stack
@on_runs
def cancel(
    deployment: Deployment,
    where: Filter,
    run: Named = None,
    *,
    most: Most = 1_000,
    rate: Rate = 50,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Cancel a run that waits or is held, or all that match."""
    if where.state and where.state not in CANCELLABLE:
        raise typer.BadParameter(f"A run that is {where.state} cannot be cancelled: it does not wait.")
    service = deployment.runs()
    cancellable = replace(where, states=tuple(CANCELLABLE))
    keys = _keys(service, where, run, cancellable, most, shows=not as_json)
    if dry_run:
        _print_names(keys, as_json=as_json)
    elif _agreed(f"Cancel {len(keys)}?", keys, asks=not (run or yes)):
        deployment.note("cancel runs", *runs_named(keys))
        _act(keys, rate, "Cancelled", lambda chunk: service.cancel(chunk).cancelled, as_json=as_json)


def _keys(
    service: RunsService,
    where: Filter,
    run: tuple[str, str, str] | None,
    asked: Filter,
    most: int,
    *,
    shows: bool,
) -> list[RunKey]:
    """The runs to act on: exactly those that are told of here, whatever comes up meanwhile.

    Raises:
        BadParameter: neither a run nor a filter is given, or both are.
        NoSuchRun: there is none of that name.
    """
    if (run is None) == (where == Filter()):
        raise typer.BadParameter("Name one run: STORE EVENT ACTION; or say which ones, as in --fingerprint or --store.")
    if run is not None:
        return [service.stored(RunKey.named(*run)).key]
    with waiting("Looking for runs"):
        rows = list(service.search(asked, most + 1))
    if shows:
        _preview(rows, most)
    return [RunKey(row.store_hash, row.event_id, row.action, row.generation) for row in rows[:most]]


def _preview(rows: Sequence[RunRowAnswer], most: int) -> None:
    print_runs(rows[:SAMPLE])
    if len(rows) > most:
        say(f"More than {most} runs match. The newest {most} are taken; --max says how many.")
    else:
        say(f"{len(rows)} runs match.")


def _print_names(keys: Sequence[RunKey], *, as_json: bool) -> None:
    """What would be acted on; people have been shown it."""
    if as_json:
        print_json([asdict(key) for key in keys])


def _agreed(question: str, keys: Sequence[RunKey], *, asks: bool) -> bool:
    if keys and asks:
        typer.confirm(question, abort=True, err=True)
    return bool(keys)


def _act(
    keys: Sequence[RunKey], rate: int, done: str, act: Callable[[Sequence[RunKey]], int], *, as_json: bool
) -> None:
    """Act on the runs in chunks, and tell what became of them.

    Raises:
        CommandError: none of them was as it has to be.
    """
    size = min(rate, MAX_RETRIED)
    chunks = bar(_paced(keys, size, rate), f"{done}: chunks", total=math.ceil(len(keys) / size))
    count = sum(map(act, chunks))
    if not count:
        raise CommandError(f"{_said(keys)} not {done.lower()}: see its state with storehook runs show. {_HINT[done]}")
    left = len(keys) - count
    if as_json:
        return print_json({done.lower(): count, "left": left})
    return say(f"{done} {count}{f'; {left} have gone on by themselves meanwhile' if left else ''}.")


_HINT = {
    "Retried": "One that is at work is left alone; one that has ended well needs --again.",
    "Cancelled": "One that is at work, or has ended, cannot be cancelled.",
}


def _said(keys: Sequence[RunKey]) -> str:
    return f"{keys[0]} was" if len(keys) == 1 else f"These {len(keys)} were"


def _paced[T](items: Sequence[T], size: int, rate: int) -> Iterator[tuple[T, ...]]:
    """The items in chunks, of which no more come up in a second than the rate."""
    ends_at = 0.0
    for chunk in batched(items, size, strict=False):
        time.sleep(max(ends_at - time.monotonic(), 0.0))
        ends_at = time.monotonic() + len(chunk) / rate
        yield chunk
