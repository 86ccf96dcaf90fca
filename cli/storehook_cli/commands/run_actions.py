"""`storehook runs retry` and `cancel`: one run by its name, or all that match."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import batched
from typing import Annotated

import typer

from storehook.operations import Filter, RunKey
from storehook.operations.audit import runs_named
from storehook.operations.runs_service import MAX_RETRIED, RunRowAnswer, RunsService, cancel_filter, retry_filter
from storehook_cli.commands.parameters import AsJson, DryRun, Yes
from storehook_cli.commands.run_options import on_runs
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import bar, instant, print_json, say, say_beside, stopping, waiting
from storehook_cli.views.runs import print_runs

DAY = 86_400.0
"""Seconds."""

SAMPLE = 10
"""Runs that are shown before the question."""

Named = Annotated[tuple[str, str, str] | None, typer.Argument(metavar="STORE EVENT ACTION", hidden=True)]
Most = Annotated[int, typer.Option("--max", min=1, help="At most this many, newest first.")]
Rate = Annotated[int, typer.Option(min=1, help="At most this many per second.")]


@on_stack
@on_runs
def retry(
    deployment: Deployment,
    where: Filter,
    run: Named = None,
    *,
    again: Annotated[bool, typer.Option("--again", help="Include completed runs.")] = False,
    most: Most = 1_000,
    rate: Rate = 50,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Retry a failed run, or all of the last day that match."""
    period = _period(where)
    retryable = retry_filter(period, again=again)
    if where.state and where.state not in retryable.states:
        raise typer.BadParameter(
            f"A run in the state {where.state} can't be retried{'' if again else ' without --again'}."
        )
    service = deployment.runs()
    keys = _keys(service, where, run, retryable, most, shows=not as_json)
    if not run and not as_json and where.since is None:
        say_beside(f"Runs created before {instant(period.since)} are left out. To include them: --since 30d")
    if dry_run:
        _print_names(keys, as_json=as_json)
    elif _agreed(f"Retry {_runs(len(keys))} created since {instant(period.since)}?", keys, asks=not (run or yes)):
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
    """Cancel a waiting or held run, or all runs that match."""
    cancellable = cancel_filter(where)
    if where.state and where.state not in cancellable.states:
        raise typer.BadParameter(f"A run in the state {where.state} can't be cancelled, because it isn't waiting.")
    service = deployment.runs()
    keys = _keys(service, where, run, cancellable, most, shows=not as_json)
    if dry_run:
        _print_names(keys, as_json=as_json)
    elif _agreed(f"Cancel {_runs(len(keys))}?", keys, asks=not (run or yes)):
        deployment.note("cancel runs", *runs_named(keys))
        _act(keys, rate, "Cancelled", lambda chunk: service.cancel(chunk).cancelled, as_json=as_json)


def _period(where: Filter) -> Filter:
    """Return the filter with a start. A retry repeats side effects, so it reaches further back only if told to."""
    if where.since is not None:
        return where
    until = time.time() if where.until is None else where.until
    return replace(where, since=max(0.0, until - DAY))


def _keys(
    service: RunsService,
    where: Filter,
    run: tuple[str, str, str] | None,
    asked: Filter,
    most: int,
    *,
    shows: bool,
) -> list[RunKey]:
    """Return the runs to act on. Later matches are not included."""
    if (run is None) == (where == Filter()):
        raise typer.BadParameter(
            "Name one run (STORE EVENT ACTION), or select runs with an option such as --fingerprint or --store."
        )
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
        say(f"More than {most} runs match. This command takes the newest {most}. Use --max to change that.")
    else:
        say(f"{_runs(len(rows))} matched.")


def _print_names(keys: Sequence[RunKey], *, as_json: bool) -> None:
    """Print the names of the runs as JSON. Without JSON, they were shown before."""
    if as_json:
        print_json([asdict(key) for key in keys])


def _agreed(question: str, keys: Sequence[RunKey], *, asks: bool) -> bool:
    if keys and asks:
        typer.confirm(question, abort=True, err=True)
    return bool(keys)


def _act(
    keys: Sequence[RunKey], rate: int, done: str, act: Callable[[Sequence[RunKey]], int], *, as_json: bool
) -> None:
    """Act on the runs in chunks, and print the result."""
    size = min(rate, MAX_RETRIED)
    chunks = bar(_paced(keys, size, rate), f"{done}: chunks", total=math.ceil(len(keys) / size))
    count = 0
    with stopping(lambda: f"{done} at least {count} of {_runs(len(keys))}. For the rest, run this command again."):
        for chunk in chunks:
            count += act(chunk)
    if not count:
        raise CommandError(
            f"{_named(keys)} not {done.lower()}. {_HINT[done]} To see a run's state: {hint('runs', 'show')}"
        )
    left = len(keys) - count
    if as_json:
        return print_json({done.lower(): count, "left": left})
    return say(f"{done} {_runs(count)}.{f' {left} had changed in the meantime.' if left else ''}")


_HINT = {
    "Retried": "A running run can't be retried, and a completed run only with --again.",
    "Cancelled": "A run that is running or has ended can't be cancelled.",
}


def _named(keys: Sequence[RunKey]) -> str:
    return f"{keys[0]} was" if len(keys) == 1 else f"These {len(keys)} runs were"


def _runs(count: int) -> str:
    return f"{count} {'run' if count == 1 else 'runs'}"


def _paced[T](items: Sequence[T], size: int, rate: int) -> Iterator[tuple[T, ...]]:
    """Yield the items in chunks, at most `rate` items per second."""
    ends_at = 0.0
    for chunk in batched(items, size, strict=False):
        time.sleep(max(ends_at - time.monotonic(), 0.0))
        ends_at = time.monotonic() + len(chunk) / rate
        yield chunk
