"""`storehook logs`: the log lines of a run."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import typer

from storehook.operations import RunKey
from storehook.operations.log_lines import LATE, LogLineAnswer
from storehook_cli.commands.parameters import AsJson, RunAction, RunEvent, RunStore
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.log_lines import print_lines
from storehook_cli.views.printing import print_answer, waiting

PAUSE = 2.0
"""Seconds between two reads of the log."""

NONE = (
    "No log lines found. Lines appear some seconds after they are written, and are kept for LogRetentionDays. "
    "For output that is printed, not logged with ctx.logger: {log}"
)


@on_stack
def logs(
    deployment: Deployment,
    store: RunStore,
    event: RunEvent,
    action: RunAction,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Follow the log until the run has ended.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the lines that a run logged with ctx.logger."""
    if follow and as_json:
        raise typer.BadParameter("--json and --follow cannot be combined. Choose one.")
    key, none = RunKey.named(store, event, action), NONE.format(log=deployment.log("DefaultConsumer"))
    if follow:
        print_lines(_followed(deployment, key), none)
        return
    with waiting("Reading log lines"):
        lines = list(deployment.run_log().of_run(deployment.runs().stored(key)))
    print_answer(lines, print_lines, none, as_json=as_json)


def _followed(deployment: Deployment, key: RunKey) -> Iterator[LogLineAnswer]:
    """Yield the lines of a run as they arrive, until it has ended and its last lines can be read."""
    shown, latest = Counter[str](), 0.0
    while True:
        run = deployment.runs().stored(key)
        is_last = run.has_ended and time.time() > run.updated_at + LATE
        there = Counter[str]()
        # Workers' clocks and CloudWatch's delays differ, so a line can arrive after one that was written later.
        for line in deployment.run_log().of_run(run, since=latest - LATE):
            there[str(line)] += 1
            if there[str(line)] > shown[str(line)]:  # equal lines can be logged within a millisecond
                shown[str(line)] += 1
                latest = max(latest, line.at)
                yield line
        if is_last:
            return
        time.sleep(PAUSE)
