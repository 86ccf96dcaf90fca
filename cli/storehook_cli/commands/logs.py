"""See what a run has logged."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import typer

from storehook.operations.log_lines import LATE, LogLineAnswer
from storehook.queues.run_key import RunKey
from storehook_cli.commands.parameters import AsJson, RunAction, RunEvent, RunStore
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.log_lines import print_lines
from storehook_cli.views.printing import print_json, waiting

PAUSE = 2.0
"""Seconds between two looks for more lines."""

NONE = (
    "It has logged nothing that can be read. Lines come some seconds after they were written, and are kept for "
    "LogRetentionDays; what is printed, and not logged with ctx.logger, names no run: sam logs --name DefaultConsumer"
)


@on_stack
def logs(
    deployment: Deployment,
    store: RunStore,
    event: RunEvent,
    action: RunAction,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until the run has ended.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what a run has logged with ctx.logger."""
    if follow and as_json:
        raise typer.BadParameter("A list has an end: give --json, or --follow.")
    key = RunKey.named(store, event, action)
    if follow:
        print_lines(_followed(deployment, key), NONE)
        return
    with waiting("Looking for its log lines"):
        found = list(deployment.run_log().of_run(deployment.runs().stored(key)))
    if as_json:
        print_json(found)
    else:
        print_lines(found, NONE)


def _followed(deployment: Deployment, key: RunKey) -> Iterator[LogLineAnswer]:
    """The lines of a run as they come, until it has ended and its last ones can be read."""
    shown, latest = Counter[str](), 0.0
    while True:
        run = deployment.runs().stored(key)
        is_last = run.has_ended and time.time() > run.updated_at + LATE
        there = Counter[str]()
        # Workers' clocks and CloudWatch's pace differ: a line may come after one that was written later.
        for line in deployment.run_log().of_run(run, since=latest - LATE):
            there[str(line)] += 1
            if there[str(line)] > shown[str(line)]:  # the same may be logged twice within a millisecond
                shown[str(line)] += 1
                latest = max(latest, line.at)
                yield line
        if is_last:
            return
        time.sleep(PAUSE)
